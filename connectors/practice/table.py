"""Which practice server stands for which network."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from communique.connectors.practice.server import Service

if TYPE_CHECKING:
    from communique.committee.accounts import Official
    from communique.connectors.credentials import Credentials

SERVICES = {
    "x": "x.XService",
    "linkedin": "linkedin.LinkedInService",
    "facebook": "facebook.FacebookService",
    "mastodon": "mastodon.MastodonService",
    "bluesky": "bluesky.BlueskyService",
    "wordpress": "wordpress.WordPressService",
    "discourse": "discourse.DiscourseService",
    "flickr": "flickr.FlickrService",
}
"""Module and class of every practice service but that of the practice network itself."""

HOSTS = {
    "x": "https://api.twitter.com",
    "linkedin": "https://api.linkedin.com",
    "facebook": "https://graph.facebook.com",
}
"""Where networks with one address for everybody are asked; the others have servers of their own."""


def service(network: str, account: "Official") -> Service:
    """Give the rules of a network, for an account of it."""
    module, name = SERVICES[network].split(".")
    return cast("Service", getattr(import_module(f"communique.connectors.practice.{module}"), name)(account))


def practice_keys(network: str) -> "Credentials":
    """Give the credentials that a practice server accepts; they open nothing else."""
    module = import_module(f"communique.connectors.practice.{SERVICES[network].split('.')[0]}")
    return cast("Credentials", module.KEYS)


def public_address(network: str, account: "Official", path: str) -> str:
    """Give where a request with this path goes when it is not for practice."""
    if network == "flickr":
        return "https://up.flickr.com" if path.startswith("/services/upload") else "https://api.flickr.com"
    server = getattr(account, "server", "") or getattr(account, "site", "")
    return HOSTS.get(network) or server.rstrip("/")
