"""The log of everything that happened: append-only, every entry linked to the one before by its hash."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from communique.queue.chain import CUT, GENESIS, Cut, Walk, as_row, cut_of
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append, canonical, link
from communique.queue.registers import ChainHead, Event

__all__ = ["GENESIS", "Entry", "canonical", "cuts", "export", "head", "last", "latest", "link", "note", "verify"]

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
            yield from map(as_row, page)


def last(engine: Engine, committee: str, subject: str, what: str) -> dt.datetime | None:
    """Give the moment at which this was last recorded of a subject, or None."""
    event = newest(engine, committee, subject, what)
    return event.at if event else None


def latest(engine: Engine, committee: str, subject: str, what: str) -> dict[str, Any] | None:
    """Give what was last recorded of a subject under this name, or None."""
    event = newest(engine, committee, subject, what)
    return json.loads(event.details) if event else None


def newest(engine: Engine, committee: str, subject: str, what: str) -> Event | None:
    """Give the last entry of one kind about a subject, or None."""
    mine = (col(Event.committee) == committee, col(Event.subject) == subject, col(Event.what) == what)
    with reading(engine) as session:
        return session.exec(select(Event).where(*mine).order_by(col(Event.seq).desc()).limit(1)).first()


def verify(engine: Engine, head: str | None = None, retired: Iterable[Event] = ()) -> list[str]:
    """Name every place where the log was changed, cut or filled in; an empty list if it is whole.

    `head` is an end that was written down earlier: it must still be in the log. A log of which the beginning was cut
    off is whole from there on, if it says so itself; with `retired`, the entries that were cut off, from the very
    beginning.
    """
    walk, old = Walk(head), Walk(head)
    with reading(engine) as session:
        for page in pages(session):
            for event in page:
                walk.step(event)
        end = session.exec(select(ChainHead)).one_or_none()
    wrong = [*walk.beginning(), *walk.wrong]
    if end is None or (end.seq, end.hash) != (walk.here.seq, walk.here.hash):
        wrong.append(f"The log ends after entry {walk.here.seq}, but more was written: its end was cut or changed.")
    wrong += before_the_cut(walk, old, retired)
    if not (walk.seen or old.seen or head in {None, GENESIS}):
        cure = " It may be in what was cut off: look with --retired." if walk.cuts and old.start is None else ""
        wrong.append(f"The end that was written down earlier, {head}, is no longer in the log.{cure}")
    return wrong


def before_the_cut(walk: Walk, old: Walk, retired: Iterable[Event]) -> Iterator[str]:
    """Walk along what was cut off, up to where the log itself begins, and say what is wrong there."""
    goal = walk.start or walk.here
    for event in retired:
        if old.here.seq < event.seq <= goal.seq:  # files may tell the same entry twice
            old.step(event)
    yield from old.wrong
    if old.start is not None and (old.start.seq or old.here != goal):
        yield f"The files lead from entry {old.start.seq + 1} to {old.here.seq}, but the log begins after {goal.seq}."


def cuts(engine: Engine) -> list[Cut]:
    """List what was cut off, as the log tells it, oldest first."""
    with reading(engine) as session:
        told = session.exec(select(Event).where(col(Event.what) == CUT).order_by(col(Event.seq)))
        return [cut for event in told for cut in cut_of(event)]
