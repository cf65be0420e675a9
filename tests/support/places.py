"""The sample committee's accounts on networks of others, and the fixtures that open practice servers for them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from communique.committee.accounts import Networked
from communique.committee.workspace import read_home
from communique.connectors.connector import Connector
from communique.connectors.errors import ConnectorError, InDoubt, Throttled, Unauthorized
from communique.connectors.practice.server import Mishap, PracticeServer, Reply, Request
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.rendering import Rendering

EVERY = Path(__file__).parent.parent.parent / "examples" / "every-network" / "committee.yaml"
"""A committee with an account on every network of others."""
ELSEWHERE = {
    name: account
    for name, account in read_home(EVERY).committee.accounts.official().items()
    if isinstance(account, Networked)
}
"""Its accounts, by network."""
NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
"""What the clock shows at first."""
LINK = "https://www.iso.org/standard/22222.html"
"""The link of a post."""
AFTER = (Mishap.LOSE_ANSWER, Mishap.BREAK_AFTER, Mishap.GARBLE_ANSWER, Mishap.CUT_ANSWER)
"""The mishaps after which a post stands without our hearing of it."""
OUTCOMES: list[tuple[Mishap, type[ConnectorError], bool]] = [
    (Mishap.THROTTLE, Throttled, False),
    (Mishap.REFUSE_CREDENTIALS, Unauthorized, False),
    (Mishap.BREAK_BEFORE, InDoubt, False),
    (Mishap.DROP_BEFORE, InDoubt, False),
    (Mishap.BREAK_AFTER, InDoubt, True),
    (Mishap.LOSE_ANSWER, InDoubt, True),
    (Mishap.GARBLE_ANSWER, InDoubt, True),
    (Mishap.CUT_ANSWER, InDoubt, True),
]
"""Mishaps, the error that each comes to, and whether the post stands."""


@dataclass(frozen=True, slots=True)
class Place:
    """A connector to a practice server of its network, and that server."""

    connector: Connector
    server: PracticeServer


Open = Callable[..., Place]
"""Opens a practice server of a network; fields of the account can be changed."""
Ideas = Callable[..., Idea]
"""Makes ideas from what matters to a test."""


@dataclass(frozen=True, slots=True)
class Illustrated:
    """Flickr, where every post is a picture: one is added where a test gives none."""

    flickr: Connector
    picture: Picture

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Render with a picture."""
        return self.flickr.render(idea, pictures or (self.picture,))

    def __getattr__(self, name: str) -> object:
        """Leave everything else to Flickr."""
        return getattr(self.flickr, name)


# A test module takes these fixtures by giving them names: `place = opened("x")`, `x = connected`.


def opened(network: str, **changes: object) -> Any:
    """Make the fixture that gives an account on a practice server of a network; fields of it can be changed."""

    @pytest.fixture
    def place(open_place: Open) -> Place:
        """Give the account's connector and its practice server."""
        return open_place(network, **changes)

    return place


@pytest.fixture
def connected(place: Place) -> Connector:
    """Give the connector of the module's place."""
    return place.connector


def answers(meant: Callable[..., bool]) -> Any:
    """Make the fixture that lets the server answer what a test wants, the latest alone, to requests that are meant.

    `meant` gets the request, and what a test gives beside the answer.
    """

    @pytest.fixture
    def answering(place: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Let the server answer what a test wants."""
        answer = place.server.service.answer

        def say(reply: Reply, *which: str) -> None:
            def other(request: Request) -> Reply:
                return reply if meant(request, *which) else answer(request)

            monkeypatch.setattr(place.server.service, "answer", other)

        return say

    return answering
