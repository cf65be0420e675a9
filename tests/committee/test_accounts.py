"""Accounts of the committee."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from communique.committee.accounts import (
    Accounts,
    BlogAccount,
    FacebookAccount,
    FakeAccount,
    MastodonAccount,
    Official,
)


def test_networks_are_those_with_an_account() -> None:
    """Only what the committee has is named."""
    assert Accounts(blog=BlogAccount(site="public", title="News")).networks() == ("blog",)


@pytest.mark.parametrize("url", ["http://example.org:80", "http://127.0.0.1:80@example.org/", "https://127.0.0.1:80"])
def test_practice_stays_on_this_machine(url: str) -> None:
    """The practice account takes no address beyond loopback."""
    with pytest.raises(ValidationError):
        FakeAccount(url=url)


def test_the_public_finds_a_site_by_its_title() -> None:
    """The names of an account are those that are given, and the title of a site is one."""
    blog = BlogAccount(site="public", title="News", handle="ISOTC400")
    assert blog.names() == {"handle": "ISOTC400", "title": "News"}
    assert FakeAccount(url="http://127.0.0.1:80", handle="cakes").names() == {"handle": "cakes"}


def test_an_account_is_known_by_its_marks(tmp_path: Path) -> None:
    """A handle counts without @ and capitals, a practice name with its server, a site with folder and address."""
    assert Official(handle="@ISOTC400").marks(tmp_path) == {"isotc400"}
    assert Official().marks(tmp_path) == frozenset()
    practice = FakeAccount(url="http://127.0.0.1:80/", handle="Cakes")
    assert practice.marks(tmp_path) == FakeAccount(url="http://127.0.0.1:80", handle="cakes").marks(tmp_path)
    blog = BlogAccount(site="../public", title="News", url="https://example.org/")
    assert blog.marks(tmp_path / "a") == {str(tmp_path / "public"), "https://example.org/"}


def test_an_account_elsewhere_is_known_by_its_number_and_its_server(tmp_path: Path) -> None:
    """The number of a page tells it from others; a handle on a server of one's own counts with the server."""
    assert FacebookAccount(page="400", handle="cakes").marks(tmp_path) == {"400", "cakes"}
    mastodon = MastodonAccount(handle="@Cakes", server="https://a.example/")
    assert mastodon.marks(tmp_path) == {"https://a.example cakes"}
    assert mastodon.marks(tmp_path) != MastodonAccount(handle="cakes", server="https://b.example").marks(tmp_path)


@pytest.mark.parametrize("address", ["http://forum.example", "ftp://forum.example", "https://", "https://a b", "//a"])
def test_addresses_are_encrypted(address: str) -> None:
    """Credentials go over encrypted connections, or stay on this machine."""
    with pytest.raises(ValidationError):
        MastodonAccount(handle="cakes", server=address)
    assert MastodonAccount(handle="cakes", server="http://127.0.0.1:80")
