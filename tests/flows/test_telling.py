"""Telling people: delivered, recorded, and never in the way."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bakery import SLOT, Bakery
from communique.committee.committee import Person
from communique.flows.review import warn_of_guessing
from communique.flows.telling import News, tell
from communique.queue.decisions import Answered
from communique.queue.view import posts

# One of Apprise's services still imports it where it is there.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

NEWS = News("ISO/TC 400: cake", "The cake is out.", "cake")


class Letterbox(BaseHTTPRequestHandler):
    """Takes messages in the form that Apprise calls `json://`."""

    letters: list[dict[str, str]]

    def do_POST(self) -> None:
        """Take one message."""
        self.letters.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


@pytest.fixture
def letterbox() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Give an address and what arrives there."""
    letters: list[dict[str, str]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Box", (Letterbox,), {"letters": letters}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/", letters
    server.shutdown()
    thread.join()
    server.server_close()


def told(bakery: Bakery, *addresses: str) -> bool:
    """Tell the news to somebody with these addresses."""
    people = [Person(id="s.miller", notify=addresses)]
    return tell(bakery.installation.engine, bakery.home.committee, people, NEWS, now=SLOT)


def test_news_arrive_and_are_recorded(bakery: Bakery, letterbox: tuple[str, list[dict[str, str]]]) -> None:
    """The message is delivered word for word, and the log says to whom."""
    address, letters = letterbox
    assert told(bakery, address)
    assert [(letter["title"], letter["message"]) for letter in letters] == [(NEWS.title, NEWS.body)]
    (entry,) = bakery.events("told")
    assert entry == {"to": ["s.miller"], "title": NEWS.title, "body": NEWS.body, "delivered": True}


def test_nobody_to_tell(bakery: Bakery) -> None:
    """Without an address nothing is sent, and the log says so."""
    assert not told(bakery)
    assert [entry["delivered"] for entry in bakery.events("told")] == [False]


@pytest.mark.parametrize("address", ["json://127.0.0.1:9/", "nonsense", "nonsense://x", "mailto://", ""])
def test_an_address_that_fails_stops_nothing(
    bakery: Bakery, letterbox: tuple[str, list[dict[str, str]]], address: str
) -> None:
    """The others are told all the same, and the log says that not everybody was."""
    good, letters = letterbox
    assert not told(bakery, address, good)
    assert len(letters) == 1
    assert [entry["delivered"] for entry in bakery.events("told")] == [False]


@pytest.mark.parametrize(("outcome", "told"), [("wrong-code", 0), ("guarded", 1), ("still-guarded", 0)])
def test_guessing_is_told_once(bakery: Bakery, outcome: str, told: int) -> None:
    """Those who may decide are told when two codes in a row are asked for from now on, and not each time."""
    bakery.save("cake", "text: The cake is out.\n")
    bakery.collect()
    (post,) = posts(bakery.installation.engine)
    warn_of_guessing(bakery.installation, post.revision, Answered(outcome, "Somebody may be guessing."))
    said = [event for event in bakery.events("told") if event["title"] == "ISO/TC 400: wrong codes at the desk"]
    assert [event["to"] for event in said] == [["s.miller"]] * told
