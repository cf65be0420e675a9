"""The committee's official accounts: one settings model per network."""

from typing import Annotated

from pydantic import Field

from communique.committee.strict import Strict, Text


class BlogAccount(Strict):
    """The committee's blog: a static site in a folder."""

    site: Text
    """Folder of the site, relative to the committee file."""
    title: Text
    """Title of the site."""
    url: Annotated[str, Field(pattern=r"^https?://[^\s]+/$")] | None = None
    """Public address of the site, ending in a slash."""


class FakeAccount(Strict):
    """An account on a practice server on this machine; nothing sent to it is public."""

    url: Annotated[str, Field(pattern=r"^http://127\.0\.0\.1:\d+/?$")]
    """Address of the practice server; only loopback is allowed."""
    handle: str = "practice"


class Accounts(Strict):
    """The official account on each network that the committee uses; at least one."""

    blog: BlogAccount | None = None
    fake: FakeAccount | None = None

    def networks(self) -> tuple[str, ...]:
        """Name the networks on which there is an account, in the order of this file."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


NETWORKS = tuple(Accounts.model_fields)
"""Every network that this version can publish to."""
