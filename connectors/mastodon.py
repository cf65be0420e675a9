"""An account on a Mastodon server (docs.joinmastodon.org/methods/statuses), by Mastodon.py."""

import datetime as dt
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from communique.committee.workspace import Home
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unreachable
from communique.connectors.graphemes import graphemes
from communique.connectors.identity import Identity
from communique.connectors.mastodon_answers import ServerLimits, Status, Unreadable
from communique.connectors.threads import texts
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.credentials import Keys
    from communique.connectors.mastodon_api import Api

SKEW = dt.timedelta(minutes=5)
"""So far may the server's clock be behind ours."""
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between our looks at a picture that the server still works on."""
URL = "x" * 23
SCOPES = ("write:statuses", "write:media", "read:statuses", "read:accounts")
# Only an address with its scheme and a dot in its host is surely one to Mastodon; any other is counted in full.
_ADDRESS = re.compile(r"(?<![\w@/.])https?://[^\s/?#@:<>]+\.[a-z]{2,}(?::\d+)?(?:[/?#][^\s<>]*)?", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?<![\w/])(@\w+)@[a-z0-9.-]*[a-z0-9]", re.IGNORECASE | re.ASCII)
_BEHIND = re.compile(r"[.,:;!?'\")\]}…”’»]+$")


def measure(said: str) -> int:
    """Count as Mastodon does: what a reader sees as one character is one, an address is 23, a mention is its name.

    Follows docs.joinmastodon.org/user/posting: of `@name@server` only `@name` counts.
    """
    return graphemes(_ELSEWHERE.sub(r"\1", _ADDRESS.sub(_as_counted, said)))


def _as_counted(match: re.Match[str]) -> str:
    """Put 23 characters in an address's place; what ends the sentence behind it is none of it."""
    end = _BEHIND.search(match.group())
    return URL + (end.group() if end else "")


class Mastodon:
    """A committee's account on one server."""

    network = "mastodon"

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no account."""
        account = home.committee.accounts.mastodon
        if account is None:
            raise LookupError(f"{home.committee.committee} has no account on Mastodon")
        self._account, self._pictures, self._keys, self._clock = account, pictures, keys, clock
        self.limits = Limits(
            length=account.characters,
            pictures=4,
            measure=measure,
            frame=Frame(mimes=frozenset({"image/jpeg", "image/png", "image/webp"}), size=16_000_000, pixels=33_177_600),
        )
        self.pause: Callable[[float], None] = time.sleep
        """Waits so many seconds while the server works on a picture."""

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: the parts, the link on a line of its own below the last."""
        return Rendering(
            network=self.network,
            account=f"@{self._account.handle}@{self._account.server.partition('://')[2].rstrip('/')}",
            slug=idea.id,
            title=idea.title,
            language=idea.language,
            parts=tuple(
                Part(text=part, length=measure(part), limit=self.limits.length)
                for part in texts(idea, self.network, self.limits)
            ),
            pictures=pictures,
            link=idea.link,
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:
        """Post the part that follows those that stand; the same key within an hour gives the same receipt.

        Raises exactly one `ConnectorError` unless the part was surely published.
        """
        bodies = [] if stands else [(picture, approved(picture, self._pictures)) for picture in rendering.pictures]
        media = [self._upload(picture, body) for picture, body in bodies]
        return _receipt(
            self._api.post(
                rendering.parts[len(stands)].text,
                key,
                previous=stands[-1].remote_id if stands else None,
                media=media,
                language=rendering.language,
            )
        )

    def find(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...], since: dt.datetime) -> Receipt | None:  # noqa: ARG002 -- nobody can ask Mastodon for a key
        """Look for the part among the account's own posts, by its plain text and by what it answers.

        Not found means surely not there, for two reasons. Mastodon answers only when a post is in its database, and
        lists an account's posts from that database. And a try that is still under way can't make a second post of the
        one that follows: Mastodon keeps the key for an hour, and locks it while it works on it.

        Raises `Unreachable` if asking again may help and `InDoubt` if not.
        """
        previous = stands[-1].remote_id if stands else None
        wanted = rendering.parts[len(stands)].text.strip()
        with looking():
            candidates = [status for status in self._api.statuses(since - SKEW) if status.in_reply_to_id == previous]
            same = [status for status in candidates if self._api.source(status.id).strip() == wanted]
        if not same:
            return None
        return _receipt(min(same, key=lambda status: (status.created_at < since, abs(status.created_at - since))))

    def retract(self, receipt: Receipt) -> None:
        """Delete a part; raises exactly one `ConnectorError` unless it is surely gone."""
        self._api.delete(receipt.remote_id)

    def identity(self) -> Identity:
        """Tell whose token it is and what it may do; raises `ConnectorError`.

        Tells also where the server's limits are others than those of the committee file.
        """
        me, scopes = self._api.me(), self._api.scopes()
        return Identity(
            handle=me.username,
            number=me.id,
            name=me.display_name,
            bio=me.source.note,
            picture=self._api.fingerprint(me.avatar),
            scopes=scopes,
            missing=tuple(scope for scope in SCOPES if scopes is not None and not _covered(scope, scopes)),
            remarks=tuple(_differences(self._api.server_limits(), self._account.characters)),
        )

    @cached_property
    def _api(self) -> "Api":
        """Open the session on its first use."""
        from communique.connectors.mastodon_api import Api  # noqa: PLC0415 -- `communique check` never sends

        return Api(self._account.server, self._account.api_url, self._keys(), self._clock)

    def _upload(self, picture: Picture, body: bytes) -> str:
        """Hand a picture over and wait until the server is done with it; nothing is public yet, so no doubt arises."""
        with nothing_public(f"the picture {picture.file} was not taken"):
            media = self._api.upload(picture.file.rpartition("/")[2], picture.mime, body, picture.alt)
            for seconds in WAITS:
                if media.url:
                    return media.id
                self.pause(seconds)
                media = self._api.media(media.id)
            if media.url:
                return media.id
        raise Unreachable(f"nothing was posted: the server still works on the picture {picture.file}")


@contextmanager
def nothing_public(what: str) -> Generator[None]:
    """Let no doubt arise from what makes nothing public: it may be done again."""
    try:
        yield
    except InDoubt as lost:
        raise Unreachable(f"nothing was posted: {what}: {lost}") from lost


@contextmanager
def looking() -> Generator[None]:
    """Turn what goes wrong while looking into `Unreachable` if asking again may help and `InDoubt` if not."""
    try:
        yield
    except Refused as no:
        raise InDoubt(f"Mastodon does not tell what was posted: {no}") from no
    except Unreadable:
        raise
    except ConnectorError as trouble:
        raise Unreachable(f"Mastodon does not answer at the moment: {trouble}") from trouble


def _receipt(status: Status) -> Receipt:
    """Say where a part stands."""
    return Receipt(remote_id=status.id, url=status.url)


def _covered(scope: str, scopes: tuple[str, ...]) -> bool:
    """Tell whether a token may do something: `write` allows all that begins with `write:`."""
    return scope in scopes or scope.partition(":")[0] in scopes


def _differences(server: ServerLimits, characters: int) -> Generator[str]:
    """Say where the server's limits differ from ours."""
    if server.max_characters not in {None, characters}:
        yield (
            f"the server takes {server.max_characters} characters, the committee file says {characters}: "
            f"put `characters: {server.max_characters}` there"
        )
    if server.characters_reserved_per_url not in {None, len(URL)}:
        yield f"the server counts {server.characters_reserved_per_url} characters for a link, and not {len(URL)}"
