"""Doubts: what was sent, or may have been, without an answer; never a blind second try."""

import datetime as dt

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from communique.post.receipt import Outcome, Receipt
from communique.queue.claims import Claim, held_claim, prove
from communique.queue.columns import by
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.restored import looked
from communique.queue.sending import FIRST_OF_ALL
from communique.queue.states import State
from communique.queue.tables import Attempt, Delivery
from communique.queue.writer import Lineage, Move, Values, lineage, move


def orphans(engine: Engine, *, started_before: dt.datetime) -> list[int]:
    """List the deliveries whose last try began before a moment and has not ended."""
    last = (col(Attempt.delivery) == col(Delivery.id)) & (col(Attempt.number) == col(Delivery.attempts))
    query = select(Delivery.id).join(Attempt, last).where(
        col(Delivery.state) == State.SENDING.value, col(Attempt.started) < started_before
    )  # fmt: skip
    with reading(engine) as session:
        return list(session.exec(by("delivery_by_state", query, Delivery).order_by(col(Delivery.id))))


def doubt(engine: Engine, delivery_id: int, *, started_before: dt.datetime, now: dt.datetime) -> bool:
    """Call a try that never ended a doubt; False if it ended, or another one began, in the meantime.

    A thread that broke off between two parts is ready again: its last try was settled, so nothing is in doubt.
    """
    with writing(engine) as session:
        row = lineage(session, delivery_id)
        attempt = last_attempt(session, row)
        if row.state != State.SENDING or attempt is None or attempt.started >= started_before:
            return False
        if attempt.outcome == Outcome.PUBLISHED:
            again = Move(
                delivery_id, State.SENDING, State.READY, "communique", "broken off between two parts", row.attempts,
                {"rank": FIRST_OF_ALL},
            )  # fmt: skip
            return move(session, again, now=now)
        why = "it ended without an answer"
        attempt.settled, attempt.outcome, attempt.detail = now, Outcome.IN_DOUBT.value, why
        return move(session, Move(delivery_id, State.SENDING, State.IN_DOUBT, "communique", why, row.attempts), now=now)


def last_attempt(session: Session, row: Lineage) -> Attempt | None:
    """Give a delivery's last try."""
    query = select(Attempt).where(col(Attempt.delivery) == row.delivery, col(Attempt.number) == row.attempts)
    return session.exec(query).one_or_none()


def doubts(
    engine: Engine, committee: str | None = None, *, started_before: dt.datetime | None = None
) -> list[Claim]:  # fmt: skip
    """Give the claims of all deliveries in doubt, to look for them on their networks.

    With `started_before` only those whose last try began before: what was sent a moment ago may still appear.
    """
    doubtful = select(Delivery.id).where(col(Delivery.state) == State.IN_DOUBT.value)
    query = by("delivery_by_state", doubtful, Delivery).order_by(col(Delivery.id))
    if started_before is not None:
        last = (col(Attempt.delivery) == col(Delivery.id)) & (col(Attempt.number) == col(Delivery.attempts))
        query = query.join(Attempt, last).where(col(Attempt.started) < started_before)
    if committee is not None:
        query = query.where(col(Delivery.committee) == committee)
    with reading(engine) as session:
        return [held_claim(session, lineage(session, delivery)) for delivery in session.exec(query).all()]


def of(engine: Engine, delivery: int) -> Claim:
    """Give the claim of one delivery in doubt, as it stands now."""
    with reading(engine) as session:
        return held_claim(session, lineage(session, delivery))


def resolve(
    engine: Engine, claim: Claim, receipt: Receipt | None, *, now: dt.datetime, who: str = "", why: str = ""
) -> State | None:
    """Settle a doubt: found, or (None) surely not there; None if the doubt is no longer this one.

    `who` and `why` are a person who has looked, and what they saw; the network itself if not given.
    """
    with writing(engine) as session:
        row = lineage(session, claim.delivery)
        if (row.state, row.attempts, row.done) != (State.IN_DOUBT, claim.attempt, claim.part):
            return None
        if receipt is None:
            rank = Values(rank=FIRST_OF_ALL) if row.done else Values()
            said = (who or row.network, why or "the network surely does not have it")
            looked(session, row.delivery, Outcome.UNREACHABLE, now=now)
            move(session, Move(row.delivery, State.IN_DOUBT, State.READY, *said, row.attempts, rank), now=now)
            return State.READY
        return found(session, claim, receipt, (who or row.network, why or "found on the network"), now=now)


def found(session: Session, claim: Claim, receipt: Receipt, said: tuple[str, str], *, now: dt.datetime) -> State:
    """Keep the receipt of a part that was found, and go on from there; `said` is by whom and how."""
    prove(session, claim, receipt, now=now)
    session.exec(update(Delivery).where(col(Delivery.id) == claim.delivery).values(done=claim.part + 1))
    mine = (col(Attempt.delivery) == claim.delivery, col(Attempt.number) == claim.attempt)
    session.exec(update(Attempt).where(*mine).values(outcome=Outcome.PUBLISHED.value, settled=now))
    row = lineage(session, claim.delivery)
    whole = row.done == row.parts
    target = State.PUBLISHED if whole else State.READY
    values = Values() if whole else Values(rank=FIRST_OF_ALL)
    if whole:
        looked(session, row.delivery, Outcome.PUBLISHED, now=now)
    move(session, Move(row.delivery, State.IN_DOUBT, target, *said, row.attempts, values), now=now)
    return target


def unresolved(engine: Engine, claim: Claim, why: str, *, now: dt.datetime) -> bool:
    """Record that a doubt can't be settled without a person; True only the first time for each try."""
    mine = (col(Attempt.delivery) == claim.delivery, col(Attempt.number) == claim.attempt, col(Attempt.told).is_(None))
    with writing(engine) as session:
        if session.exec(update(Attempt).where(*mine).values(told=now)).rowcount != 1:
            return False
        data = {"network": claim.network, "part": claim.part, "attempt": claim.attempt, "why": why}
        append(session, [Entry("communique", "doubt.unresolved", claim.committee, claim.idea_id, data)], now=now)
        return True
