"""A blog on WordPress, by its REST API (developer.wordpress.org/rest-api/reference/posts)."""

import base64
import datetime as dt
import hashlib
import html
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, cast

from communique.committee.workspace import Home
from communique.connectors import text
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import ConnectorError, InDoubt
from communique.connectors.identity import Identity, of_us
from communique.connectors.threads import texts
from communique.connectors.wordpress_answers import (
    Gone,
    Stored,
    entry,
    judged,
    listed,
    mapping,
    nothing_public,
    place,
    standing,
    stored,
)
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.credentials import Keys, WordPressCredentials
    from communique.connectors.wire import Wire
    from communique.connectors.wordpress_html import Uploaded

POSTS, MEDIA, ME = "/wp-json/wp/v2/posts", "/wp-json/wp/v2/media", "/wp-json/wp/v2/users/me"
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
# PHP takes 2 MB unless a site allows more; of a picture with a longer side WordPress shows a smaller copy of its own.
FRAME = Frame(mimes=frozenset(SUFFIXES), size=2_000_000, side=2560)
NEEDED = ("publish_posts", "edit_published_posts", "delete_published_posts", "upload_files")
"""What the user must be allowed to do; every author is."""


class WordPress:
    """A committee's blog; WordPress knows no keys, so each post gets a slug that is made of its key."""

    network = "wordpress"
    limits = Limits(length=0, pictures=20, measure=text.measure, frame=FRAME)

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no such blog."""
        account = home.committee.accounts.wordpress
        if account is None:
            raise LookupError(f"{home.committee.committee} has no blog on WordPress")
        self._account, self._pictures, self._keys, self._clock = account, pictures, keys, clock

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: one post, a thread's parts as its paragraphs, the link on the last line."""
        parts = texts(idea, self.network, self.limits)
        whole = "\n\n".join(filter(None, parts))
        return Rendering(
            network=self.network,
            account=f"{self._account.name} {self._account.site}".strip(),
            slug=idea.id,
            title=text.flat(text.tidy(idea.title)) or text.title(whole),
            language=idea.language,
            parts=(Part(text=whole, length=text.measure(whole), limit=self.limits.length),),
            pictures=pictures,
            link=idea.link,
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:  # noqa: ARG002 -- one part
        """Upload the pictures, then post once, the first picture as the featured one; the same key again posts nothing.

        If an earlier try turns out to have come through meanwhile, what was posted now is taken back at once.
        Raises exactly one `ConnectorError` unless the post was surely published.
        """
        slug = slug_of(rendering, key)
        with nothing_public("WordPress could not be asked for the post"):
            known = stored(self._wire.effect("GET", POSTS, params=_query(slug)))
        if receipt := standing(known):
            return receipt
        bodies = [(picture, approved(picture, self._pictures)) for picture in rendering.pictures]
        with nothing_public("the pictures could not be uploaded"):
            uploaded = [self._upload(f"{slug}-{picture.digest[:12]}", picture, body) for picture, body in bodies]
        made = self._post(self._message(rendering, slug, uploaded))
        return made.receipt() if made.slug == slug else self._single(made, slug)

    def find(
        self,
        rendering: Rendering,
        key: str,
        stands: tuple[Receipt, ...],  # noqa: ARG002 -- one part
        since: dt.datetime,  # noqa: ARG002 -- a slug is never forgotten
    ) -> Receipt | None:
        """Look for the post by its slug; WordPress reads from where it writes, so what is not there was not posted.

        Raises `Unreachable` if asking again may help, and `InDoubt` if nobody can tell, if the post is there but not
        public, or if it is there twice.
        """
        return standing(stored(self._wire.look(POSTS, _query(slug_of(rendering, key)))))

    def retract(self, receipt: Receipt) -> None:
        """Put a post into the trash; raises exactly one `ConnectorError` unless it is surely not public any more."""
        with suppress(Gone):
            told = mapping(self._wire.effect("DELETE", f"{POSTS}/{receipt.remote_id}"))
            if told.get("status") != "trash":
                raise InDoubt("WordPress does not say that the post is in the trash; look at the site")

    @of_us("WordPress")
    def identity(self) -> Identity:
        """Tell the site's title and tagline, and what the user may do there. Raises `ConnectorError`."""
        me = mapping(self._wire.effect("GET", ME, params={"context": "edit", "_fields": "slug,capabilities"}))
        site = mapping(self._wire.effect("GET", "/wp-json/", params={"_fields": "name,description,home"}))
        granted: dict[str, bool] = me.get("capabilities") or {}
        allowed = {name for name, yes in granted.items() if yes}
        return Identity(
            handle=str(me.get("slug", "")),
            number=str(site.get("home", "")),
            name=html.unescape(str(site.get("name", ""))),
            bio=html.unescape(str(site.get("description", ""))),
            scopes=tuple(sorted(allowed)),
            missing=tuple(name for name in NEEDED if name not in allowed),
        )

    @cached_property
    def _wire(self) -> "Wire":
        """Open the session on its first use."""
        from communique.connectors.transport import Transport  # noqa: PLC0415 -- `communique check` never sends
        from communique.connectors.wire import Wire  # noqa: PLC0415 -- see above

        keys = cast("WordPressCredentials", self._keys())
        password = keys.application_password.get_secret_value()
        both = base64.b64encode(f"{keys.user}:{password}".encode()).decode()
        transport = Transport(self._account.site, self._account.api_url)
        transport.headers["Authorization"] = f"Basic {both}"
        return Wire(transport, self._clock, secrets=(password, both), own=judged)

    def _upload(self, name: str, picture: Picture, body: bytes) -> "Uploaded":
        """Put a picture into the media library under a name of ours, unless it is there, and its words to it."""
        from communique.connectors.wordpress_html import Uploaded, alternative, caption  # noqa: PLC0415 -- `communique check` never sends

        held = listed(self._wire.effect("GET", MEDIA, params={"slug": name, "_fields": "id,source_url"}))
        file = f'attachment; filename="{name}.{SUFFIXES.get(picture.mime, "bin")}"'
        headers = {"Content-Type": picture.mime, "Content-Disposition": file}
        told = held[0] if held else mapping(self._wire.effect("POST", MEDIA, data=body, headers=headers))
        number, url = place(told)
        words = {"alt_text": alternative(picture.alt), "caption": caption(picture)}
        self._wire.effect("POST", f"{MEDIA}/{number}", json=words)
        return Uploaded(number, url, picture)

    def _message(self, rendering: Rendering, slug: str, uploaded: Sequence["Uploaded"]) -> dict[str, object]:
        """Give what is sent; pictures after the first stand below the text."""
        from communique.connectors import wordpress_html  # noqa: PLC0415 -- `communique check` never sends

        featured = {"featured_media": uploaded[0].number} if uploaded else {}
        category = {"categories": [self._account.category]} if self._account.category else {}
        return {
            "title": wordpress_html.plain(rendering.title),
            "content": wordpress_html.content(rendering.parts[0].text, rendering.language, uploaded[1:]),
            "slug": slug,
            "status": "publish",
            **featured,
            **category,
        }

    def _post(self, message: dict[str, object]) -> Stored:
        """Post once."""
        return entry(mapping(self._wire.effect("POST", POSTS, json=message)))

    def _single(self, made: Stored, slug: str) -> Receipt:
        """Settle that a post got another slug than ours: if ours is an earlier try's, take this one back."""
        try:
            earlier = [post for post in stored(self._wire.look(POSTS, _query(slug))) if post.id != made.id]
            if earlier:
                self.retract(made.receipt())
        except ConnectorError as trouble:
            raise InDoubt(f"WordPress may hold this post twice, one of them at {made.link}: {trouble}") from trouble
        if not earlier and made.slug == _second(slug):
            raise InDoubt(f"WordPress holds this post twice, but shows only the one at {made.link}; look at the site")
        return standing(earlier) or made.receipt()


def slug_of(rendering: Rendering, key: str) -> str:
    """Give the slug of a post, its own by the key: nobody else has it, and the same key always gives the same."""
    return f"{rendering.slug}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _query(slug: str) -> dict[str, str]:
    """Ask for a post by its slug, and by the one that WordPress gives when a slug is taken; public or not."""
    return {"slug": f"{slug},{_second(slug)}", "status": "any", "_fields": "id,slug,status,link"}


def _second(slug: str) -> str:
    """Give the slug that WordPress gives when this one is taken."""
    return f"{slug}-2"
