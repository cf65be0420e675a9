"""How fast approved posts go out, beside a bare loop that posts the same bodies."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from functools import partial
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

BARE = "bare requests.Session"
LOOPBACK = Question("deliveries", "approved posts sent to a loopback server", BARE, "ms each", "≤ 1.5")
NOTED = Question("deliveries-noted", LOOPBACK.what, "the same, each call noted in SQLite before and after", "ms each")
DISTANT = Question("deliveries-distant", "approved posts sent to a server that takes 0.1 s", BARE, "ms each", "≤ 1.5")
FAR = 0.1
"""Seconds that the server far away takes for each answer."""


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the publishing code, gate and attempts and all, against loops that only post."""
    count, far, runs = (100, 10, 3) if quick else (1000, 50, 5)
    home = committee(folder, practice(1))
    files = ideas(folder / "ideas", count)
    bodies = [body(home, file) for file in files]
    approved_queue(folder / "approved.db", home, files)
    note = f"{count} posts"
    yield LOOPBACK.row(*in_turn(lambda: send(folder, count), lambda: post(bodies), runs), note=note)
    notes = folder / "notes.db"
    yield NOTED.row(*in_turn(lambda: send(folder, count), lambda: post_noting(bodies, notes), runs), note=note)
    approved_queue(folder / "approved.db", home, files[:far])
    distant = in_turn(lambda: send(folder, far, FAR), lambda: post(bodies[:far], FAR), runs)
    yield DISTANT.row(*distant, note=f"{far} posts")


def send(folder: Path, count: int, answers_after: float = 0) -> float:
    """Send every post of a fresh copy of the queue to a fresh server, slot after slot."""
    shutil.copy(folder / "approved.db", folder / "queue.db")
    engine = open_database(f"sqlite:///{folder / 'queue.db'}")
    with server(answers_after) as port:
        home = committee(folder, practice(port))
        weeks = -(-count // home.committee.slot.per_network)
        senders = [(Sender(engine, home, clock=partial(week, number)), week(number)) for number in range(weeks)]
        sent: list[str] = []
        spent = milliseconds(
            lambda: sent.extend(each.state for sender, slot in senders for each in sender.send_due(slot))
        )
    engine.dispose()
    if sent != ["published"] * count:
        message = f"{len(sent)} of {count} posts were sent, as {set(sent)}"
        raise ValueError(message)
    return spent / count


def week(number: int) -> dt.datetime:
    """Give the slot, so many weeks from now."""
    return NOW + dt.timedelta(weeks=number)


def body(home: Home, file: Path) -> bytes:
    """Give what goes over the wire for one idea."""
    rendering = connect(home, "fake", no_pictures).render(read_idea(file, home).idea, ())
    return Message(text=rendering.parts[0].text, language=rendering.language).model_dump_json().encode()


def post(bodies: list[bytes], answers_after: float = 0) -> float:
    """Post the bodies to a fresh server, one after the other."""
    with server(answers_after) as port, calling(port) as call:
        return milliseconds(lambda: [call(number, content) for number, content in enumerate(bodies)]) / len(bodies)


def post_noting(bodies: list[bytes], notes: Path) -> float:
    """Post the bodies, and commit a line before and after each, as durably as the queue does."""
    notes.unlink(missing_ok=True)
    with server() as port, calling(port) as call, closing(sqlite3.connect(notes, isolation_level=None)) as book:
        book.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE note (number, said)")

        def loop() -> None:
            for number, content in enumerate(bodies):
                book.execute("INSERT INTO note VALUES (?, 'trying')", (number,))
                call(number, content)
                book.execute("INSERT INTO note VALUES (?, 'sent')", (number,))

        return milliseconds(loop) / len(bodies)


@contextmanager
def calling(port: int) -> Generator[Callable[[int, bytes], None]]:
    """Give a function that posts one body in one session and makes sure that the server said yes."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update({"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})

        def call(number: int, content: bytes) -> None:
            key = {"Idempotency-Key": str(number)}
            session.post(f"http://127.0.0.1:{port}/posts", data=content, headers=key, timeout=30).raise_for_status()

        yield call
