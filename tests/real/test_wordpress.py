"""A real WordPress of Debian, on loopback: what the connector promises holds there."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from pydantic import SecretStr

from communique.committee.accounts import Accounts, WordPressAccount
from communique.committee.committee import Committee, Kind, Person, Slot, Weekday
from communique.committee.workspace import Home
from communique.connectors.credentials import WordPressCredentials
from communique.connectors.errors import InDoubt, Refused, Unauthorized, Unreachable
from communique.connectors.wordpress import WordPress
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.rendering import Rendering
from wordpress_site import Gateway, Site, served

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
LINK = "https://www.iso.org/standard/22222.html?a=1&b=2"
HOSTILE = """8) "Sponge" cakes - see 7 and 8) - aren't -- or are... 8x9 & 1,000x20 <b>bold</b> &amp; &#8217;
:) ;-) :D 8O
[gallery] [embed]https://www.iso.org/[/embed] Wordpress (tm) ``x'' 5'10" a--b `code` \\back\\ %20

https://www.iso.org/?a=[x]--y

日本語 🍰 é “more” … <!--more--> <!--nextpage--> <script>alert(1)</script>"""
Open = Callable[..., WordPress]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Run a fresh site for these tests."""
    with served() as running:
        yield running


@pytest.fixture
def bodies() -> dict[str, bytes]:
    """Give the bytes of pictures by their digest."""
    return {}


@pytest.fixture
def open_blog(site: Site, bodies: dict[str, bytes]) -> Open:
    """Give what opens the committee's blog, by another way or with another password if need be."""

    def open_one(api_url: str | None = None, password: str = site.author, user: str = "cakes-author") -> WordPress:
        keys = WordPressCredentials(user=user, application_password=SecretStr(password))
        account = WordPressAccount(site=site.url, api_url=api_url, category=site.category)
        return WordPress(Home(_committee(account), Path()), bodies.__getitem__, lambda: keys, lambda: NOW)

    return open_one


@pytest.fixture
def blog(open_blog: Open) -> WordPress:
    """Give the committee's blog."""
    return open_blog()


@pytest.fixture
def picture(bodies: dict[str, bytes]) -> Picture:
    """Give a picture whose alternative text looks like code."""
    return _draw(bodies, "#c98b5e")


@pytest.fixture
def gateway(site: Site) -> Iterator[Gateway]:
    """Give a way to the site on which answers can be lost."""
    with Gateway(site) as between:
        yield between


def test_a_text_is_read_to_the_letter(blog: WordPress, site: Site, request: pytest.FixtureRequest) -> None:
    """Nothing that WordPress reads into texts changes what the public reads, in the title or below it."""
    rendering = blog.render(_idea(request, text=HOSTILE, title='“8) [gallery]” isn\'t <b>8x9</b> -- "..."'), ())
    told = _told(site, blog.publish(rendering, "key", ()).remote_id)
    assert _read(told["content"]["rendered"]).text == rendering.parts[0].text
    assert _read(f"<p>{told['title']['rendered']}</p>").text == rendering.title
    assert (told["status"], told["categories"], told["slug"][:-13]) == ("publish", [site.category], rendering.slug)


def test_the_link_is_a_link(blog: WordPress, site: Site, request: pytest.FixtureRequest) -> None:
    """The link stands as a link on a line of its own, in the language of the post."""
    receipt = blog.publish(blog.render(_idea(request, link=LINK), ()), "key", ())
    read = _read(_told(site, receipt.remote_id)["content"]["rendered"])
    assert (read.text, read.links, read.languages) == (f"Cakes.\n\n{LINK}", [LINK], ["en", "en"])
    assert receipt.url.startswith(f"{site.url}/{request.node.name.replace('_', '-')}-")


def test_pictures(blog: WordPress, site: Site, request: pytest.FixtureRequest, bodies: dict[str, bytes]) -> None:
    """The first picture is featured, the others stand below; alternative texts and bytes are the approved ones."""
    pictures = (_draw(bodies, "#c98b5e"), _draw(bodies, "#a3161f"))
    told = _told(site, blog.publish(blog.render(_idea(request), pictures), "key", ()).remote_id)
    featured = _get(site, f"media/{told['featured_media']}")
    shown = _read(told["content"]["rendered"]).pictures
    assert [_digest(featured["source_url"]), *(_digest(url) for url, _ in shown)] == [each.digest for each in pictures]
    alt = featured["alt_text"].replace('"', "&quot;")  # as every theme writes it
    assert [_read(f'<img src="" alt="{alt}">').pictures[0][1], shown[0][1]] == [ALT, ALT]
    assert "B. Baker · CC-BY-4.0" in featured["caption"]["rendered"]


def test_one_key_is_one_post(blog: WordPress, site: Site, request: pytest.FixtureRequest, picture: Picture) -> None:
    """The same key again gives the same receipt, posts nothing and uploads nothing."""
    rendering = blog.render(_idea(request), (picture,))
    assert (
        blog.publish(rendering, "key", ()) == blog.publish(rendering, "key", ()) == blog.find(rendering, "key", (), NOW)
    )
    assert blog.find(rendering, "another key", (), NOW) is None
    assert len(_of(site, rendering, "posts")) == len(_of(site, rendering, "media")) == 1


def test_a_lost_answer(open_blog: Open, request: pytest.FixtureRequest, gateway: Gateway, picture: Picture) -> None:
    """After a lost answer nobody knows; looking finds the post, and sending again makes no second one."""
    blog = open_blog(gateway.url)
    rendering = blog.render(_idea(request), (picture,))
    gateway.lose("/posts")
    with pytest.raises(InDoubt, match="the answer was lost"):
        blog.publish(rendering, "key", ())
    receipt = blog.find(rendering, "key", (), NOW)
    assert receipt
    assert blog.publish(rendering, "key", ()) == receipt
    assert len(_of(gateway.site, rendering, "posts")) == 1


def test_a_lost_upload(open_blog: Open, request: pytest.FixtureRequest, gateway: Gateway, picture: Picture) -> None:
    """A picture whose answer was lost is not uploaded twice, and nothing of the post is public before."""
    blog = open_blog(gateway.url)
    rendering = blog.render(_idea(request), (picture,))
    gateway.lose("/media")
    with pytest.raises(Unreachable, match="nothing is public"):
        blog.publish(rendering, "key", ())
    assert blog.find(rendering, "key", (), NOW) is None
    blog.publish(rendering, "key", ())
    assert len(_of(gateway.site, rendering, "posts")) == len(_of(gateway.site, rendering, "media")) == 1


def test_an_earlier_try_comes_through_late(open_blog: Open, request: pytest.FixtureRequest, gateway: Gateway) -> None:
    """If an earlier try posts between our look and our own post, ours is taken back and the earlier one stands."""
    rendering = open_blog().render(_idea(request), ())
    gateway.before("/posts", lambda: open_blog().publish(rendering, "key", ()))
    receipt = open_blog(gateway.url).publish(rendering, "key", ())
    assert [str(post["id"]) for post in _of(gateway.site, rendering, "posts")] == [receipt.remote_id]
    assert open_blog().find(rendering, "key", (), NOW) == receipt


def test_two_posts_are_told(blog: WordPress, site: Site, request: pytest.FixtureRequest) -> None:
    """If two posts of one key stand, looking names both; once one is in the trash, the other is found."""
    rendering = blog.render(_idea(request), ())
    receipt = blog.publish(rendering, "key", ())
    second = _twin(site, receipt.remote_id)
    with pytest.raises(InDoubt, match=f"more than once.*{receipt.url} and {second['link']}"):
        blog.find(rendering, "key", (), NOW)
    blog.retract(receipt)
    found = blog.find(rendering, "key", (), NOW)
    assert found
    assert found.remote_id == str(second["id"])


@pytest.mark.parametrize("user", ["cakes-author", "cakes-contributor", "nobody"])
def test_who_may_not_publish_is_unauthorized(
    open_blog: Open, site: Site, request: pytest.FixtureRequest, user: str
) -> None:
    """A wrong password, an unknown user and a user who may not publish park the account, with words that help."""
    password = site.contributor if user == "cakes-contributor" else "wrong wrong wrong"
    blog = open_blog(None, password, user)
    rendering = blog.render(_idea(request), ())
    with pytest.raises(Unauthorized, match="run `communique accounts connect wordpress`") as caught:
        blog.publish(rendering, "key", ())
    assert password not in str(caught.value)
    assert _of(site, rendering, "posts") == []


def test_a_file_that_is_no_picture_is_refused(
    blog: WordPress, site: Site, request: pytest.FixtureRequest, bodies: dict[str, bytes]
) -> None:
    """What WordPress does not take as a picture is a clean no, and nothing is public."""
    body = b"no picture"
    wrong = _draw(bodies, "white").model_copy(update={"digest": hashlib.sha256(body).hexdigest()})
    bodies[wrong.digest] = body
    rendering = blog.render(_idea(request), (wrong,))
    with pytest.raises(Refused, match="not allowed to upload this file type"):
        blog.publish(rendering, "key", ())
    assert _of(site, rendering, "posts") == []


def test_retract_twice(blog: WordPress, site: Site, request: pytest.FixtureRequest) -> None:
    """What was taken back is not public any more; a second time, or for one that never was, changes nothing."""
    rendering = blog.render(_idea(request), ())
    receipt = blog.publish(rendering, "key", ())
    for gone in (receipt, receipt, receipt.model_copy(update={"remote_id": "999999"})):
        blog.retract(gone)
    assert requests.get(receipt.url, timeout=30).status_code == 404
    assert blog.find(rendering, "key", (), NOW) is None


def test_a_draft_is_told(blog: WordPress, site: Site, request: pytest.FixtureRequest) -> None:
    """A post that somebody set back to a draft is neither published nor missing: a person must look."""
    rendering = blog.render(_idea(request), ())
    receipt = blog.publish(rendering, "key", ())
    _send(site, f"posts/{receipt.remote_id}", status="draft")
    for ask in (lambda: blog.find(rendering, "key", (), NOW), lambda: blog.publish(rendering, "key", ())):
        with pytest.raises(InDoubt, match="not public, its status is “draft”"):
            ask()


def test_identity(open_blog: Open, site: Site) -> None:
    """The site tells its title and tagline and what the user may do; what a contributor lacks is named."""
    told = open_blog().identity()
    assert (told.handle, told.number, told.name, told.missing) == ("cakes-author", site.url, "ISO/TC 400", ())
    assert open_blog(None, site.contributor, "cakes-contributor").identity().missing == (
        "publish_posts", "edit_published_posts", "delete_published_posts", "upload_files",
    )  # fmt: skip


ALT = 'A cake with <icing> & 50%ab "sugar", 5 &lt; 6'


class Page(HTMLParser):
    """A post as a browser reads it."""

    def __init__(self, content: str) -> None:
        """Read."""
        super().__init__()
        self.links: list[str] = []
        self.languages: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.paragraphs: list[str] = []
        self.feed(content.replace("<br />\n", "\n"))

    @property
    def text(self) -> str:
        """Give the paragraphs."""
        return "\n\n".join(self.paragraphs).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag brings."""
        said = {name: value or "" for name, value in attrs}
        if tag == "p":
            self.paragraphs.append("")
            self.languages.append(said.get("lang", ""))
        elif tag == "a":
            self.links.append(said["href"])
        elif tag == "img":
            self.pictures.append((said["src"], said["alt"]))
        else:
            assert tag in {"figure", "figcaption"}, tag

    def handle_data(self, data: str) -> None:
        """Read on; what follows the last paragraph is not the text."""
        if self.paragraphs and self.lasttag in {"p", "a"}:
            self.paragraphs[-1] += data.removesuffix("\n") if data == "\n" else data


def _read(content: str) -> Page:
    """Read a post's HTML."""
    return Page(content)


def _idea(request: pytest.FixtureRequest, **given: object) -> Idea:
    """Give an idea that bears the test's name."""
    name = request.node.originalname.replace("_", "-")
    filled: dict[str, object] = {"id": name, "networks": ("wordpress",), "kind": Kind.PUBLICATION, "author": "a.baker"}
    return Idea.model_validate(filled | {"text": "Cakes."} | given)


def _draw(bodies: dict[str, bytes], colour: str) -> Picture:
    """Draw a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "PNG")
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    bodies[digest] = out.getvalue()
    return Picture(
        digest=digest, mime="image/png", width=640, height=400, size=len(out.getvalue()), file="cake.png", alt=ALT,
        credit="B. Baker", licence="CC-BY-4.0",
    )  # fmt: skip


def _get(site: Site, path: str, **query: str) -> Any:
    """Ask the site as its author."""
    auth = ("cakes-author", site.author)
    return requests.get(f"{site.url}/wp-json/wp/v2/{path}", params=query, auth=auth, timeout=30).json()


def _told(site: Site, number: str) -> Any:
    """Read a post as everybody does."""
    return requests.get(f"{site.url}/wp-json/wp/v2/posts/{number}", timeout=30).json()


def _send(site: Site, path: str, **fields: object) -> Any:
    """Change something by hand."""
    auth = ("cakes-author", site.author)
    return requests.post(f"{site.url}/wp-json/wp/v2/{path}", json=fields, auth=auth, timeout=30).json()


def _twin(site: Site, number: str) -> Any:
    """Post what stands a second time."""
    return _send(site, "posts", title="Cakes", status="publish", slug=_told(site, number)["slug"])


def _of(site: Site, rendering: Rendering, kind: str) -> list[Any]:
    """List what stands of a post, or its pictures."""
    return [each for each in _get(site, kind, per_page="100") if each["slug"].startswith(f"{rendering.slug}-")]


def _digest(url: str) -> str:
    """Give the digest of a picture as everybody gets it."""
    return hashlib.sha256(requests.get(url, timeout=30).content).hexdigest()


def _committee(account: WordPressAccount) -> Committee:
    """Give a committee with a blog on WordPress."""
    return Committee(
        committee="ISO/TC 400", title="Cakes", timezone="Europe/Zurich", kinds=(Kind.PUBLICATION,),
        slot=Slot(day=Weekday.TUESDAY, time=dt.time(10)),
        secretary=Person(id="s.miller"), accounts=Accounts(wordpress=account),
    )  # fmt: skip
