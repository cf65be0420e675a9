"""The feed is valid Atom (RFC 4287) and says the same as the pages."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from communique.committee.workspace import Home
from communique.connectors.blog import Blog
from communique.connectors.registry import no_keys
from communique.post.idea import Idea

Ideas = Callable[..., Idea]
Read = Callable[[str | Path], ET.Element]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def public_blog(public_home: Home, moments: list[dt.datetime]) -> Blog:
    """Give a blog with a public address."""
    return Blog(public_home, dict[str, bytes]().__getitem__, no_keys, lambda: moments[-1])


@pytest.fixture
def feed(public_home: Home) -> Path:
    """Give the place of the feed."""
    return public_home.folder / "public/feed.xml"


def test_a_reader_understands_the_feed(public_blog: Blog, idea: Ideas, feed: Path) -> None:
    """Feedparser, which reads what feed readers meet, finds nothing to complain of and every word of the post."""
    text = 'Sponge & <cakes>\n\n"Éclairs" 🍰 https://www.iso.org/?a=1&b=2'
    public_blog.publish(public_blog.render(idea(text=text, title="A <b> & c", language="fr"), ()), "key", ())
    read = feedparser.parse(feed.read_bytes())
    assert not read.bozo
    assert read.version == "atom10"
    assert read.entries[0].link == "https://cakes.example.org/posts/sponge-cakes/"
    assert read.entries[0].title_detail == {"type": "text/plain", "language": "fr", "base": "", "value": "A <b> & c"}
    assert '<a href="https://www.iso.org/?a=1&amp;b=2">' in read.entries[0].content[0].value


def test_what_the_rfc_demands_is_there(public_blog: Blog, idea: Ideas, read: Read) -> None:
    """Feed and entries have exactly one id, title and updated; the feed has an author and a self link (4.1)."""
    for name in ("one", "two"):
        public_blog.publish(public_blog.render(idea(id=name), ()), name, ())
    root = read("feed.xml")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "ISO/TC 400"
    ways = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert ways == {"self": "https://cakes.example.org/feed.xml", "alternate": "https://cakes.example.org/"}
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_moments_are_rfc_3339(public_blog: Blog, idea: Ideas, read: Read) -> None:
    """Moments are in UTC, with an upper-case T and Z (3.3)."""
    public_blog.publish(public_blog.render(idea(), ()), "key", ())
    assert [element.text for element in read("feed.xml").iter(f"{ATOM}updated")] == ["2026-12-01T09:00:00Z"] * 2


def test_ids_never_change(public_blog: Blog, blog: Blog, idea: Ideas, feed: Path) -> None:
    """The ids stay when the site moves to another address (4.2.6.1)."""
    ids = []
    for one in (public_blog, blog):
        one.publish(one.render(idea(), ()), "key", ())
        read = feedparser.parse(feed.read_bytes())
        ids.append((read.feed.id, read.entries[0].id))
    assert ids[0] == ids[1]


def test_withdrawing_is_an_update(public_blog: Blog, idea: Ideas, feed: Path, moments: list[dt.datetime]) -> None:
    """A withdrawn post leaves the feed, even if none is left, and the feed says that it changed."""
    receipt = public_blog.publish(public_blog.render(idea(), ()), "key", ())
    moments.append(moments[0] + dt.timedelta(hours=1))
    public_blog.retract(receipt)
    read = feedparser.parse(feed.read_bytes())
    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2026-12-01T10:00:00Z")


def test_the_feed_never_grows_without_end(public_blog: Blog, idea: Ideas, feed: Path) -> None:
    """The latest 20 posts, newest first."""
    for number in range(22):
        public_blog.publish(public_blog.render(idea(id=f"post-{number}", text=f"Cake {number}"), ()), str(number), ())
    titles = [entry.title for entry in feedparser.parse(feed.read_bytes()).entries]
    assert titles == [f"Cake {number}" for number in range(21, 1, -1)]
