"""A member of a Discourse forum: a topic of its own per post, or replies in one topic (docs.discourse.org)."""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from communique.committee.workspace import Home
from communique.connectors import text
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.discourse_text import image, markdown, without_addresses
from communique.connectors.errors import InDoubt
from communique.connectors.identity import Identity
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.credentials import Keys
    from communique.connectors.discourse_api import Forum

SKEW = dt.timedelta(minutes=5)
"""So far may the forum's clock be behind ours."""
SHORTEST_TITLE, SHORTEST_TEXT = 15, 20
"""Discourse's own settings; a forum may have others (min_topic_title_length, min_first_post_length)."""


def measure(said: str) -> int:
    """Count as Discourse does: every code point of the Markdown that is sent."""
    return len(markdown(said))


def external_id(key: str) -> str:
    """Make of a key what Discourse takes for one: at most 50 letters, digits, `_` and `-`."""
    return hashlib.sha256(key.encode()).hexdigest()[:48]


class Discourse:
    """A committee's account on one forum."""

    network = "discourse"
    limits = Limits(
        length=32_000,
        pictures=20,
        measure=measure,
        frame=Frame(
            mimes=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}), size=4_000_000, pixels=40_000_000
        ),
    )

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no account."""
        account = home.committee.accounts.discourse
        if account is None:
            raise LookupError(f"{home.committee.committee} has no account on a Discourse forum")
        self._account, self._pictures, self._keys, self._clock = account, pictures, keys, clock
        self._server = account.server.rstrip("/")

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: one post, the link on a line of its own below; it becomes a card."""
        whole = "\n\n".join(filter(None, map(text.tidy, idea.parts(self.network))))
        title = text.flat(text.tidy(idea.title)) or text.title(whole)
        if idea.link and idea.link not in whole:
            whole = f"{whole}\n\n{idea.link}".strip()
        return Rendering(
            network=self.network,
            account=f"@{self._account.handle} ({self._server})",
            slug=idea.id,
            title=title,
            language=idea.language,
            parts=(Part(text=whole, length=measure(whole), limit=self.limits.length),),
            pictures=pictures,
            link=idea.link,
            remarks=tuple(self._too_short(title, whole)),
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:
        """Upload the pictures, then open a topic, or reply in the account's topic.

        The same key gives the same topic; replies have none. Raises exactly one `ConnectorError` unless surely done.
        """
        bodies = [(picture, approved(picture, self._pictures)) for picture in rendering.pictures]
        raw = _raw(rendering.parts[len(stands)].text, [self._upload(*each) for each in bodies])
        if self._account.topic:
            return self._receipt(f"p/{self._forum.reply(raw, self._account.topic)}")
        return self._receipt(f"t/{self._forum.open(raw, rendering.title, external_id(key))}")

    def find(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...], since: dt.datetime) -> Receipt | None:
        """Ask for the topic by its key; None if the forum says in its own words that there is none.

        That is proof enough: Discourse answers out of its database, and takes a key only once, so that a try which is
        still under way can't end in a second topic. A reply has no key: the topic's last posts are read back, and a
        reply that is not among them is a doubt, never None, as nothing would stop a second one.
        """
        if not self._account.topic:
            topic = self._forum.topic(external_id(key))
            return None if topic is None else self._receipt(f"t/{topic}")
        wanted = without_addresses(_raw(rendering.parts[len(stands)].text, _shown(rendering)))
        posts = self._forum.posts(self._account.topic, since - SKEW)
        same = [post for post in posts if without_addresses(post.raw) == wanted]
        if not same:
            raise InDoubt(
                f"the reply is not among our {len(posts)} posts in the topic since {since:%Y-%m-%d %H:%M} UTC; "
                f"the forum knows no keys for replies. Look at the topic: {self._server}/t/{self._account.topic}"
            )
        first = min(same, key=lambda post: (post.created_at < since, abs(post.created_at - since)))
        return self._receipt(f"p/{first.id}")

    def retract(self, receipt: Receipt) -> None:
        """Delete a topic or a reply; raises exactly one `ConnectorError` unless it is surely gone."""
        kind, _, number = receipt.remote_id.partition("/")
        self._forum.delete(f"/{'t' if kind == 't' else 'posts'}/{number}.json")

    def identity(self) -> Identity:
        """Tell for whom the key speaks; raises `ConnectorError`. Discourse does not tell what a key may do."""
        member = self._forum.member()
        return Identity(
            handle=member.username,
            number=str(member.id),
            name=member.name or "",
            bio=member.bio_raw or "",
            picture=self._forum.fingerprint(member.avatar_template),
        )

    def _too_short(self, title: str, whole: str) -> list[str]:
        """Say beforehand what Discourse refuses as too short."""
        found: list[str] = []
        if not self._account.topic and len(title) < SHORTEST_TITLE:
            found.append(f"a topic's title has at least {SHORTEST_TITLE} characters; “{title}” has {len(title)}")
        if len(whole) < SHORTEST_TEXT:
            found.append(f"a post has at least {SHORTEST_TEXT} characters; this one has {len(whole)}")
        return found

    @cached_property
    def _forum(self) -> "Forum":
        """Open the session on its first use."""
        from communique.connectors.discourse_api import Forum  # noqa: PLC0415 -- `communique check` never sends

        return Forum(self._account, self._keys(), self._clock)

    def _upload(self, picture: Picture, body: bytes) -> str:
        """Hand a picture over and give what shows it."""
        short_url = self._forum.upload(picture.file.rpartition("/")[2], picture.mime, body)
        return image(picture.alt, picture.width, picture.height, short_url)

    def _receipt(self, place: str) -> Receipt:
        """Say where a topic (`t/…`) or a reply (`p/…`) stands."""
        return Receipt(remote_id=place, url=f"{self._server}/{place}")


def _shown(rendering: Rendering) -> list[str]:
    """Give what shows the pictures, without their addresses."""
    return [image(picture.alt, picture.width, picture.height, "upload://") for picture in rendering.pictures]


def _raw(said: str, shown: list[str]) -> str:
    """Give what is sent: the text as Markdown, the pictures below it."""
    return "\n\n".join([markdown(said), *shown])
