"""The benchmarks of the connectors: the rivals do the same, and what is counted is what was loaded."""

import shutil
from pathlib import Path

import pytest
import requests

from benchmarks import networks
from benchmarks.bare import BARE, Bare, Send
from benchmarks.loaded import LIBRARIES, connectors, idea, loaded
from benchmarks.places import COMMITTEE, Tally, place
from communique.connectors.practice.table import SERVICES

CALLS = {"linkedin": 2, "bluesky": 2, "wordpress": 2, "flickr": 2}
"""Where one post takes more than one request: the text is read back, or it is looked whether it is there already."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a committee with an account on every network."""
    shutil.copy(COMMITTEE, tmp_path)
    return tmp_path


def test_every_network_has_a_rival() -> None:
    """Every network that has a practice server is compared with its bare library."""
    assert BARE.keys() == SERVICES.keys()


@pytest.mark.parametrize("network", BARE)
def test_both_post_the_same(network: str) -> None:
    """Our connector and the bare library put as many posts there by as many requests, which the row tells."""
    row = networks.published(network, turns=2, each=1)
    assert (row.runs, row.rival) == (2, BARE[network].rival)
    assert row.note == f"2 posts, requests for each: {CALLS.get(network, 1)}"


def test_other_calls_are_no_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the rival makes other calls than ours, nothing is measured."""
    honest = BARE["facebook"]

    def chatty(url: str, body: bytes) -> Send:
        requests.get(url, timeout=5)
        return honest.open(url, body)

    monkeypatch.setitem(BARE, "facebook", Bare(honest.rival, chatty))
    with pytest.raises(ValueError, match=r"not do the same, 2 posts: .*requests=2\) and .*requests=3\)"):
        networks.published("facebook", turns=1, each=1)


def test_posts_that_are_lost_are_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rival that says yes without having posted is found out."""
    monkeypatch.setitem(BARE, "facebook", Bare("nothing", lambda *_: lambda *_: None))
    with pytest.raises(ValueError, match=r"not do the same, 2 posts: .* and Tally\(posts=0"):
        networks.published("facebook", turns=1, each=1)


def test_a_server_counts_what_came() -> None:
    """A practice server says in the end how many posts stand and how many requests came."""
    with place("mastodon") as there:
        assert requests.get(f"{there.url}/api/v1/nothing", timeout=5).status_code >= 400
        assert there.end() == Tally(posts=0, requests=1)


def test_every_network_is_rendered() -> None:
    """There is one row for each network of the example, and it says how many renderings that are in a second."""
    rows = [*networks.renderings(1, 1)]
    assert {row.name for row in rows} == {f"rendering-{network}" for network in ("blog", *SERVICES)}
    assert all(row.note.endswith(" a second") for row in rows)


def test_libraries_are_counted(folder: Path) -> None:
    """Libraries that are there are seen, so that none seen means none loaded."""
    file = idea(folder, "everywhere")
    assert not loaded(file) & {*LIBRARIES}
    assert loaded(file, LIBRARIES) >= {*LIBRARIES}


def test_connectors_are_counted(folder: Path) -> None:
    """An idea for every network loads every connector, one for the blog the blog's alone."""
    assert connectors(loaded(idea(folder, "everywhere"))) == {"blog", *SERVICES}
    assert connectors(loaded(idea(folder, "blog-only", "networks: [blog]"))) == {"blog"}


def test_a_check_that_fails_is_not_counted(folder: Path) -> None:
    """What an unreadable idea loads is not taken for an answer."""
    with pytest.raises(ValueError, match="no-such-idea"):
        loaded(folder / "no-such-idea.yaml")
