"""Cutting off the beginning of the log: what stays says so itself, and can be verified without the rest."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from communique.queue.chain import CUT
from communique.queue.database import writing
from communique.queue.ledger import Entry, append
from communique.queue.registers import Event
from communique.queue.restored import MAY_BE_OUT
from communique.queue.tables import Delivery, Post, Revision

CHUNK = 20_000
"""Entries that are cut off in one transaction: others wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the log is old, and how far it can be cut off."""

    since: int
    """The first entry that is not old."""
    through: int
    """The log can be cut off up to this entry; 0 if it can't."""
    holds: str = ""
    """The post that keeps old entries in the log, as committee/id; empty if none does."""


def full() -> ColumnElement[bool]:
    """Ask whether a post still has its contents; no idea file is empty."""
    return exists().where(col(Revision.post) == col(Post.id), col(Revision.source) != b"")


def stays(since: int) -> ColumnElement[bool]:
    """Ask whether a post can still be sent, or the log tells of it since an entry."""
    told = aliased(Event)
    lately = exists().where(
        col(told.committee) == col(Post.committee), col(told.subject) == col(Post.idea), col(told.seq) >= since
    )
    states = [state.value for state in MAY_BE_OUT]
    mine = and_(col(Delivery.revision) == col(Revision.id), col(Revision.post) == col(Post.id))
    return lately | exists().where(mine, col(Delivery.state).in_(states))


def reach(session: Session, since: int) -> Reach:
    """Give how far the log can be cut off; what it tells of a post that stays is kept whole."""
    told = (col(Event.committee) == col(Post.committee)) & (col(Event.subject) == col(Post.idea))
    query = (
        select(Event.seq, Post.committee, Post.idea)
        .join(Post, told)
        .where(col(Event.seq) < since, full(), stays(since))
        .order_by(col(Event.seq))
        .limit(1)
    )
    first = session.exec(query).first()
    stop = first[0] if first else since
    begins = session.exec(select(func.min(Event.seq))).one() or stop
    return Reach(since, stop - 1 if begins < stop else 0, f"{first[1]}/{first[2]}" if first else "")


def cut_off(engine: Engine, old: Reach, who: str, file: str, *, now: dt.datetime) -> int:
    """Cut the log off, some entries at a time, and record each cut in the same transaction; gives how many entries.

    `file` is the digest of the file that they were written to before.
    """
    count = 0
    while taken := cut_once(engine, old, who, file, now=now):
        count += taken
    return count


def cut_once(engine: Engine, old: Reach, who: str, file: str, *, now: dt.datetime) -> int:
    """Cut off the first entries of the log; gives how many."""
    with writing(engine) as session:
        begins = session.exec(select(func.min(Event.seq))).one() or 0
        through = min(old.through, reach(session, old.since).through, begins + CHUNK - 1)
        last = session.get(Event, through) if through >= begins else None
        if last is None:
            return 0
        data = {"through": last.seq, "head": last.hash, "file": file}
        count = session.exec(delete(Event).where(col(Event.seq) <= through)).rowcount
        append(session, [Entry(who, CUT, data=data)], now=now)
    return count
