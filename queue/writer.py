"""The one writer of state: no other module changes a delivery's state."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from communique.queue.ledger import Entry, append
from communique.queue.states import IllegalMove, State, may
from communique.queue.tables import Delivery, Post, Revision

VOID = frozenset({State.WAITING, State.BLOCKED})
"""Going back to one of these voids the seal."""
COLUMNS = (
    col(Delivery.id), col(Post.id), col(Post.committee), col(Post.idea), col(Revision.id), col(Revision.number),
    col(Revision.digest), col(Revision.rules), col(Revision.after), col(Revision.before), col(Revision.turn),
    col(Delivery.network), col(Delivery.state), col(Delivery.seal), col(Delivery.rendering), col(Delivery.parts),
    col(Delivery.done), col(Delivery.attempts), col(Delivery.after), col(Delivery.before), col(Delivery.until),
    col(Delivery.ready_at),
)  # fmt: skip
"""What a lineage holds, in the order of its fields."""
# Statements are built once: every step of every delivery makes them, and building costs more than asking.
LINEAGE = (
    select(*COLUMNS)
    .select_from(Delivery)
    .join(Revision, col(Delivery.revision) == col(Revision.id))
    .join(Post, col(Revision.post) == col(Post.id))
    .where(col(Delivery.id) == bindparam("delivery"))
)
STEP = update(Delivery).where(col(Delivery.id) == bindparam("of"), col(Delivery.state) == bindparam("source"))
STEP_OF_TRY = STEP.where(col(Delivery.attempts) == bindparam("try"))


@dataclass(frozen=True, slots=True)
class Lineage:
    """A delivery as it stands at one moment, with what counts of its revision and its post."""

    delivery: int
    post: int
    committee: str
    idea_id: str
    revision: int
    number: int
    digest: str
    rules: str
    opens: dt.datetime | None
    """Start of the window that the revision was handed in with; `after` is later if the Secretary said so."""
    ends: dt.datetime | None
    turn: int
    network: str
    state: str
    seal: str | None
    rendering: str
    parts: int
    done: int
    attempts: int
    after: dt.datetime | None
    before: dt.datetime | None
    until: dt.datetime | None
    ready_at: dt.datetime | None


class Values(TypedDict, total=False):
    """What may change together with a delivery's state."""

    attempts: int
    slot: dt.datetime
    rank: int
    seal: str
    ready_at: dt.datetime
    after: dt.datetime | None
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one delivery, whoever takes it, and why."""

    delivery: int
    source: State
    target: State
    who: str
    why: str = ""
    attempt: int | None = None
    """Only if this is still the last try."""
    values: Values = field(default_factory=Values)
    """Other columns that change with it."""


def move(session: Session, step: Move, *, now: dt.datetime, known: Lineage | None = None) -> bool:
    """Take one step and record it, in the caller's transaction; False if somebody else was faster.

    `known` is the delivery's lineage, where the caller has it in its hands. Raises `IllegalMove` for a step that the
    table of states does not know.
    """
    if not may(step.source, step.target):
        message = f"no step leads from {step.source} to {step.target} (delivery {step.delivery})"
        raise IllegalMove(message)
    mine: dict[str, Any] = {"of": step.delivery, "source": step.source.value}
    values = {**mine, "state": step.target.value, **along(step.target, now), **step.values}
    if step.attempt is None:
        changed = session.connection().execute(STEP, values)
    else:
        changed = session.connection().execute(STEP_OF_TRY, {**values, "try": step.attempt})
    if changed.rowcount != 1:
        return False
    append(session, [recorded(step, known or lineage(session, step.delivery))], now=now)
    return True


def along(target: State, now: dt.datetime) -> dict[str, Any]:
    """Give the columns that change with a state, whoever leads there."""
    if target in VOID:
        return {"seal": None, "ready_at": None}
    if target is State.PUBLISHED:
        return {"published_at": now}
    return {"published_at": None} if target is State.RETRACTED else {}


def recorded(step: Move, known: Lineage) -> Entry:
    """Give the log's entry for a step that was taken."""
    data = {
        "revision": known.number, "digest": known.digest, "network": known.network,
        "seal": None if step.target in VOID else step.values.get("seal", known.seal),
        "from": step.source, "to": step.target, "why": step.why,
        "attempt": step.values.get("attempts", known.attempts),
    }  # fmt: skip
    return Entry(step.who, f"delivery.{step.target}", known.committee, known.idea_id, data)


def lineage(session: Session, delivery: int) -> Lineage:
    """Give a delivery as it stands now, with its revision and its post; raises LookupError if there is none."""
    row: Sequence[Any] | None = session.connection().execute(LINEAGE, {"delivery": delivery}).one_or_none()
    if row is None:
        message = f"there is no delivery {delivery}"
        raise LookupError(message)
    return Lineage(*row)
