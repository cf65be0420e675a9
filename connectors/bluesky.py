"""Bluesky: a post is a record in the account's own repository, under a key that we choose before sending."""

import base64
import datetime as dt
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from communique.committee.workspace import Home
from communique.connectors import text
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.credentials import BlueskyCredentials
from communique.connectors.errors import Unauthorized
from communique.connectors.graphemes import graphemes
from communique.connectors.identity import Identity
from communique.connectors.threads import texts
from communique.connectors.tid import tid
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.bluesky_repository import Repository
    from communique.connectors.credentials import Keys

RAW = b"\x01\x55\x12\x20"
"""How the CID of a picture begins: version 1, any bytes, SHA-256 of 32 bytes."""
_CID = re.compile(r"bafkrei[a-z2-7]{52}")
BYTES = 10
"""A post has at most 300 characters and 3000 bytes: so many bytes count as much as a character."""


def measure(said: str) -> int:
    """Count a text as Bluesky does: characters as people see them, or tenths of its bytes where these are more."""
    return max(graphemes(said), -(-len(said.encode()) // BYTES))


LIMITS = Limits(
    length=300,
    pictures=4,
    measure=measure,
    frame=Frame(mimes=frozenset({"image/jpeg", "image/png", "image/webp"}), size=2_000_000),
)


class Bluesky:
    """The official account on Bluesky, or on another server of the AT Protocol."""

    network = "bluesky"
    limits = LIMITS

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no such account."""
        account = home.committee.accounts.bluesky
        if account is None:
            raise LookupError(f"{home.committee.committee} has no account on bluesky")
        self._account = account
        self._handle = account.handle.lstrip("@")
        self._pictures = pictures
        self._keys = keys
        self._clock = clock

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent; a link becomes a card, or with pictures a line below the last part."""
        carded = idea.link is not None and not pictures
        said = idea.model_copy(update={"link": None}) if carded else idea
        return Rendering(
            network=self.network,
            account=f"@{self._handle}",
            slug=idea.id,
            title=text.flat(idea.title) or (urlsplit(idea.link).hostname or "" if idea.link else ""),
            language=idea.language,
            parts=tuple(
                Part(text=part, length=measure(part), limit=self.limits.length)
                for part in texts(said, self.network, self.limits)
            ),
            pictures=pictures,
            link=idea.link,
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:
        """Put the part that follows those that stand under its own key; what stands there already is left alone.

        Raises exactly one `ConnectorError` unless the part was surely published.
        """
        from communique.connectors.bluesky_post import record  # noqa: PLC0415 -- `communique check` never sends
        from communique.connectors.bluesky_verdicts import nothing_public  # noqa: PLC0415 -- see above

        rkey, made = tid(key), {}
        with nothing_public():
            receipt, standing = self._receipt(rkey), self._repository.cid(rkey)
            if standing is None:
                made = record(rendering, stands, self._repository, body=self._body, moment=self._clock())
        if standing is None:
            self._repository.put(rkey, made)
        return receipt

    def find(
        self,
        rendering: Rendering,  # noqa: ARG002 -- the key tells
        key: str,
        stands: tuple[Receipt, ...],  # noqa: ARG002 -- each part has a key of its own
        since: dt.datetime,  # noqa: ARG002 -- a record stays until it is deleted
    ) -> Receipt | None:
        """Look under the part's key; the account's server knows at once. Raises `Unreachable` or `InDoubt`."""
        from communique.connectors.bluesky_verdicts import looking  # noqa: PLC0415 -- see above

        with looking():
            return self._receipt(tid(key)) if self._repository.cid(tid(key)) else None

    def retract(self, receipt: Receipt) -> None:
        """Delete a part; a second time changes nothing. Raises exactly one `ConnectorError` unless it is gone."""
        self._repository.delete(self._repository.rkey(receipt.remote_id))

    def identity(self) -> Identity:
        """Ask who we are. Raises a `ConnectorError`."""
        profile, session = self._repository.profile(), self._repository.session
        return Identity(
            handle=session.handle,
            number=session.did,
            name=str(profile.get("displayName") or ""),
            bio=str(profile.get("description") or ""),
            picture=_digest(profile.get("avatar")),
        )

    @cached_property
    def _repository(self) -> "Repository":
        """Give the account's records; asks nobody yet."""
        from communique.connectors.bluesky_repository import Repository  # noqa: PLC0415 -- see above

        account = self._account
        moves = account.api_url is None
        return Repository(account.api_url or account.server, self._handle, self._password, self._clock, moves)

    def _password(self) -> str:
        """Give the app password. Raises `Unauthorized` if there is none."""
        keys = self._keys()
        if not isinstance(keys, BlueskyCredentials):
            raise Unauthorized("the credentials are not those of Bluesky; run `communique accounts connect bluesky`")
        return keys.app_password.get_secret_value()

    def _receipt(self, rkey: str) -> Receipt:
        """Say where a part stands, for programs and for people."""
        url = f"https://bsky.app/profile/{self._handle}/post/{rkey}"
        return Receipt(remote_id=self._repository.uri(rkey), url=url)

    def _body(self, picture: Picture) -> bytes:
        """Give the bytes of a picture; raises `Refused` if they are not the approved ones."""
        return approved(picture, self._pictures)


def _digest(avatar: object) -> str:
    """Read the SHA-256 of a picture from its CID (atproto.com, "Data model"); empty if there is no such thing."""
    reference = cast("dict[str, Any]", avatar).get("ref") if isinstance(avatar, dict) else None
    cid = str(cast("dict[str, Any]", reference).get("$link")) if isinstance(reference, dict) else ""
    if not _CID.fullmatch(cid):
        return ""
    return base64.b32decode(cid[1:].upper() + "=" * (-len(cid[1:]) % 8))[len(RAW) :].hex()
