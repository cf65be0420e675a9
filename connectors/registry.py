"""Which connector speaks to which network."""

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING, cast

from communique.committee.workspace import Home
from communique.connectors.connector import Connector, Pictures
from communique.connectors.errors import Unauthorized

if TYPE_CHECKING:
    from communique.connectors.credentials import Credentials, Keys

CONNECTORS = {
    "blog": "blog.Blog",
    "x": "x.X",
    "linkedin": "linkedin.LinkedIn",
    "facebook": "facebook.Facebook",
    "mastodon": "mastodon.Mastodon",
    "bluesky": "bluesky.Bluesky",
    "wordpress": "wordpress.WordPress",
    "discourse": "discourse.Discourse",
    "flickr": "flickr.Flickr",
    "fake": "fake.Fake",
}
"""Module and class of every connector; a module is loaded when its network is first used."""


def no_keys() -> "Credentials":
    """Have no credentials: rendering and looking at the rules need none."""
    raise Unauthorized("there are no credentials here; `communique accounts connect` asks for them")


def connect(home: Home, network: str, pictures: Pictures, keys: "Keys" = no_keys) -> Connector:
    """Give the connector of a committee's account on a network; touches neither the network nor the disk.

    Raises LookupError if the committee has no account there.
    """
    if network not in home.committee.accounts.networks() or network not in CONNECTORS:
        raise LookupError(f"{home.committee.committee} has no account on {network}")
    module, name = CONNECTORS[network].split(".")
    make = getattr(import_module(f"communique.connectors.{module}"), name)
    return cast("Connector", make(home, pictures, keys, _now))


def _now() -> dt.datetime:
    """Give the time in UTC."""
    return dt.datetime.now(dt.UTC)
