"""The pages: nothing that people wrote becomes markup, every page is well-formed, lists never grow without end."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from communique.committee.workspace import Home
from communique.connectors import pages
from communique.connectors.blog import Blog
from communique.connectors.registry import no_keys
from communique.post.idea import Idea
from communique.post.picture import Picture

Ideas = Callable[..., Idea]
Read = Callable[[str | Path], ET.Element]

ATTACKS = [
    "<script>alert(1)</script>",
    "</p></article><h1>Our own words</h1>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "<!-- --> <![CDATA[ ]]> &lt;b&gt; &amp;",
    "javascript:alert(1) data:text/html,x",
    "https://example.org/\"onclick=\"alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_becomes_markup(
    blog: Blog, idea: Ideas, read: Read, *, picture: Picture, attack: str
) -> None:  # fmt: skip
    """Whatever an author writes, wherever, stays text: the elements are those of a harmless post."""
    hurt = picture.model_copy(update={"alt": attack, "credit": attack, "licence": attack})
    blog.publish(blog.render(idea(id="good", text="x", title="t", link="x"), (picture,)), "good", ())
    blog.publish(blog.render(idea(id="bad", text=attack, title=f"t {attack}", link=attack), (hurt,)), "bad", ())
    good, bad = (read(f"posts/{name}/index.html") for name in ("good", "bad"))
    assert elements(good) == elements(bad)
    assert attack in "".join(bad.itertext())
    assert [image.get("alt") for image in bad.iter("img")] == [attack]


def elements(page: ET.Element) -> list[tuple[str, tuple[str, ...]]]:
    """List the elements of a page with the names of their attributes; links within the text aside."""
    found = [element for element in page.iter() if element.tag != "a"]
    return [(element.tag, tuple(element.attrib)) for element in found]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See https://iso.org/a?b=1&c=2.", 'See <a href="https://iso.org/a?b=1&amp;c=2">https://iso.org/a?b=1&amp;c=2</a>.'),
        ("(http://iso.org/)", '(<a href="http://iso.org/">http://iso.org/</a>)'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https:// and www.iso.org", "https:// and www.iso.org"),
        ("https://[broken", "https://[broken"),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(text: str, html: str) -> None:
    """Http and https become links, without the punctuation that follows; everything else stays text."""
    assert str(pages.linked(text)) == html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://iso.org/", "https://", "https://[x", "iso.org"])
def test_other_links_are_shown_as_text(blog: Blog, idea: Ideas, link: str, read: Read) -> None:
    """A link that is not http or https is shown, but nobody can follow it."""
    blog.publish(blog.render(idea(link=link), ()), "key", ())
    page = read("posts/sponge-cakes/index.html")
    assert link in "".join(page.itertext())
    assert not page.findall(".//article//a")


def test_a_page_may_do_nothing(blog: Blog, idea: Ideas, public: Path, read: Read) -> None:
    """No page has a script or style of its own, and a policy that forbids them comes before everything loaded."""
    blog.retract(blog.publish(blog.render(idea(id="gone"), ()), "gone", ()))
    blog.publish(blog.render(idea(), ()), "key", ())
    for file in public.rglob("*.html"):
        names = [element.tag for element in read(file).iter()]
        assert not {"script", "style", "iframe", "form", "object"} & set(names)
        head = read(file).find("head")
        assert head is not None
        assert head[1].get("http-equiv") == "Content-Security-Policy"
        assert head[1].get("content", "").startswith("default-src 'none'; img-src 'self'; style-src 'self';")


def test_a_page_speaks_its_posts_language(blog: Blog, idea: Ideas, read: Read) -> None:
    """The page of a French post is French, and the list says so where it shows it."""
    blog.publish(blog.render(idea(language="fr", text="Génoise."), ()), "key", ())
    assert read("posts/sponge-cakes/index.html").get("lang") == "fr"
    item = read("index.html").find(".//li")
    assert item is not None
    assert item.get("lang") == "fr"


def test_a_picture_bears_what_belongs_to_it(
    blog: Blog, idea: Ideas, picture: Picture, read: Read
) -> None:  # fmt: skip
    """An image has its alternative text and size; credit and licence stand below it."""
    blog.publish(blog.render(idea(), (picture,)), "key", ())
    figure = read("posts/sponge-cakes/index.html").find(".//figure")
    assert figure is not None
    assert {name: figure[0].get(name) for name in ("alt", "width", "height")} == {
        "alt": "A sponge cake on a white plate", "width": "640", "height": "400",
    }  # fmt: skip
    assert figure[1].text == "Photo: B. Baker · CC-BY-4.0"


def test_a_public_page_names_its_permalink(public_home: Home, idea: Ideas, read: Read) -> None:
    """With a public address, a page names its permanent one, for those who found it elsewhere."""
    blog = Blog(public_home, dict[str, bytes]().__getitem__, no_keys, lambda: dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    blog.publish(blog.render(idea(), ()), "key", ())
    link = read("posts/sponge-cakes/index.html").find(".//link[@rel='canonical']")
    assert link is not None
    assert link.get("href") == "https://cakes.example.org/posts/sponge-cakes/"


def test_a_list_never_grows_without_end(blog: Blog, idea: Ideas, public: Path, read: Read) -> None:
    """Of 45 posts the index shows the latest 20; each is reached once through the archive, whose full pages stay."""
    for number in range(45):
        blog.publish(blog.render(idea(id=f"post-{number}"), ()), str(number), ())
        if number == 39:
            assert not (public / "archive/3").exists()
        if number == 40:
            first = (public / "archive/1/index.html").read_bytes()
    assert listed(read("index.html")) == [f"post-{number}" for number in range(44, 24, -1)]
    archive = [listed(read(f"archive/{page}/index.html")) for page in (3, 2, 1)]
    assert list(chain.from_iterable(archive)) == [f"post-{number}" for number in range(44, -1, -1)]
    assert (public / "archive/1/index.html").read_bytes() == first


def listed(page: ET.Element) -> list[str]:
    """Name the posts that a list shows, in its order."""
    return [link.get("href", "").split("/")[-2] for link in page.iterfind(".//h2/a")]


def test_a_reader_can_walk_back_and_forth(blog: Blog, idea: Ideas, public: Path, read: Read) -> None:
    """From the index, "earlier" leads to the first page of the archive and "newer" leads all the way back."""
    for number in range(45):
        blog.publish(blog.render(idea(id=f"post-{number}"), ()), str(number), ())
    file, way = public / "index.html", []
    for rel in ("next", "next", "prev", "prev", "prev"):
        link = read(file).find(f".//nav/a[@rel='{rel}']")
        assert link is not None
        file = (file.parent / link.get("href", "")).resolve()
        way.append(str(file.relative_to(public)))
    archive = [f"archive/{page}/index.html" for page in (1, 2, 3)]
    assert way == [archive[1], archive[0], archive[1], archive[2], "index.html"]
