"""The sample committee's accounts on networks of others, and practice servers for them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from communique.committee.accounts import Networked
from communique.committee.workspace import read_home
from communique.connectors.connector import Connector
from communique.connectors.practice.server import PracticeServer

EVERY = Path(__file__).parent.parent.parent / "examples" / "every-network" / "committee.yaml"
"""A committee with an account on every network of others."""
ELSEWHERE = {
    name: account
    for name, account in read_home(EVERY).committee.accounts.official().items()
    if isinstance(account, Networked)
}
"""Its accounts, by network."""


@dataclass(frozen=True, slots=True)
class Place:
    """A connector to a practice server of its network, and that server."""

    connector: Connector
    server: PracticeServer


Open = Callable[..., Place]
"""Opens a practice server of a network; fields of the account can be changed."""
