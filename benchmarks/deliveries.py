"""How fast approved posts go out, beside a bare loop that posts the same bodies."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import requests

from benchmarks.measure import Question, Row, in_turn, milliseconds
from benchmarks.network import server
from benchmarks.sample import NOW, approved_queue, committee, ideas, practice
from communique.committee.workspace import Home
from communique.connectors.fake import TOKEN, Message
from communique.connectors.registry import connect
from communique.flows.gate import no_pictures
from communique.flows.publishing import Sender
from communique.post.reading import read_idea
from communique.queue.database import open_database

QUESTION = Question(
    "deliveries", "approved posts sent to a loopback server", "bare requests.Session", "ms each", "≤ 1.5"
)


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the publishing code, gate and attempts and all, against a loop that only posts."""
    count = 100 if quick else 1000
    home = committee(folder, practice(1))
    files = ideas(folder / "ideas", count)
    approved_queue(folder / "approved.db", home, files)
    bodies = [body(home, file) for file in files]
    ours, theirs = in_turn(lambda: send(folder, count), lambda: post(bodies), 3 if quick else 5)
    yield QUESTION.row(ours, theirs, note=f"{count} posts")


def send(folder: Path, count: int) -> float:
    """Send every post of a fresh copy of the queue to a fresh server, slot after slot."""
    shutil.copy(folder / "approved.db", folder / "queue.db")
    engine = open_database(f"sqlite:///{folder / 'queue.db'}")
    with server() as port:
        home = committee(folder, practice(port))
        sender = Sender(engine, home, clock=lambda: NOW)
        slots = [NOW - dt.timedelta(weeks=week) for week in range(-(-count // home.committee.slot.per_network))]
        sent: list[str] = []
        spent = milliseconds(lambda: sent.extend(each.state for slot in slots for each in sender.send_due(slot)))
    engine.dispose()
    if sent != ["published"] * count:
        message = f"{len(sent)} of {count} posts were sent, as {set(sent)}"
        raise ValueError(message)
    return spent / count


def body(home: Home, file: Path) -> bytes:
    """Give what goes over the wire for one idea."""
    rendering = connect(home, "fake", no_pictures).render(read_idea(file, home).idea, ())
    return Message(text=rendering.parts[0].text, language=rendering.language).model_dump_json().encode()


def post(bodies: list[bytes]) -> float:
    """Post the bodies to a fresh server, one after the other."""
    with server() as port, requests.Session() as session:
        session.trust_env = False
        session.headers.update({"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})

        def loop() -> None:
            for number, content in enumerate(bodies):
                key = {"Idempotency-Key": str(number)}
                session.post(f"http://127.0.0.1:{port}/posts", data=content, headers=key, timeout=30).raise_for_status()

        return milliseconds(loop) / len(bodies)
