"""Who we are on a network, as the network tells it."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from communique.connectors.errors import InDoubt


@dataclass(frozen=True, slots=True)
class Identity:
    """An account as its network knows it; empty or None where the network does not tell."""

    handle: str = ""
    """Without @."""
    number: str = ""
    """The number by which the network knows the account."""
    name: str = ""
    bio: str = ""
    picture: str = ""
    """SHA-256, in hex, of the profile picture as the network shows it."""
    scopes: tuple[str, ...] | None = None
    """What the token may do."""
    missing: tuple[str, ...] = ()
    """What it would have to be allowed besides."""
    expires: dt.datetime | None = None
    """When the token ends, in UTC."""
    remarks: tuple[str, ...] = ()
    """What else should be known, as a limit that is another than we count with."""


@contextmanager
def of_us(network: str) -> Generator[None]:
    """Read what a network tells of us; raises `InDoubt` where it is not what the network's own pages say."""
    try:
        yield
    except (AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError) as strange:
        raise InDoubt(f"{network} tells who we are in words that can't be read") from strange
