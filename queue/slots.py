"""Time that has passed: slots that are done or missed, windows that have ended, posts taken back."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, or_
from sqlmodel import Session, col, select

from communique.queue.columns import by
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.registers import SlotRecord, Switch
from communique.queue.states import State
from communique.queue.tables import Delivery
from communique.queue.writer import Move, lineage, move

LOSABLE = (State.WAITING, State.BLOCKED, State.CHANGES, State.READY)
"""States in which a delivery is missed when its window ends."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A delivery whose window ended before it went out."""

    delivery: int
    committee: str
    idea_id: str
    number: int
    network: str
    was: State
    stands: int
    """How many parts of it are out all the same."""


def slot_done(engine: Engine, committee: str, slot: dt.datetime, *, now: dt.datetime) -> None:
    """Record that a slot was used."""
    with writing(engine) as session:
        record(session, committee, slot, "done", now=now)


def record(session: Session, committee: str, slot: dt.datetime, state: str, *, now: dt.datetime) -> bool:
    """Record what became of a slot, in the caller's transaction; False if that is known already."""
    if session.get(SlotRecord, (committee, slot)) is not None:
        return False
    session.add(SlotRecord(committee=committee, slot=slot, state=state, at=now))
    data = {"slot": slot.astimezone(dt.UTC).isoformat()}
    append(session, [Entry("communique", f"slot.{state}", committee, "", data)], now=now)
    return True


def recorded(engine: Engine, committee: str, slot: dt.datetime) -> str | None:
    """Give what became of a slot, `done` or `missed`; None if nothing is known of it."""
    with reading(engine) as session:
        row = session.get(SlotRecord, (committee, slot))
        return row.state if row else None


def missed_slot(engine: Engine, committee: str, slot: dt.datetime, *, now: dt.datetime) -> bool:
    """Record that a slot passed unused although something could have gone out; True only once for each slot."""
    could = select(Delivery.id).where(
        col(Delivery.committee) == committee, col(Delivery.state) == State.READY.value, col(Delivery.ready_at) <= slot,
        or_(col(Delivery.after).is_(None), col(Delivery.after) <= slot),
        or_(col(Delivery.before).is_(None), col(Delivery.before) > slot),
    )  # fmt: skip
    with reading(engine) as session:
        known = session.get(SlotRecord, (committee, slot)) is not None
        idle = session.get(Switch, committee) is not None or session.exec(could.limit(1)).first() is None
    if known or idle:
        return False
    with writing(engine) as session:
        return record(session, committee, slot, "missed", now=now)


def miss(engine: Engine, committee: str, *, now: dt.datetime) -> list[Missed]:
    """Mark what can't go out any more because its window has ended; give what it was."""
    losable = select(Delivery.id).where(
        col(Delivery.committee) == committee, col(Delivery.state).in_([state.value for state in LOSABLE]),
        col(Delivery.before) <= now,
    )  # fmt: skip
    with reading(engine) as session:
        numbers = session.exec(by("delivery_by_state", losable, Delivery).order_by(col(Delivery.id))).all()
    missed: list[Missed] = []
    for number in numbers:
        with writing(engine) as session:
            missed += let_go(session, number, now)
    return missed


def let_go(session: Session, delivery: int, now: dt.datetime) -> list[Missed]:
    """Mark one delivery as missed, unless it has moved on."""
    known = lineage(session, delivery)
    was = State(known.state)
    if was not in LOSABLE:
        return []
    why = "its publishing window ended"
    move(session, Move(delivery, was, State.MISSED, "communique", why), now=now, known=known)
    return [Missed(delivery, known.committee, known.idea_id, known.number, known.network, was, known.done)]
