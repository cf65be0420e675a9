"""The committee's blog: a real network that needs no account, a static site in a folder."""

import datetime as dt
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from communique.committee.workspace import Home
from communique.connectors import text
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unreachable
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.credentials import Keys
    from communique.connectors.manifest import Entry
    from communique.connectors.site import Site


class Blog:
    """One committee's site; every effect happens under the site's lock, and the manifest is the point of no return."""

    network = "blog"
    limits = Limits(length=0, pictures=20, measure=text.measure)

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:  # noqa: ARG002 -- its own disk asks for none
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no blog."""
        account = home.committee.accounts.blog
        if account is None:
            raise LookupError(f"{home.committee.committee} has no blog")
        self._account = account
        self._home = home
        self._pictures = pictures
        self._clock = clock

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: one part, whatever the idea; a thread's parts are its paragraphs."""
        whole = "\n\n".join(filter(None, map(text.tidy, idea.parts(self.network))))
        return Rendering(
            network=self.network,
            account=f"{self._account.title} ({self._account.url or self._account.site})",
            slug=idea.id,
            title=text.flat(text.tidy(idea.title)) or text.title(whole),
            language=idea.language,
            parts=(Part(text=whole, length=text.measure(whole), limit=self.limits.length),),
            pictures=pictures,
            link=idea.link,
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:  # noqa: ARG002 one part
        """Add a page to the site; the same key again gives the same receipt and adds nothing.

        Raises `Refused` if the address belongs to another post or a picture is not the approved one, `Unreachable`
        if the disk fails before the post counts and `InDoubt` if it fails afterwards.
        """
        from communique.connectors.manifest import Entry  # noqa: PLC0415 `communique check` never needs it

        site = self._site()
        with _told(Unreachable, "nothing was published"), site.held():
            manifest = site.read()
            entry = manifest.by_key(key)
            if entry is None:
                _refuse_taken(manifest.by_slug(rendering.slug))
                entry = Entry(key=key, slug=rendering.slug, published=self._clock(), rendering=rendering)
                manifest = manifest.adding(entry)
                staged = site.prepare(manifest, entry)
                with _told(InDoubt, "the post may stand"):
                    site.commit(staged)
            with _told(InDoubt, "the post stands, but perhaps not yet in the list"):
                site.refresh(manifest, entry.slug)
        return self._receipt(site, entry.slug)

    def find(
        self,
        rendering: Rendering,
        key: str,
        stands: tuple[Receipt, ...],  # noqa: ARG002 one part
        since: dt.datetime,  # noqa: ARG002 the manifest knows every key
    ) -> Receipt | None:
        """Look into the manifest; put right what a crash left behind, in the list, in the feed and at the address.

        Raises `InDoubt` if the manifest can't be read, `Unreachable` if the disk fails.
        """
        site = self._site()
        with _told(Unreachable, "the site could not be looked at"), site.held():
            manifest = site.read()
            entry = manifest.by_key(key)
            if entry is None:
                site.clear(manifest, rendering.slug)
                return None
            site.refresh(manifest, entry.slug)
        return self._receipt(site, entry.slug)

    def retract(self, receipt: Receipt) -> None:
        """Leave a page at the address that says the post was withdrawn; take all else of it away.

        Raises `Unreachable` if the disk fails before that counts and `InDoubt` if it fails afterwards or if the
        manifest can't be read.
        """
        site = self._site()
        with _told(Unreachable, "nothing was withdrawn"), site.held():
            manifest = site.read()
            entry = manifest.by_slug(receipt.remote_id)
            if entry is None:
                return
            if entry.rendering:
                manifest = manifest.withdrawing(entry.slug, self._clock())
                staged = site.stage(manifest)
                with _told(InDoubt, "the post may be withdrawn"):
                    site.commit(staged)
            with _told(InDoubt, "the post is withdrawn, but may still be seen"):
                site.refresh(manifest, entry.slug)
                site.clear(manifest, entry.slug)

    def _site(self) -> "Site":
        """Open the site; what it needs is loaded now, because `communique check` never needs it."""
        from communique.connectors.pages import Imprint  # noqa: PLC0415 see above
        from communique.connectors.site import Site  # noqa: PLC0415 see above

        imprint = Imprint.of(self._home.committee, self._account)
        return Site(self._home.folder / self._account.site, imprint, self._pictures)

    def _receipt(self, site: "Site", slug: str) -> Receipt:
        """Say where a post stands."""
        return Receipt(remote_id=slug, url=site.imprint.address(slug) or site.page(slug).resolve().as_uri())


def _refuse_taken(entry: "Entry | None") -> None:
    """Refuse an address that belongs to another post, withdrawn or not: addresses never change their meaning."""
    if entry:
        day = entry.published.date()
        raise Refused(f"the address posts/{entry.slug}/ belongs to a post of {day}; give this one an id of its own")


@contextmanager
def _told(error: type[ConnectorError], what: str) -> Generator[None]:
    """Turn a failure of the disk into the one error that says whether we may send again."""
    try:
        yield
    except OSError as trouble:
        why = f"{trouble.strerror}: {trouble.filename}" if trouble.filename else trouble.strerror or trouble
        raise error(f"{what}: {why}") from trouble
