"""What a restored queue can't know: what went out, or may have, since its backup was made.

A restored delivery that could have been sent since has one try without an end, begun at the moment of the backup. As
long as that try is open, nothing of the delivery is sent: it becomes a doubt first, and a look at the network comes
before.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Engine, bindparam, insert, select, update
from sqlmodel import Session, col

from communique.post.receipt import Outcome
from communique.queue.columns import by
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.states import State
from communique.queue.tables import Attempt, Delivery
from communique.queue.writer import Lineage, Move, Values, lineage, move

MAY_BE_OUT = (State.WAITING, State.BLOCKED, State.READY, State.SENDING, State.IN_DOUBT)
"""What stood here may have gone out since; from all other states nothing is ever sent."""
NOT_LOOKED = "it may have gone out since the backup that this queue was restored from"
OPEN = (
    select(col(Attempt.id))
    .where(col(Attempt.delivery) == bindparam("delivery"), col(Attempt.outcome).is_(None))
    .limit(1)
)  # fmt: skip
LAST = select(col(Attempt.started)).where(
    col(Attempt.delivery) == bindparam("delivery"), col(Attempt.number) == bindparam("number")
)


def doubt_everything(engine: Engine, moment: dt.datetime, *, who: str, now: dt.datetime) -> int:
    """Take nothing of a restored queue for unsent; gives how many deliveries are in doubt now.

    What was ready, or was being sent, is in doubt at once. What lay on the desk stays there; should it be approved,
    it is looked for before it is sent.
    """
    query = select(col(Delivery.id)).where(col(Delivery.state).in_([state.value for state in MAY_BE_OUT]))
    why = f"restored from a backup of {moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
    with writing(engine) as session:
        found = by("delivery_by_state", query, Delivery).order_by(col(Delivery.id))
        rows = session.connection().execute(found).scalars().all()
        doubted = [suspect(session, lineage(session, row), moment, (who, why), now=now) for row in rows]
        data = {"backup": moment.astimezone(dt.UTC).isoformat(), "in_doubt": sum(doubted), "looked_at": len(rows)}
        append(session, [Entry(who, "queue.restored", data=data)], now=now)
    return sum(doubted)


def suspect(
    session: Session, known: Lineage, moment: dt.datetime, said: tuple[str, str], *, now: dt.datetime
) -> bool:  # fmt: skip
    """Note the tries that there may have been since a moment; True if the delivery is in doubt now."""
    # The second one is the doubt that is looked at, and not before what was sent a moment ago can be seen.
    number = write(session, known, {"started": moment, "settled": None, "outcome": None, "detail": said[1]})
    number = write(session, known, doubtful(now, said[1], now=now), number)
    session.exec(update(Delivery).where(col(Delivery.id) == known.delivery).values(attempts=number))
    return call_in_doubt(session, known, number, said, now=now) or known.state == State.IN_DOUBT


def doubtful(started: dt.datetime, why: str, *, now: dt.datetime) -> dict[str, Any]:
    """Give the columns of a try of which nobody knows how it ended."""
    return {"started": started, "settled": now, "outcome": Outcome.IN_DOUBT.value, "detail": why}


def write(session: Session, known: Lineage, said: dict[str, Any], last: int | None = None) -> int:
    """Write down one try of the next part, and give its number; it follows `last`, or the last one of all."""
    number = (known.attempts if last is None else last) + 1
    session.connection().execute(
        insert(Attempt), {"delivery": known.delivery, "part": known.done, "number": number, **said}
    )
    return number


def call_in_doubt(
    session: Session, known: Lineage, number: int, said: tuple[str, str], *, now: dt.datetime
) -> bool:  # fmt: skip
    """Lead a ready delivery, or one that is being sent, into doubt; False if it is neither."""
    ways = {State.READY: (State.SENDING, State.IN_DOUBT), State.SENDING: (State.IN_DOUBT,)}
    state = State(known.state)
    for target in ways.get(state, ()):
        move(session, Move(known.delivery, state, target, *said, values=Values(attempts=number)), now=now)
        state = target
    return state is not State(known.state)


def look_first(session: Session, known: Lineage, *, now: dt.datetime) -> bool:
    """Make a ready delivery a doubt if it may have gone out since a backup, in the caller's transaction."""
    if not known.attempts or session.connection().execute(OPEN, {"delivery": known.delivery}).first() is None:
        return False
    last = {"delivery": known.delivery, "number": known.attempts}
    started = session.connection().execute(LAST, last).scalar_one()
    number = write(session, known, doubtful(started, NOT_LOOKED, now=now))
    return call_in_doubt(session, known, number, ("communique", NOT_LOOKED), now=now)


def doubt_first(engine: Engine, delivery: int, *, now: dt.datetime) -> bool:
    """Make a ready delivery a doubt if it may have gone out since a backup; False if nothing speaks for that."""
    with writing(engine) as session:
        known = lineage(session, delivery)
        return known.state == State.READY and look_first(session, known, now=now)


def unlooked(engine: Engine, committee: str) -> list[int]:
    """List the ready deliveries of a committee that may have gone out since a backup."""
    query = (
        select(col(Delivery.id))
        .join(Attempt, col(Attempt.delivery) == col(Delivery.id))
        .where(
            col(Delivery.committee) == committee, col(Delivery.state) == State.READY.value,
            col(Attempt.outcome).is_(None),
        )
        .distinct()
        .order_by(col(Delivery.id))
    )  # fmt: skip
    with reading(engine) as session:
        return list(session.connection().execute(by("delivery_by_state", query, Delivery)).scalars())


def looked(session: Session, delivery: int, outcome: Outcome, *, now: dt.datetime) -> None:
    """Write down that a look has told how the tries since a backup ended: from here on the queue knows."""
    mine = (col(Attempt.delivery) == delivery, col(Attempt.outcome).is_(None))
    session.exec(update(Attempt).where(*mine).values(outcome=outcome.value, settled=now))
