"""Who we are on a network, as the network tells it."""

import datetime as dt
from dataclasses import dataclass


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
