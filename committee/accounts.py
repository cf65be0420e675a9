"""The committee's official accounts: one settings model per network."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from communique.committee.strict import Note, Strict, Text
from communique.committee.written import Day


class Official(Strict):
    """What the guidelines ask of every official account, whatever its network."""

    name: Note = ""
    """The name that the public reads, with the committee's number."""
    handle: Note = ""
    """The account's short name on its network, without @."""
    bio: Note = ""
    """The description that the public reads: whose official account it is, and that it does not speak for ISO."""
    picture: Note = ""
    """File of the profile picture, relative to the committee file."""
    opened_by_tpm: Day | None = None
    """The day on which the Technical Programme Manager opened the account."""
    opened: Day | None = None
    """The day from which the account is active; the day of its opening if not given."""
    comments_read: Day | None = None
    """The day on which somebody last looked through what people wrote there (Ideas corner: listen)."""

    def names(self) -> dict[str, str]:
        """Give the names under which the public finds the account, by field."""
        named = {"name": self.name, "handle": self.handle}
        return {field: name for field, name in named.items() if name}

    def marks(self, folder: Path) -> frozenset[str]:  # noqa: ARG002 - only sites lie in folders
        """Give what tells this account from every other one on its network; paths are taken from the folder."""
        return frozenset({self.handle.lstrip("@").casefold()} - {""})


class BlogAccount(Official):
    """The committee's blog: a static site in a folder."""

    site: Text
    """Folder of the site, relative to the committee file."""
    title: Text
    """Title of the site."""
    url: Annotated[str, Field(pattern=r"^https?://[^\s]+/$")] | None = None
    """Public address of the site, ending in a slash."""

    def names(self) -> dict[str, str]:
        """Give the names under which the public finds the site; its title is one."""
        return {**super().names(), "title": self.title}

    def marks(self, folder: Path) -> frozenset[str]:
        """Give the address and the folder of the site; neither can belong to two committees."""
        return frozenset({str((folder / self.site).resolve()), self.url or ""} - {""})


class FakeAccount(Official):
    """An account on a practice server on this machine; nothing sent to it is public."""

    url: Annotated[str, Field(pattern=r"^http://127\.0\.0\.1:\d+/?$")]
    """Address of the practice server; only loopback is allowed."""
    handle: str = "practice"

    def marks(self, folder: Path) -> frozenset[str]:
        """Give the name together with the server, as every server has names of its own."""
        return frozenset(f"{self.url.rstrip('/')} {mark}" for mark in super().marks(folder))


Address = Annotated[
    str, Field(pattern=r"^https://[^\s/?#]+(/[^\s?#]*)?$|^http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?$")
]
"""A web address, encrypted or on this machine."""


class Networked(Official):
    """An account on a network of others."""

    credentials: Note = ""
    """Name under which its credentials are kept, as in `iso-tc-400-x`; made of committee and network if not given."""
    api_url: Address | None = None
    """Where to reach the network's interface instead of its public address: a gateway, or a server for practice."""

    def marks(self, folder: Path) -> frozenset[str]:
        """Give its names, together with the server where every server has names of its own."""
        server = str(getattr(self, "server", "")).rstrip("/")
        return frozenset(f"{server} {mark}".strip() for mark in super().marks(folder) | {self.number()} - {""})

    def number(self) -> str:
        """Give the number by which the network knows the account; empty if it has only a name."""
        return ""


class XAccount(Networked):
    """An account on X, known by its handle."""

    handle: Text  # pyright: ignore[reportGeneralTypeIssues] -- here it must be given


class LinkedInAccount(Networked):
    """A page of an organisation on LinkedIn."""

    organization: Annotated[str, Field(pattern=r"^\d{1,20}$")]
    """Number of the page, as in the address of its admin view."""
    version: Annotated[str, Field(pattern=r"^20\d\d(0[1-9]|1[0-2])$")] = "202610"
    """The version of LinkedIn's interface, year and month; each is supported for about a year."""

    def number(self) -> str:
        """Give the number of the page."""
        return self.organization


class FacebookAccount(Networked):
    """A page on Facebook."""

    page: Annotated[str, Field(pattern=r"^\d{1,20}$")]
    """Number of the page, as in its transparency section."""
    version: Annotated[str, Field(pattern=r"^v\d{1,3}\.\d$")] = "v26.0"
    """The version of Facebook's interface."""

    def number(self) -> str:
        """Give the number of the page."""
        return self.page


class MastodonAccount(Networked):
    """An account on a Mastodon server."""

    handle: Text  # pyright: ignore[reportGeneralTypeIssues] -- here it must be given
    server: Address
    """Address of the server, as in `https://mastodon.example`."""
    characters: Annotated[int, Field(ge=1)] = 500
    """Longest text that the server takes; `communique accounts verify` tells if it is another number."""


class BlueskyAccount(Networked):
    """An account on Bluesky, or on another server of the AT Protocol."""

    handle: Text  # pyright: ignore[reportGeneralTypeIssues] -- here it must be given
    """The whole handle, as in `isotc400.bsky.social`."""
    server: Address = "https://bsky.social"
    """Address of the server that keeps the account's posts."""


class WordPressAccount(Networked):
    """A blog on WordPress."""

    site: Address
    """Address of the site."""
    category: Annotated[int, Field(ge=1)] | None = None
    """Number of the category for the committee's posts."""

    def number(self) -> str:
        """Give the address of the site."""
        return self.site


class DiscourseAccount(Networked):
    """A member of a discussion forum on Discourse."""

    handle: Text  # pyright: ignore[reportGeneralTypeIssues] -- here it must be given
    server: Address
    """Address of the forum."""
    category: Annotated[int, Field(ge=1)] | None = None
    """Number of the category for new topics."""
    topic: Annotated[int, Field(ge=1)] | None = None
    """Number of a topic to reply in, instead of opening new ones."""


class FlickrAccount(Networked):
    """A member of Flickr."""

    user: Annotated[str, Field(pattern=r"^\d{1,20}@N\d{2}$")]
    """The member's number, as in `12345678@N00`."""

    def number(self) -> str:
        """Give the member's number."""
        return self.user


GONE = {
    "googleplus": (
        "can't be used: Google+ was shut down in April 2019, and there is nothing to publish to",
        "take it out",
    ),
    "youtube": (
        "can't be used: YouTube lets programs publish videos only, and neither texts nor pictures",
        "take it out; publish a video by hand, and hand in a post that links to it",
    ),
}
"""Networks that ISO names and that nobody can publish to: why, and what to do instead."""


class Accounts(Strict):
    """The official account on each network that the committee uses; at least one."""

    blog: BlogAccount | None = None
    x: XAccount | None = None
    linkedin: LinkedInAccount | None = None
    facebook: FacebookAccount | None = None
    mastodon: MastodonAccount | None = None
    bluesky: BlueskyAccount | None = None
    wordpress: WordPressAccount | None = None
    discourse: DiscourseAccount | None = None
    flickr: FlickrAccount | None = None
    fake: FakeAccount | None = None

    def networks(self) -> tuple[str, ...]:
        """Name the networks on which there is an account, in the order of this file."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)

    def official(self) -> dict[str, Official]:
        """Give the account on each of those networks."""
        return {network: getattr(self, network) for network in self.networks()}


NETWORKS = tuple(Accounts.model_fields)
"""Every network that this version can publish to."""
