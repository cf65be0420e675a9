"""The Bluesky connector against a real server: what its stand-in for rehearsals promises is so."""

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from communique.committee.accounts import Accounts, BlueskyAccount
from communique.committee.committee import Committee, Kind, Person, Slot, Weekday
from communique.committee.workspace import Home
from communique.connectors.bluesky import Bluesky, measure
from communique.connectors.credentials import BlueskyCredentials
from communique.connectors.errors import InDoubt, Refused, Unauthorized
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt

START = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
Open = Callable[..., Bluesky]
UNITS = {
    "letter": "x", "accent": "e\u0301", "family": "👨‍👩‍👧‍👦", "tone": "👍🏽", "flag": "🇨🇭", "devanagari": "क्षि",
    "jamo": "\u1112\u1161\u11ab", "hangul": "한", "thai": "กำ", "tamil": "நி", "return": "a\r\n",
    "keycap": "1\ufe0f\u20e3",
    "arabic": "لا", "zalgo": "a\u0300\u0301\u0302\u0303", "bengali": "ক্ত",
}  # fmt: skip


@pytest.fixture
def open_at(member: Any, bodies: dict[str, bytes]) -> Open:
    """Give the account's connector; its clock goes on by a second with every look at it."""
    seconds = iter(range(10_000))

    def open_one(url: str = "", password: str = "") -> Bluesky:
        account = BlueskyAccount(handle=member.handle, api_url=url or member.url)
        keys = BlueskyCredentials(app_password=SecretStr(password or member.app_password))
        clock = lambda: START + dt.timedelta(seconds=next(seconds))  # noqa: E731 -- shorter than a function
        return Bluesky(home(account), bodies.__getitem__, lambda: keys, clock)

    return open_one


@pytest.fixture
def bluesky(open_at: Open) -> Bluesky:
    """Give the account's connector."""
    return open_at()


def home(account: BlueskyAccount) -> Home:
    """Give a committee with this account."""
    committee = Committee(
        committee="ISO/TC 400",
        title="Cake making and other baking products",
        timezone="Europe/Zurich",
        slot=Slot(day=Weekday.TUESDAY, time=dt.time(10)),
        secretary=Person(id="s.miller"),
        kinds=(Kind.PUBLICATION,),
        accounts=Accounts(bluesky=account),
    )
    return Home(committee, Path("committee.yaml"))


def idea(**given: object) -> Idea:
    """Give an idea."""
    filled = {"id": "cakes", "networks": ("bluesky",), "kind": Kind.PUBLICATION, "author": "a.baker"}
    return Idea.model_validate(filled | given)


def picture(bodies: dict[str, bytes], size: int) -> Picture:
    """Give a picture of so many bytes."""
    body = b"\x89PNG\r\n\x1a\n".ljust(size, b"\0")
    digest = hashlib.sha256(body).hexdigest()
    bodies[digest] = body
    return Picture(
        digest=digest, mime="image/png", width=640, height=400, size=size, file="cake.png",
        alt="A sponge cake", credit="Photo: B. Baker", licence="CC-BY-4.0",
    )  # fmt: skip


def texts(member: Any) -> list[str]:
    """Give the texts of an account's posts, oldest first."""
    return [post["value"]["text"] for post in member.posts()]


def test_a_text_with_links_tags_and_names(bluesky: Bluesky, member: Any) -> None:
    """A text arrives as it was approved, with everything in it that can be clicked, and its link as a card."""
    said = f"“Crème” 🍰 by @{member.handle} and @nobody.test: https://www.iso.org/a?b=1. #cakes"
    bluesky.publish(bluesky.render(idea(text=said, title="Cakes", link="https://www.iso.org/"), ()), "k", ())
    (post,) = member.posts()
    value = post["value"]
    assert value["text"] == said
    clicked = [
        said.encode()[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode() for each in value["facets"]
    ]
    assert clicked == [f"@{member.handle}", "https://www.iso.org/a?b=1", "#cakes"]
    assert value["facets"][0]["features"][0]["did"] == member.did
    assert value["embed"]["external"]["uri"] == "https://www.iso.org/"
    assert value["langs"] == ["en"]


def test_a_picture_with_its_words(bluesky: Bluesky, member: Any, bodies: dict[str, bytes]) -> None:
    """A picture arrives byte for byte, with its alternative text and its shape."""
    cake = picture(bodies, 2_000_000)
    bluesky.publish(bluesky.render(idea(text="Cake."), (cake,)), "k", ())
    (image,) = member.posts()[0]["value"]["embed"]["images"]
    assert image["alt"] == "A sponge cake"
    assert (image["aspectRatio"]["width"], image["aspectRatio"]["height"]) == (640, 400)
    assert member.picture(image["image"]["ref"]["$link"]) == bodies[cake.digest]


def test_a_picture_that_is_too_large(bluesky: Bluesky, member: Any, bodies: dict[str, bytes]) -> None:
    """One byte more than two million is refused, and nothing is published."""
    with pytest.raises(Refused, match="2000000"):
        bluesky.publish(bluesky.render(idea(text="Cake."), (picture(bodies, 2_000_001),)), "k", ())
    assert member.posts() == []


def test_a_thread(bluesky: Bluesky, member: Any) -> None:
    """Every part names the first one and the one before it, each with what it says."""
    rendering = bluesky.render(idea(thread=("One.", "Two.", "Three.")), ())
    stands: tuple[Receipt, ...] = ()
    for key in ("k1", "k2", "k3"):
        stands += (bluesky.publish(rendering, key, stands),)
    first, second, third = member.posts()
    named = [{"uri": post["uri"], "cid": post["cid"]} for post in (first, second)]
    assert texts(member) == ["One.", "Two.", "Three."]
    assert [post["uri"] for post in member.posts()] == [receipt.remote_id for receipt in stands]
    assert "reply" not in first["value"]
    assert without_types(second["value"]["reply"]) == {"root": named[0], "parent": named[0]}
    assert without_types(third["value"]["reply"]) == {"root": named[0], "parent": named[1]}


def without_types(reply: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only says what a value is."""
    ends = {name: end for name, end in reply.items() if name != "$type"}
    return {name: {key: said for key, said in end.items() if key != "$type"} for name, end in ends.items()}


def test_one_key_is_one_post(open_at: Open, member: Any) -> None:
    """The same key again, from another process, gives the same receipt and leaves the post as it is."""
    first, second = open_at(), open_at()
    rendering = first.render(idea(text="One."), ())
    receipt = first.publish(rendering, "k", ())
    before = member.posts()
    assert second.publish(rendering, "k", ()) == receipt
    assert member.posts() == before


def test_a_lost_answer(open_at: Open, member: Any) -> None:
    """An answer that is lost on the way is a doubt; the post is found at once, and sent again it stays one."""
    with losing(member.url) as url:
        bluesky = open_at(url)
        rendering = bluesky.render(idea(text="One."), ())
        assert bluesky.find(rendering, "k", (), START) is None
        with pytest.raises(InDoubt):
            bluesky.publish(rendering, "k", ())
        receipt = bluesky.find(rendering, "k", (), START)
        assert bluesky.publish(rendering, "k", ()) == receipt
    assert receipt is not None
    assert [post["uri"] for post in member.posts()] == [receipt.remote_id]


@contextmanager
def losing(real: str) -> Iterator[str]:
    """Stand between and pass everything on, but never the answer to what makes a post public."""

    class Between(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            beyond = HTTPConnection(urlsplit(real).netloc, timeout=30)
            beyond.request(self.command, self.path, body, dict(self.headers.items()))
            answer = beyond.getresponse()
            said = answer.read()
            beyond.close()
            if self.path.endswith("putRecord"):
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.getheader("Content-Type", ""))
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST  # noqa: N815 -- the standard library's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Between) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_retract(bluesky: Bluesky, member: Any) -> None:
    """A post that was taken back is gone, taking it back again changes nothing, and it is surely not found."""
    rendering = bluesky.render(idea(text="One."), ())
    receipt = bluesky.publish(rendering, "k", ())
    bluesky.retract(receipt)
    bluesky.retract(receipt)
    assert member.posts() == []
    assert bluesky.find(rendering, "k", (), START) is None


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_we_count_as_the_server_does(bluesky: Bluesky, member: Any, unit: str) -> None:
    """In every script, the longest text that we call short enough is taken, and one more character is refused."""
    most = max(number for number in range(301) if measure(unit * number) <= 300)
    for number, key in ((most, "fits"), (most + 1, "too long")):
        rendering = bluesky.render(idea(text="."), ())
        (part,) = rendering.parts
        longer = rendering.model_copy(update={"parts": (part.model_copy(update={"text": unit * number}),)})
        if key == "fits":
            bluesky.publish(longer, key, ())
        else:
            with pytest.raises(Refused, match="too big"):
                bluesky.publish(longer, key, ())
    assert texts(member) == [unit * most]


def test_a_wrong_password(open_at: Open, member: Any) -> None:
    """A password that is wrong parks the account, is not told to anybody, and nothing is published."""
    bluesky = open_at(password="abcd-efgh-ijkl-mnop")
    with pytest.raises(Unauthorized, match="communique accounts connect bluesky") as caught:
        bluesky.publish(bluesky.render(idea(text="One."), ()), "k", ())
    assert "abcd-efgh" not in str(caught.value)
    assert member.posts() == []


def test_who_we_are(bluesky: Bluesky, member: Any) -> None:
    """The server tells the account's handle and number; a new account has no profile yet."""
    told = bluesky.identity()
    assert (told.handle, told.number, told.name, told.picture) == (member.handle, member.did, "", "")
