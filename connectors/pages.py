"""The pages of a site as text: pure, without script, everything that people wrote escaped."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from communique.committee.accounts import BlogAccount
from communique.committee.committee import Committee
from communique.connectors import text
from communique.connectors.manifest import Entry
from communique.post.picture import Picture

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
PER_PAGE = 20
SUMMARY = 240

_LONGEST = 60

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_ADDRESS = re.compile(r"[.,;:!?…'’”»)\]}]+$")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who speaks on a site, and where."""

    title: str
    committee: str
    """The committee's number, as in `ISO/TC 400`."""
    subject: str
    """The committee's title."""
    language: str
    timezone: str
    url: str | None = None
    """Public address of the site, ending in a slash, if it has one."""

    @classmethod
    def of(cls, committee: Committee, account: BlogAccount) -> "Imprint":
        """Take what a site says of itself from the committee file."""
        return cls(
            title=account.title,
            committee=committee.committee,
            subject=committee.title,
            language=committee.language,
            timezone=committee.timezone,
            url=account.url,
        )

    def address(self, slug: str) -> str | None:
        """Give the public address of a post, which never changes."""
        return f"{self.url}posts/{slug}/" if self.url else None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the list of posts: its entries, newest first, and the ways to the pages beside it."""

    entries: tuple[Entry, ...]
    root: str
    """The way from this page to the root of the site, as `../../` or nothing."""
    newer: str | None
    older: str | None


def post_page(imprint: Imprint, entry: Entry) -> bytes:
    """Give the page of one post; of a withdrawn one, a page that only says so."""
    post = entry.rendering
    if post is None:
        return _fill("withdrawn", imprint, entry=entry, root="../../")
    # Without a title of its own, a post need not say its first sentence twice.
    note = text.rest(post.title, post.parts[0].text) is not None
    return _fill("post", imprint, entry=entry, post=post, note=note, root="../../")


def list_page(imprint: Imprint, leaf: Leaf) -> bytes:
    """Give one page of the list of posts."""
    return _fill("list", imprint, leaf=leaf, root=leaf.root)


def content(entry: Entry, root: str) -> str:
    """Give the content of a post as HTML, for a feed."""
    made = _templates().get_template("content.html.j2").make_module({"root": root})
    return str(getattr(made, "content")(entry.rendering)).strip()  # noqa: B009 a macro, unknown to type checkers


def picture_name(picture: Picture) -> str:
    """Give the name of a picture's file, made from its digest."""
    return f"{picture.digest}.{SUFFIXES.get(picture.mime, 'bin')}"


def is_address(value: str | None) -> bool:
    """Tell whether a text may become a link: http or https, with a host."""
    try:
        parts = urlsplit(value or "")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def linked(value: str) -> Markup:
    """Give a text with its web addresses as links; all else stays text."""
    out, end = Markup(""), 0
    for match in _ADDRESS.finditer(value):
        address = _AFTER_ADDRESS.sub("", match.group())
        if is_address(address):
            out += escape(value[end : match.start()])
            out += Markup('<a href="{0}">{0}</a>').format(address)
            end = match.start() + len(address)
    return out + escape(value[end:])


def summary(entry: Entry) -> str:
    """Give the beginning of a post as the list shows it: what follows its title."""
    if entry.rendering is None:
        return ""
    whole = entry.rendering.parts[0].text
    after = text.rest(entry.rendering.title, whole)
    return text.shorten(whole if after is None else after, SUMMARY)


def _short_address(value: str) -> str:
    """Give an address as people read it: without scheme and closing slash, in the middle cut if it is long."""
    short = re.sub(r"^https?://(www\.)?", "", value, flags=re.IGNORECASE).rstrip("/")
    return short if len(short) <= _LONGEST else f"{short[:38]}…{short[-20:]}"


def _fill(name: str, imprint: Imprint, **values: object) -> bytes:
    """Fill one template."""
    zone = ZoneInfo(imprint.timezone)
    template = _templates().get_template(f"{name}.html.j2")
    return template.render(imprint=imprint, zone=zone, **values).encode()


@cache
def _templates() -> "Environment":
    """Give the templates; undefined names are errors, and every value is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 `check` never needs it

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(linked=linked, picture_name=picture_name, summary=summary, short_address=_short_address)
    made.tests.update(address=is_address)
    return made
