"""Sending: what is due, who may send it, and how it ended."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import Engine, bindparam, insert, literal, update
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, func, or_, select

from communique.post.receipt import Outcome
from communique.queue.claims import Approved, Claim, Ready, Settlement, held_claim, objection, obstacle, prove
from communique.queue.controls import ASIDE, OFF, put_aside
from communique.queue.database import reading, writing
from communique.queue.desk import about
from communique.queue.restored import look_first
from communique.queue.states import State
from communique.queue.stored import read_findings, read_idea, read_places, read_rendering
from communique.queue.tables import Attempt, Delivery, Revision
from communique.queue.writer import Lineage, Move, Values, lineage, move

__all__ = [
    "Approved", "Claim", "Ready", "Settlement", "back_to_desk", "claim", "due", "next_part", "obstacle", "peek",
    "settle",
]  # fmt: skip

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
# Statements are built once: every delivery makes them, and building costs more than asking.
HELD_AND_USED = columns_of(
    or_(OFF, ASIDE),
    columns_of(func.count())
    .where(
        col(Delivery.committee) == bindparam("committee"), col(Delivery.network) == bindparam("network"),
        col(Delivery.slot) == bindparam("slot"), col(Delivery.state).in_([state.value for state in USED]),
    )
    .scalar_subquery(),
)  # fmt: skip
DUE = (
    columns_of(col(Delivery.id))
    .where(
        col(Delivery.committee) == bindparam("committee"), col(Delivery.network) == bindparam("network"),
        # Written out, or SQLite does not see that the index on ready deliveries fits.
        col(Delivery.state) == literal(State.READY.value, literal_execute=True),
        col(Delivery.ready_at) <= bindparam("slot"),
        or_(col(Delivery.after).is_(None), col(Delivery.after) <= bindparam("open")),
        or_(col(Delivery.before).is_(None), col(Delivery.before) > bindparam("now")),
        or_(col(Delivery.until).is_(None), col(Delivery.until) <= bindparam("now")),
    )
    .order_by(col(Delivery.rank), col(Delivery.ready_at), col(Delivery.id))
    .limit(bindparam("most"))
)  # fmt: skip
CONTENT = columns_of(
    col(Revision.idea), col(Revision.places), col(Revision.findings)
).where(col(Revision.id) == bindparam("revision"))  # fmt: skip
TRY = insert(Attempt)
NEXT_TRY = update(Delivery).where(col(Delivery.id) == bindparam("of"))
ONE_MORE = NEXT_TRY.values(done=col(Delivery.done) + 1)
ENDED = update(Attempt).where(
    col(Attempt.delivery) == bindparam("of"), col(Attempt.number) == bindparam("try"),
    # Only a doubt is ever replaced by something better known.
    or_(col(Attempt.outcome).is_(None), col(Attempt.outcome) == Outcome.IN_DOUBT.value),
)  # fmt: skip


def due(
    engine: Engine, committee: str, network: str, *, now: dt.datetime, slot: dt.datetime, per_network: int
) -> list[int]:
    """List the deliveries that may go out now, in their order, no more than the slot has room for.

    A slot sends what was approved, and whose window was open, when it began: what comes later waits for the next one.
    """
    asked = {"committee": committee, "network": network, "slot": slot, "open": min(now, slot), "now": now}
    with reading(engine) as session:
        space = room(session, per_network, committee=committee, network=network, slot=slot)
        found = session.connection().execute(DUE, {**asked, "most": space}) if space > 0 else ()
        return [number for (number,) in found]


def room(session: Session, most: int, *, committee: str, network: str, slot: dt.datetime) -> int:
    """Count how many of `most` may still go out for this slot: none if the account is held up."""
    asked = {"committee": committee, "network": network, "slot": slot}
    held, used = session.connection().execute(HELD_AND_USED, asked).one()
    return 0 if held else most - used


def peek(engine: Engine, delivery: int) -> Ready | None:
    """Give what a ready delivery would send, to check it once more; None if it is not ready."""
    with reading(engine) as session:
        known = lineage(session, delivery)
        if known.state != State.READY or known.seal is None:
            return None
        idea, places, findings = session.connection().execute(CONTENT, {"revision": known.revision}).one()
        return Ready(
            delivery, known.revision, known.committee, known.idea_id, known.network, read_rendering(known.rendering),
            known.seal, read_idea(idea), read_places(places), read_findings(findings), known.opens, known.ends,
        )  # fmt: skip


def claim(
    engine: Engine, delivery_id: int, *, slot: dt.datetime, per_network: int, now: dt.datetime
) -> Claim | None:  # fmt: skip
    """Take the right to send a delivery's next part; None if it is not due, or somebody else was faster.

    The attempt is written in the same transaction: whoever holds a claim may have sent. If what lies in the tables is
    not what was approved, the delivery goes back to the desk instead; if it may be out already, it becomes a doubt.
    """
    with writing(engine) as session:
        known = lineage(session, delivery_id)
        if known.state != State.READY or not open_at(known, slot, now):
            return None
        if room(session, per_network, committee=known.committee, network=known.network, slot=slot) <= 0:
            return None
        why = objection(session, known)
        if why:
            void(session, known, why, now)
            return None
        if look_first(session, known, now=now):
            return None
        number = known.attempts + 1
        step = Move(
            delivery_id, State.READY, State.SENDING, "communique", attempt=known.attempts,
            values={"attempts": number, "slot": slot, "until": None},
        )  # fmt: skip
        moved = move(session, step, now=now, known=known)
        return begun(session, replace(known, attempts=number), now) if moved else None


def open_at(known: Lineage, slot: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether a delivery may go out at this moment, in this slot."""
    missed = known.before is not None and known.before <= now
    early = known.after is not None and known.after > min(now, slot)
    throttled = known.until is not None and known.until > now
    approved_later = known.ready_at is None or known.ready_at > slot
    return not (missed or early or throttled or approved_later)


def begun(session: Session, known: Lineage, now: dt.datetime) -> Claim:
    """Write down a try before it is made, and give its claim."""
    attempt = {"delivery": known.delivery, "number": known.attempts, "part": known.done, "started": now}
    session.connection().execute(TRY, {**attempt, "detail": ""})
    # Before the first try of all there is none to look up.
    return held_claim(session, known, since=now if known.attempts == 1 else None)


def next_part(engine: Engine, claim: Claim, *, now: dt.datetime) -> Claim | None:
    """Go on with the next part of a thread; None if this claim is no longer the one that sends."""
    with writing(engine) as session:
        known = lineage(session, claim.delivery)
        mine = (known.state, known.attempts) == (State.SENDING, claim.attempt)
        if not mine or known.done != claim.part + 1 or known.done >= known.parts:
            return None
        known = replace(known, attempts=claim.attempt + 1)
        session.connection().execute(NEXT_TRY, {"of": claim.delivery, "attempts": known.attempts})
        return begun(session, known, now)


def settle(engine: Engine, claim: Claim, settlement: Settlement, *, now: dt.datetime) -> State | None:
    """Write down how a try ended, and give the state that follows; None if the delivery has moved on without it.

    A receipt is kept whenever it comes: what stands is never sent again, whatever state the delivery is in by then.
    """
    with writing(engine) as session:
        write_attempt(session, claim, settlement, now)
        proven = settlement.receipt is not None and prove(session, claim, settlement.receipt, now=now)
        if proven:
            session.connection().execute(ONE_MORE, {"of": claim.delivery})
        known = lineage(session, claim.delivery)
        if (known.state, known.attempts) == (State.SENDING, claim.attempt):
            return conclude(session, known, settlement, now)
        return catch_up(session, known, now) if proven else None


def write_attempt(session: Session, claim: Claim, settlement: Settlement, now: dt.datetime) -> None:
    """Settle the row of a try; only a doubt is ever replaced by something better known."""
    said = {"settled": now, "outcome": settlement.outcome.value, "detail": settlement.detail}
    session.connection().execute(ENDED, {"of": claim.delivery, "try": claim.attempt, **said})


def conclude(session: Session, known: Lineage, settlement: Settlement, now: dt.datetime) -> State:
    """Move on a delivery whose own try has ended."""
    whole = known.done == known.parts
    if settlement.outcome is Outcome.PUBLISHED and not whole:
        return State.SENDING
    target = State.PUBLISHED if whole else AFTER[settlement.outcome]
    values: Values = {"until": settlement.until} if target is State.READY else {}
    if target is State.READY and known.done:
        values["rank"] = FIRST_OF_ALL
    why = settlement.detail or settlement.outcome.value
    step = Move(known.delivery, State.SENDING, target, known.network, why, known.attempts, values)
    move(session, step, now=now, known=known)
    if settlement.outcome is Outcome.UNAUTHORIZED:
        put_aside(session, known.committee, known.network, why, now=now)
    return target


def catch_up(session: Session, known: Lineage, now: dt.datetime) -> State | None:
    """Move on a delivery whose receipt came late, as far as that is still possible."""
    whole, state, why = known.done == known.parts, State(known.state), "the receipt came late"
    path: list[State] = []
    if state is State.IN_DOUBT:
        path = [State.PUBLISHED if whole else State.READY]
    elif state is State.READY and whole:
        path = [State.SENDING, State.PUBLISHED]
    for target in path:
        move(session, Move(known.delivery, state, target, known.network, why), now=now, known=known)
        state = target
    return state if path else None


def back_to_desk(engine: Engine, delivery_id: int, why: str, *, now: dt.datetime) -> bool:
    """Void an approval: every ready delivery of the revision goes back to the desk; False if this one was not ready."""
    with writing(engine) as session:
        known = lineage(session, delivery_id)
        return known.state == State.READY and void(session, known, why, now)


def void(session: Session, known: Lineage, why: str, now: dt.datetime) -> bool:
    """Put a revision on the desk anew, in the caller's transaction."""
    mine = (col(Delivery.revision) == known.revision, col(Delivery.state) == State.READY.value)
    ready = session.exec(select(Delivery.id).where(*mine)).all()
    for delivery in ready:
        move(session, Move(delivery, State.READY, State.WAITING, "communique", why), now=now)
    turn = {"turn": known.turn + 1, "run_id": None, "back": why}
    session.exec(update(Revision).where(col(Revision.id) == known.revision).values(**turn))
    about(session, known.revision, "approval.void", data={"why": why}, now=now)
    return bool(ready)
