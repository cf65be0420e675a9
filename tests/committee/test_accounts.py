"""Accounts of the committee."""

import pytest
from pydantic import ValidationError

from communique.committee.accounts import Accounts, BlogAccount, FakeAccount


def test_networks_are_those_with_an_account() -> None:
    """Only what the committee has is named."""
    assert Accounts(blog=BlogAccount(site="public", title="News")).networks() == ("blog",)


@pytest.mark.parametrize("url", ["http://example.org:80", "http://127.0.0.1:80@example.org/", "https://127.0.0.1:80"])
def test_practice_stays_on_this_machine(url: str) -> None:
    """The practice account takes no address beyond loopback."""
    with pytest.raises(ValidationError):
        FakeAccount(url=url)
