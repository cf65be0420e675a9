"""Which connector speaks to which network."""

import datetime as dt
from collections.abc import Callable

from communique.committee.workspace import Home
from communique.connectors.connector import Connector, Pictures


def connect(home: Home, network: str, pictures: Pictures) -> Connector:
    """Give the connector of a committee's account on a network; touches neither the network nor the disk.

    Raises LookupError if the committee has no account there.
    """
    if network not in home.committee.accounts.networks() or network not in CONNECTORS:
        raise LookupError(f"{home.committee.committee} has no account on {network}")
    return CONNECTORS[network](home, pictures)


def _blog(home: Home, pictures: Pictures) -> Connector:
    """Connect the committee's blog."""
    from communique.connectors.blog import Blog  # noqa: PLC0415 only the networks in use are loaded

    return Blog(home, pictures, _now)


def _fake(home: Home, pictures: Pictures) -> Connector:
    """Connect the practice account."""
    from communique.connectors.fake import Fake  # noqa: PLC0415 only the networks in use are loaded

    account = home.committee.accounts.fake
    if account is None:
        raise LookupError(f"{home.committee.committee} has no practice account")
    return Fake(account, pictures, _now)


def _now() -> dt.datetime:
    """Give the time in UTC."""
    return dt.datetime.now(dt.UTC)


CONNECTORS: dict[str, Callable[[Home, Pictures], Connector]] = {"blog": _blog, "fake": _fake}
