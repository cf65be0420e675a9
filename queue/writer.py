"""The one writer of state: no other module changes a delivery's state."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from communique.queue.ledger import Entry, append
from communique.queue.states import IllegalMove, State, may
from communique.queue.tables import Delivery, Post, Revision

Lineage = tuple[Post, Revision, Delivery]
"""A delivery with its revision and its post."""
VOID = frozenset({State.WAITING, State.BLOCKED})
"""Going back to one of these voids the seal."""
LINEAGE = (
    select(Post, Revision, Delivery)
    .join(Revision, col(Revision.post) == col(Post.id))
    .join(Delivery, col(Delivery.revision) == col(Revision.id))
    .where(col(Delivery.id) == bindparam("delivery"))
    .execution_options(populate_existing=True)
)
"""Built once: every step of every delivery asks it, and building it costs more than asking."""


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
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Other columns that change with it."""


def move(session: Session, step: Move, *, now: dt.datetime, known: Lineage | None = None) -> bool:
    """Take one step and record it, in the caller's transaction; False if somebody else was faster.

    `known` is the delivery's lineage, where the caller has it in its hands. Raises `IllegalMove` for a step that the
    table of states does not know.
    """
    if not may(step.source, step.target):
        message = f"no step leads from {step.source} to {step.target} (delivery {step.delivery})"
        raise IllegalMove(message)
    void: dict[str, Any] = {"seal": None, "ready_at": None} if step.target in VOID else {}
    query = update(Delivery).where(col(Delivery.id) == step.delivery, col(Delivery.state) == step.source.value)
    if step.attempt is not None:
        query = query.where(col(Delivery.attempts) == step.attempt)
    changed = session.exec(query.values(state=step.target.value, **void, **step.values)).rowcount
    if changed != 1:
        return False
    append(session, [recorded(step, known or lineage(session, step.delivery))], now=now)
    return True


def recorded(step: Move, known: Lineage) -> Entry:
    """Give the log's entry for a step that was taken."""
    post, revision, delivery = known
    data = {
        "revision": revision.number, "digest": revision.digest, "network": delivery.network, "seal": delivery.seal,
        "from": step.source, "to": step.target, "why": step.why,
        "attempt": delivery.attempts,
    }  # fmt: skip
    return Entry(step.who, f"delivery.{step.target}", post.committee, post.idea, data)


def lineage(session: Session, delivery: int) -> Lineage:
    """Give a delivery as it stands now, with its revision and its post; raises LookupError if there is none."""
    row = session.exec(LINEAGE, params={"delivery": delivery}).one_or_none()
    if row is None:
        message = f"there is no delivery {delivery}"
        raise LookupError(message)
    return row
