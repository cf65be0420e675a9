"""The Atom feed of a site (RFC 4287)."""

import datetime as dt
import xml.etree.ElementTree as ET

from communique.connectors import pages
from communique.connectors.manifest import Entry, Manifest, urn
from communique.connectors.pages import Imprint
from communique.post.rendering import Rendering

LATEST = 20
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(imprint: Imprint, manifest: Manifest) -> bytes:
    """Give the feed of the latest posts, newest first."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: imprint.language})
    root = imprint.url or ""
    _add(feed, "id", urn(f"site of {imprint.committee}"))
    _add(feed, "title", imprint.title)
    _add(feed, "subtitle", f"{imprint.committee}, {imprint.subject}")
    _add(feed, "updated", _moment(max(entry.updated for entry in manifest.posts)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{root}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=root or "index.html")
    author = _add(feed, "author")
    _add(author, "name", imprint.committee)
    _add(feed, "generator", "Communiqué")
    live = [entry for entry in reversed(manifest.posts) if entry.rendering]
    for entry in live[:LATEST]:
        if entry.rendering:
            _entry(feed, imprint, entry, entry.rendering)
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(feed: ET.Element, imprint: Imprint, entry: Entry, post: Rendering) -> None:
    """Add one post to the feed."""
    element = _add(feed, "entry")
    element.set(_LANGUAGE, post.language)
    page = imprint.address(entry.slug) or f"posts/{entry.slug}/index.html"
    _add(element, "id", entry.urn)
    _add(element, "title", post.title)
    _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.updated))
    _add(element, "link", rel="alternate", type="text/html", href=page)
    _add(element, "content", pages.content(entry, imprint.url or ""), type="html")


def _add(parent: ET.Element, name: str, value: str | None = None, **attributes: str) -> ET.Element:
    """Add an element of Atom's."""
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = value
    return element


def _moment(moment: dt.datetime) -> str:
    """Give a moment as RFC 3339 wants it, in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
