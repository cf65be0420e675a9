"""The log of everything that happened: append-only, every entry linked to the one before by its hash."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append, canonical, link
from communique.queue.registers import ChainHead, Event

__all__ = ["Entry", "canonical", "export", "head", "last", "link", "note", "verify"]

GENESIS = "0" * 64
"""What the first entry is linked to."""

PAGE = 1000


def note(engine: Engine, entry: Entry, *, now: dt.datetime) -> None:
    """Record something that happened outside the queue."""
    with writing(engine) as session:
        append(session, [entry], now=now)


def head(engine: Engine) -> str:
    """Give the hash that the log ends with; kept elsewhere, it shows whether the whole log was replaced."""
    with reading(engine) as session:
        return session.exec(select(ChainHead)).one().hash


def pages(session: Session) -> Iterator[Sequence[Event]]:
    """Read the log in its order, some entries at a time."""
    last: int | None = None
    while True:
        query = select(Event).order_by(col(Event.seq)).limit(PAGE)
        rows = session.exec(query if last is None else query.where(col(Event.seq) > last)).all()
        if not rows:
            return
        yield rows
        last = rows[-1].seq
        session.expunge_all()


def export(engine: Engine) -> Iterator[dict[str, Any]]:
    """Give every entry, oldest first, as JSON values."""
    with reading(engine) as session:
        for page in pages(session):
            for event in page:
                row = event.model_dump()
                yield {**row, "at": event.at.isoformat(), "details": json.loads(event.details)}


def last(engine: Engine, committee: str, subject: str, what: str) -> dt.datetime | None:
    """Give the moment at which this was last recorded of a subject, or None."""
    mine = (col(Event.committee) == committee, col(Event.subject) == subject, col(Event.what) == what)
    with reading(engine) as session:
        return session.exec(select(Event.at).where(*mine).order_by(col(Event.seq).desc()).limit(1)).first()


def verify(engine: Engine, head: str | None = None) -> list[str]:
    """Name every place where the log was changed, cut or filled in; an empty list if it is whole.

    `head` is an end that was written down earlier: it must still be in the log.
    """
    wrong: list[str] = []
    seq, previous, seen = 0, GENESIS, head in {None, GENESIS}
    with reading(engine) as session:
        for page in pages(session):
            for event in page:
                wrong += broken(event, seq, previous)
                seq, previous = event.seq, event.hash
                seen = seen or event.hash == head
        end = session.exec(select(ChainHead)).one_or_none()
    if end is None or (end.seq, end.hash) != (seq, previous):
        wrong.append(f"The log ends after entry {seq}, but more was written: its end was cut or changed.")
    if not seen:
        wrong.append(f"The end that was written down earlier, {head}, is no longer in the log.")
    return wrong


def broken(event: Event, seq: int, previous: str) -> list[str]:
    """Say what is wrong with one entry, given the one before it."""
    wrong: list[str] = []
    if event.seq != seq + 1:
        wrong.append(f"Entries between {seq} and {event.seq} are missing.")
    if event.previous != previous:
        wrong.append(f"Entry {event.seq} does not follow the entry before it: something was removed or put in.")
    if event.hash != link(event.model_dump()):
        wrong.append(f"Entry {event.seq} ({event.what} by {event.who}) was changed after it was written.")
    return wrong
