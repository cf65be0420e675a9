"""Sends what is planned to practice servers instead of the networks: what would be asked of them, and what if."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from communique.committee.workspace import Home
from communique.connectors.connector import Connector, Pictures
from communique.connectors.practice.server import Mishap, PracticeServer, Request
from communique.connectors.practice.table import SERVICES, practice_keys, service
from communique.connectors.practice.trial import Ending, Trial, mishaps_of
from communique.connectors.registry import connect
from communique.connectors.transport import patient
from communique.flows.publishing import utc_now
from communique.post.rendering import Rendering

PATIENCE = (2.0, 1.0)
"""Seconds to wait for a connection and for an answer; the practice servers are on this machine."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of sending one rendering to a practice server."""

    mishap: Mishap | None
    ending: Ending
    parts: int
    """How many parts there were to send."""
    posts: int
    """How many posts the server holds afterwards."""
    steps: tuple[str, ...]
    requests: tuple[Request, ...]

    @property
    def safe(self) -> bool:
        """Tell whether every part is out exactly once; or at most once, and the Secretary is asked."""
        return self.posts == self.parts if self.ending is Ending.PUBLISHED else self.posts <= self.parts


def can_rehearse(network: str) -> bool:
    """Tell whether there is a practice server for a network."""
    return network in SERVICES


@contextmanager
def staged(home: Home, network: str, pictures: Pictures) -> Generator[tuple[Connector, PracticeServer]]:
    """Run a practice server for a committee's account, and give the account's connector to it."""
    account = getattr(home.committee.accounts, network)
    with PracticeServer(service(network, account)) as server:
        moved = account.model_copy(update={"api_url": server.url})
        accounts = home.committee.accounts.model_copy(update={network: moved})
        there = replace(home, committee=home.committee.model_copy(update={"accounts": accounts}))
        yield connect(there, network, pictures, partial(practice_keys, network)), server


def rehearse(home: Home, rendering: Rendering, pictures: Pictures, mishap: Mishap | None = None) -> Tried:
    """Send a rendering to a practice server that misbehaves once, and go on as publishing does."""
    with patient(*PATIENCE), staged(home, rendering.network, pictures) as (connector, server):
        if mishap:
            server.misbehave(mishap)
        trial = Trial(connector, rendering, utc_now())
        ending = trial.run()
        return Tried(
            mishap, ending, len(rendering.parts), len(server.posts), tuple(trial.steps), tuple(server.requests)
        )


def everything(home: Home, rendering: Rendering, pictures: Pictures) -> Generator[Tried]:
    """Rehearse a rendering without trouble, then once with each thing that can go wrong on its network."""
    yield rehearse(home, rendering, pictures)
    for mishap in mishaps_of(rendering.network):
        yield rehearse(home, rendering, pictures, mishap)
