"""What a site holds: one entry per post, in the order of publication; the truth from which its pages are made."""

import datetime as dt
import uuid

from communique.committee.strict import Strict
from communique.post.idea import IdeaId
from communique.post.rendering import Rendering

_NAMESPACE = uuid.UUID("0c7d9a1e-6a0b-5e0e-9d7e-3f6f2b1f7a64")


class Entry(Strict):
    """One post of a site; its slug is its address for ever."""

    key: str
    """The key it was published by; the same key never makes a second entry."""
    slug: IdeaId
    published: dt.datetime
    rendering: Rendering | None
    """What was published; None once it is withdrawn, so that nothing of it stays public."""
    withdrawn: dt.datetime | None = None

    @property
    def updated(self) -> dt.datetime:
        """Give the moment of the last change."""
        return self.withdrawn or self.published

    @property
    def urn(self) -> str:
        """Give a name that stays the same wherever the site moves (RFC 4287, 4.2.6)."""
        return urn(self.key)


def urn(name: str) -> str:
    """Give a universal name made from a name of ours."""
    return uuid.uuid5(_NAMESPACE, name).urn


class Manifest(Strict):
    """Every post of a site, oldest first, withdrawn ones too: their addresses are never given to another."""

    committee: str
    """The number of the committee that speaks there; no other one may."""
    posts: tuple[Entry, ...] = ()

    def by_key(self, key: str) -> Entry | None:
        """Find the entry that was published by a key."""
        return next((entry for entry in self.posts if entry.key == key), None)

    def by_slug(self, slug: str) -> Entry | None:
        """Find the entry at an address."""
        return next((entry for entry in self.posts if entry.slug == slug), None)

    def adding(self, entry: Entry) -> "Manifest":
        """Give the manifest with one more entry."""
        return self.model_copy(update={"posts": (*self.posts, entry)})

    def withdrawing(self, slug: str, moment: dt.datetime) -> "Manifest":
        """Give the manifest with the entry at an address withdrawn and its content gone."""
        gone = {"rendering": None, "withdrawn": moment}
        posts = tuple(entry.model_copy(update=gone) if entry.slug == slug else entry for entry in self.posts)
        return self.model_copy(update={"posts": posts})

    def pictures(self) -> set[str]:
        """Give the digests of the pictures that posts show."""
        return {picture.digest for entry in self.posts if entry.rendering for picture in entry.rendering.pictures}
