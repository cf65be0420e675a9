"""Sending: what is due, who may send it, and how it ended."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Engine, literal, update
from sqlmodel import Session, col, func, or_, select

from communique.post.receipt import Outcome
from communique.queue.claims import Approved, Claim, Settlement, held_claim, objection, prove
from communique.queue.controls import held, put_aside
from communique.queue.database import reading, writing
from communique.queue.desk import about
from communique.queue.states import State
from communique.queue.stored import read_rendering
from communique.queue.tables import Attempt, Delivery, Revision
from communique.queue.writer import Lineage, Move, lineage, move

__all__ = ["Approved", "Claim", "Settlement", "back_to_desk", "claim", "due", "next_part", "peek", "settle"]

USED = (State.SENDING, State.PUBLISHED, State.IN_DOUBT, State.RETRACTED)
"""A delivery in one of these has used up a place in its slot."""
FIRST_OF_ALL = -1
"""Rank of a thread that was broken off: it is finished before anything else begins."""
AFTER: Mapping[Outcome, State] = MappingProxyType(
    {
        Outcome.REFUSED: State.REFUSED,
        Outcome.UNAUTHORIZED: State.READY,
        Outcome.THROTTLED: State.READY,
        Outcome.UNREACHABLE: State.READY,
        Outcome.IN_DOUBT: State.IN_DOUBT,
    }
)


def due(
    engine: Engine, committee: str, network: str, *, now: dt.datetime, slot: dt.datetime, per_network: int
) -> list[int]:
    """List the deliveries that may go out now, in their order, no more than the slot has room for.

    A slot sends what was approved, and whose window was open, when it began: what comes later waits for the next one.
    """
    query = (
        select(Delivery.id)
        .where(
            col(Delivery.committee) == committee,
            col(Delivery.network) == network,
            # Written out, or SQLite does not see that the index on ready deliveries fits.
            col(Delivery.state) == literal(State.READY.value, literal_execute=True),
            col(Delivery.ready_at) <= slot,
            or_(col(Delivery.after).is_(None), col(Delivery.after) <= min(now, slot)),
            or_(col(Delivery.before).is_(None), col(Delivery.before) > now),
            or_(col(Delivery.until).is_(None), col(Delivery.until) <= now),
        )
        .order_by(col(Delivery.rank), col(Delivery.ready_at), col(Delivery.id))
    )
    with reading(engine) as session:
        if held(session, committee, network):
            return []
        room = per_network - used(session, committee, network, slot)
        return list(session.exec(query.limit(room))) if room > 0 else []


def used(session: Session, committee: str, network: str, slot: dt.datetime) -> int:
    """Count what went out for this slot, or is on its way."""
    query = select(func.count()).where(
        col(Delivery.committee) == committee, col(Delivery.network) == network, col(Delivery.slot) == slot,
        col(Delivery.state).in_([state.value for state in USED]),
    )  # fmt: skip
    return session.exec(query).one()


def peek(engine: Engine, delivery: int) -> Approved | None:
    """Give what a ready delivery would send, to check it once more; None if it is not ready."""
    with reading(engine) as session:
        post, revision, row = lineage(session, delivery)
        if row.state != State.READY or row.seal is None:
            return None
        rendering = read_rendering(row.rendering)
        return Approved(row.id, revision.id, post.committee, post.idea, row.network, rendering, row.seal)


def claim(
    engine: Engine, delivery_id: int, *, slot: dt.datetime, per_network: int, now: dt.datetime
) -> Claim | None:  # fmt: skip
    """Take the right to send a delivery's next part; None if it is not due, or somebody else was faster.

    The attempt is written in the same transaction: whoever holds a claim may have sent. If what lies in the tables is
    not what was approved, the delivery goes back to the desk instead.
    """
    with writing(engine) as session:
        known = _, revision, row = lineage(session, delivery_id)
        if row.state != State.READY or not open_at(row, slot, now) or held(session, row.committee, row.network):
            return None
        if used(session, row.committee, row.network, slot) >= per_network:
            return None
        why = objection(session, known)
        if why:
            void(session, revision, why, now)
            return None
        number = row.attempts + 1
        step = Move(
            row.id, State.READY, State.SENDING, "communique", attempt=row.attempts,
            values={"attempts": number, "slot": slot, "until": None},
        )  # fmt: skip
        return begun(session, known, now) if move(session, step, now=now, known=known) else None


def open_at(row: Delivery, slot: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether a delivery may go out at this moment, in this slot."""
    missed = row.before is not None and row.before <= now
    early = row.after is not None and row.after > min(now, slot)
    throttled = row.until is not None and row.until > now
    approved_later = row.ready_at is None or row.ready_at > slot
    return not (missed or early or throttled or approved_later)


def begun(session: Session, known: Lineage, now: dt.datetime) -> Claim:
    """Write down a try before it is made, and give its claim."""
    row = known[2]
    session.add(Attempt(delivery=row.id, number=row.attempts, part=row.done, started=now))
    session.flush()
    return held_claim(session, known)


def next_part(engine: Engine, claim: Claim, *, now: dt.datetime) -> Claim | None:
    """Go on with the next part of a thread; None if this claim is no longer the one that sends."""
    with writing(engine) as session:
        known = _, _, row = lineage(session, claim.delivery)
        mine = (row.state, row.attempts) == (State.SENDING, claim.attempt)
        if not mine or row.done != claim.part + 1 or row.done >= row.parts:
            return None
        row.attempts = claim.attempt + 1
        return begun(session, known, now)


def settle(engine: Engine, claim: Claim, settlement: Settlement, *, now: dt.datetime) -> State | None:
    """Write down how a try ended, and give the state that follows; None if the delivery has moved on without it.

    A receipt is kept whenever it comes: what stands is never sent again, whatever state the delivery is in by then.
    """
    with writing(engine) as session:
        write_attempt(session, claim, settlement, now)
        proven = settlement.receipt is not None and prove(session, claim, settlement.receipt, now=now)
        if proven:
            session.exec(
                update(Delivery).where(col(Delivery.id) == claim.delivery).values(done=col(Delivery.done) + 1)
            )  # fmt: skip
        known = _, _, row = lineage(session, claim.delivery)
        if (row.state, row.attempts) == (State.SENDING, claim.attempt):
            return conclude(session, known, settlement, now)
        return catch_up(session, known, now) if proven else None


def write_attempt(session: Session, claim: Claim, settlement: Settlement, now: dt.datetime) -> None:
    """Settle the row of a try; only a doubt is ever replaced by something better known."""
    unsure = or_(col(Attempt.outcome).is_(None), col(Attempt.outcome) == Outcome.IN_DOUBT.value)
    mine = (col(Attempt.delivery) == claim.delivery, col(Attempt.number) == claim.attempt, unsure)
    said = {"settled": now, "outcome": settlement.outcome.value, "detail": settlement.detail}
    session.exec(update(Attempt).where(*mine).values(**said))


def conclude(session: Session, known: Lineage, settlement: Settlement, now: dt.datetime) -> State:
    """Move on a delivery whose own try has ended."""
    row = known[2]
    whole = row.done == row.parts
    if settlement.outcome is Outcome.PUBLISHED and not whole:
        return State.SENDING
    target = State.PUBLISHED if whole else AFTER[settlement.outcome]
    values: dict[str, object] = {"until": settlement.until} if target is State.READY else {}
    if target is State.READY and row.done:
        values["rank"] = FIRST_OF_ALL
    why = settlement.detail or settlement.outcome.value
    move(session, Move(row.id, State.SENDING, target, row.network, why, row.attempts, values), now=now, known=known)
    if settlement.outcome is Outcome.UNAUTHORIZED:
        put_aside(session, row.committee, row.network, why, now=now)
    return target


def catch_up(session: Session, known: Lineage, now: dt.datetime) -> State | None:
    """Move on a delivery whose receipt came late, as far as that is still possible."""
    row = known[2]
    whole, state, why = row.done == row.parts, State(row.state), "the receipt came late"
    path: list[State] = []
    if state is State.IN_DOUBT:
        path = [State.PUBLISHED if whole else State.READY]
    elif state is State.READY and whole:
        path = [State.SENDING, State.PUBLISHED]
    for target in path:
        move(session, Move(row.id, state, target, row.network, why), now=now, known=known)
        state = target
    return state if path else None


def back_to_desk(engine: Engine, delivery_id: int, why: str, *, now: dt.datetime) -> bool:
    """Void an approval: every ready delivery of the revision goes back to the desk; False if this one was not ready."""
    with writing(engine) as session:
        _, revision, row = lineage(session, delivery_id)
        return row.state == State.READY and void(session, revision, why, now)


def void(session: Session, revision: Revision, why: str, now: dt.datetime) -> bool:
    """Put a revision on the desk anew, in the caller's transaction."""
    mine = (col(Delivery.revision) == revision.id, col(Delivery.state) == State.READY.value)
    ready = session.exec(select(Delivery.id).where(*mine)).all()
    for delivery in ready:
        move(session, Move(delivery, State.READY, State.WAITING, "communique", why), now=now)
    turn = {"turn": revision.turn + 1, "run_id": None, "back": why}
    session.exec(update(Revision).where(col(Revision.id) == revision.id).values(**turn))
    about(session, revision.id, "approval.void", data={"why": why}, now=now)
    return bool(ready)
