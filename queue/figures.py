"""Figures of the queue, for monitoring: what is under way, what waits, what went wrong lately; no words of anybody.

Every query is answered by an index, whatever has gathered: nothing that has ended is counted.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlmodel import Session, col, func, select

from communique.queue.database import reading
from communique.queue.registers import Account, ChainHead, DeskLock, SlotRecord, Switch
from communique.queue.states import State
from communique.queue.tables import Attempt, Delivery, Revision

UNDER_WAY = (State.WAITING, State.BLOCKED, State.CHANGES, State.READY, State.SENDING, State.IN_DOUBT)
"""States that somebody or something still has to end."""
LATELY = 1000
"""So many of the last tries are counted."""
SLOTS = 10
"""So many of a committee's last slots are looked at."""
SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The queue at one moment."""

    deliveries: Mapping[tuple[str, str], int]
    """How many there are by network and state, of those under way."""
    oldest: Mapping[State, dt.datetime]
    """When the oldest revision was handed in of which something waits, or is in doubt."""
    attempts: Mapping[str, int]
    """The last tries by their outcome; `open` are those without one."""
    parked: Sequence[tuple[str, str]]
    """Committee and network."""
    stopped: Sequence[str]
    guarded: Sequence[str]
    entries: int
    """How many entries the log has had; those that were cut off count."""
    size: int
    """Bytes of the database."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What became of a committee's last slots."""

    used: dt.datetime | None
    """The last one that was used."""
    missed: int


def figures(engine: Engine) -> Figures:
    """Give the queue's figures."""
    with reading(engine) as session:
        # One state after the other: of an index that begins with the state only these ends are read.
        deliveries = {
            (network, state.value): count for state in UNDER_WAY for network, count in counted(session, state)
        }
        oldest = {state: since for state in (State.WAITING, State.IN_DOUBT) if (since := first(session, state))}
        recent = select(Attempt.outcome).order_by(col(Attempt.id).desc()).limit(LATELY)
        attempts = Counter(outcome or "open" for outcome in session.exec(recent))
        parked = session.exec(select(Account.committee, Account.network)).all()
        guarded = session.exec(select(DeskLock.committee).where(col(DeskLock.locked_at).is_not(None))).all()
        return Figures(
            deliveries, oldest, attempts, parked, session.exec(select(Switch.committee)).all(), guarded,
            session.exec(select(ChainHead.seq)).one(),
            session.connection().execute(text(SIZES[engine.dialect.name])).scalar_one(),
        )  # fmt: skip


def counted(session: Session, state: State) -> Sequence[tuple[str, int]]:
    """Count the deliveries in a state by their network."""
    query = select(Delivery.network, func.count()).where(col(Delivery.state) == state.value)
    return session.exec(query.group_by(col(Delivery.network))).all()


def first(session: Session, state: State) -> dt.datetime | None:
    """Give when the oldest revision was handed in that has a delivery in a state."""
    query = select(func.min(Revision.handed_in)).join(Delivery, col(Delivery.revision) == col(Revision.id))
    return session.exec(query.where(col(Delivery.state) == state.value)).one()


def slots(engine: Engine, committee: str) -> Slots:
    """Give what became of a committee's last slots."""
    query = select(SlotRecord).where(col(SlotRecord.committee) == committee).order_by(col(SlotRecord.slot).desc())
    with reading(engine) as session:
        rows = session.exec(query.limit(SLOTS)).all()
    used = (row.slot for row in rows if row.state == "done")
    return Slots(next(used, None), sum(row.state == "missed" for row in rows))
