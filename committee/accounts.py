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


class Accounts(Strict):
    """The official account on each network that the committee uses; at least one."""

    blog: BlogAccount | None = None
    fake: FakeAccount | None = None

    def networks(self) -> tuple[str, ...]:
        """Name the networks on which there is an account, in the order of this file."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)

    def official(self) -> dict[str, Official]:
        """Give the account on each of those networks."""
        return {network: getattr(self, network) for network in self.networks()}


NETWORKS = tuple(Accounts.model_fields)
"""Every network that this version can publish to."""
