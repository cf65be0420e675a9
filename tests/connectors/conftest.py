"""A committee, its pictures, a clock that the test turns, and both networks."""

import datetime as dt
import hashlib
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from communique.committee.accounts import Accounts, BlogAccount, FakeAccount, Networked, Official
from communique.committee.committee import Committee, Kind, Person, Slot, Weekday
from communique.committee.workspace import Home
from communique.connectors.blog import Blog
from communique.connectors.connector import Connector
from communique.connectors.fake import Fake
from communique.connectors.practice.fake import Practice
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import practice_keys, service
from communique.connectors.registry import CONNECTORS, no_keys
from communique.post.idea import Idea
from communique.post.picture import Picture
from places import ELSEWHERE, Illustrated, Open, Place

Seen = tuple[str, tuple[str, ...]]


@pytest.fixture
def moments() -> list[dt.datetime]:
    """Give what the clock shows: the last of these moments."""
    return [dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)]


@pytest.fixture
def bodies() -> dict[str, bytes]:
    """Give the bytes of pictures by their digest."""
    return {}


@pytest.fixture
def draw(bodies: dict[str, bytes]) -> Callable[..., Picture]:
    """Draw pictures of cakes."""
    return partial(_draw, bodies)


@pytest.fixture
def picture(draw: Callable[..., Picture]) -> Picture:
    """Give one picture."""
    return draw()


@pytest.fixture
def practice() -> Iterator[Practice]:
    """Run a practice server."""
    with Practice() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Give a committee with a blog."""
    return Home(_committee(blog=BlogAccount(site="public/", title="Notes on cake")), tmp_path / "committee.yaml")


@pytest.fixture
def public_home(tmp_path: Path) -> Home:
    """Give a committee whose blog has a public address."""
    account = BlogAccount(site="public/", title="Notes on cake", url="https://cakes.example.org/")
    return Home(_committee(blog=account), tmp_path / "committee.yaml")


@pytest.fixture
def blog(home: Home, bodies: dict[str, bytes], moments: list[dt.datetime]) -> Blog:
    """Give the committee's blog."""
    return Blog(home, bodies.__getitem__, no_keys, lambda: moments[-1])


@pytest.fixture
def fake(practice: Practice, bodies: dict[str, bytes], moments: list[dt.datetime]) -> Fake:
    """Give an account on the practice server."""
    home = Home(_committee(fake=FakeAccount(url=practice.url)), Path("committee.yaml"))
    return Fake(home, bodies.__getitem__, no_keys, lambda: moments[-1])


@pytest.fixture
def public(home: Home) -> Path:
    """Give the folder of the site."""
    return home.folder / "public"


@pytest.fixture
def read(public: Path) -> Callable[[str | Path], ET.Element]:
    """Read pages and feeds of the site, which must be well-formed."""
    return lambda name: _tree(public / name)


@pytest.fixture
def idea() -> Callable[..., Idea]:
    """Make ideas from what matters to a test."""
    return _idea


@pytest.fixture
def elsewhere() -> dict[str, Networked]:
    """Give the sample committee's accounts on networks of others."""
    return ELSEWHERE


@pytest.fixture
def open_place(bodies: dict[str, bytes], moments: list[dt.datetime]) -> Iterator[Open]:
    """Give what opens a practice server of a network; fields of the account can be changed."""
    with ExitStack() as servers:

        def open_one(network: str, **changes: object) -> Place:
            account = ELSEWHERE[network].model_copy(update=changes)
            rules = service(network, account)
            if hasattr(rules, "clock"):
                rules.clock = lambda: moments[-1]
            server = servers.enter_context(PracticeServer(rules))
            moved = account.model_copy(update={"api_url": server.url})
            home = Home(_committee(**{network: moved}), Path("committee.yaml"))
            kind = getattr(import_module(f"communique.connectors.{network}"), CONNECTORS[network].split(".")[1])
            made = kind(home, bodies.__getitem__, lambda: practice_keys(network), lambda: moments[-1])
            return Place(made, server)

        yield open_one


@pytest.fixture(params=[*CONNECTORS])
def connector(request: pytest.FixtureRequest) -> Connector:
    """Give every connector in turn."""
    if request.param not in ELSEWHERE:
        made: Connector = request.getfixturevalue(request.param)
        return made
    place: Place = request.getfixturevalue("place")
    if request.param == "flickr":
        return Illustrated(place.connector, request.getfixturevalue("picture"))
    return place.connector


@pytest.fixture
def place(request: pytest.FixtureRequest, open_place: Open) -> Place:
    """Give the practice server of the connector under test."""
    return open_place(request.node.callspec.params["connector"])


@pytest.fixture
def server(place: Place) -> PracticeServer:
    """Give the server of the place that the test speaks of."""
    return place.server


@pytest.fixture
def standing(connector: Connector, request: pytest.FixtureRequest) -> Callable[[], list[Seen]]:
    """Look at the network as a stranger would: give text and pictures of every post, oldest first."""
    if connector.network == "blog":
        return partial(_on_the_site, request.getfixturevalue("home").folder / "public")
    if connector.network == "fake":
        return partial(_on_the_server, request.getfixturevalue("practice"))
    return partial(_at_the_place, request.getfixturevalue("place"))


def _at_the_place(place: Place) -> list[Seen]:
    """Read what a practice server of a network of others holds."""
    return [(post.text, tuple(picture.digest for picture in post.pictures)) for post in place.server.posts]


def _on_the_server(server: Practice) -> list[Seen]:
    """Read what the practice server holds."""
    return [
        (post.message.text, tuple(hashlib.sha256(picture.body).hexdigest() for picture in post.message.pictures))
        for post in server.posts
    ]


def _on_the_site(folder: Path) -> list[Seen]:
    """Follow the links of the index and read each page."""
    if not (folder / "index.html").exists():
        return []
    index = _tree(folder / "index.html")
    links = [link.get("href", "") for link in index.iterfind(".//h2/a")]
    return [_on_the_page(folder / link) for link in reversed(links)]


def _on_the_page(file: Path) -> Seen:
    """Read the text and the digests of the pictures of one page."""
    article = _tree(file).find(".//article")
    assert article is not None
    said = [p for p in article.iterfind("p") if p.get("class") not in {"date", "link"}]
    bodies = [(file.parent / image.get("src", "")).read_bytes() for image in article.iter("img")]
    text = "\n\n".join("".join(paragraph.itertext()) for paragraph in said)
    return text, tuple(hashlib.sha256(body).hexdigest() for body in bodies)


def _draw(bodies: dict[str, bytes], file: str = "cake.png", *, size: tuple[int, int] = (640, 400)) -> Picture:
    """Draw something like a cake."""
    image, out = Image.new("RGB", size, "#efe6d6"), io.BytesIO()
    draw, (wide, high) = ImageDraw.Draw(image), size
    draw.ellipse((wide * 0.14, high * 0.72, wide * 0.86, high * 0.92), fill="#fffdf8")
    draw.rounded_rectangle((wide * 0.22, high * 0.34, wide * 0.78, high * 0.84), wide // 25, fill="#c98b5e")
    draw.rounded_rectangle((wide * 0.22, high * 0.34, wide * 0.78, high * 0.5), wide // 25, fill="#fdf3f0")
    draw.ellipse((wide * 0.47, high * 0.24, wide * 0.53, high * 0.34), fill="#a3161f")
    image.save(out, "PNG")
    body = out.getvalue()
    digest = hashlib.sha256(body).hexdigest()
    bodies[digest] = body
    return Picture(
        digest=digest, mime="image/png", width=size[0], height=size[1], size=len(body), file=file,
        alt="A sponge cake on a white plate", credit="Photo: B. Baker", licence="CC-BY-4.0",
    )  # fmt: skip


def _tree(file: Path) -> ET.Element:
    """Read a page or a feed; it must be well-formed."""
    return ET.fromstring(file.read_text())  # noqa: S314 we made it ourselves


def _idea(**given: object) -> Idea:
    """Fill in what a test does not care about."""
    filled: dict[str, object] = {
        "id": "sponge-cakes", "networks": ("blog", "fake"), "kind": Kind.PUBLICATION, "author": "a.baker",
    }  # fmt: skip
    if "thread" not in given:
        filled["text"] = "ISO 22222, Sponge cakes, is published."
    return Idea.model_validate(filled | given)


def _committee(**accounts: Official) -> Committee:
    """Give the sample committee with these accounts."""
    return Committee(
        committee="ISO/TC 400",
        title="Cake making and other baking products",
        timezone="Europe/Zurich",
        slot=Slot(day=Weekday.TUESDAY, time=dt.time(10)),
        secretary=Person(id="s.miller"),
        kinds=(Kind.PUBLICATION,),
        accounts=Accounts.model_validate(accounts),
    )
