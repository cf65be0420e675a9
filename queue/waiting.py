"""What lies on the desks: the revisions that wait for a decision, and those that the rules keep off."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, bindparam, update
from sqlalchemy import select as columns_of
from sqlmodel import col, select

from communique.queue.database import reading, writing
from communique.queue.states import State
from communique.queue.stored import headline
from communique.queue.tables import Delivery, Post, Revision

FORM = update(Revision).where(col(Revision.id) == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Review:
    """A revision that waits for a decision; `run_id` is its desk, None if it has none."""

    committee: str
    idea_id: str
    revision: int
    number: int
    turn: int
    run_id: str | None
    form_seen: dt.datetime | None
    """Since when that run has waited, once it was seen to show its form."""
    title: str
    author: str
    handed_in: dt.datetime


def wanted(engine: Engine, committee: str | None = None) -> list[Review]:
    """List the current revisions that wait for a decision, oldest first."""
    waiting = select(Delivery.revision).where(col(Delivery.state) == State.WAITING.value)
    if committee is not None:
        waiting = waiting.where(col(Delivery.committee) == committee)
    query = (
        columns_of(
            col(Revision.idea), col(Revision.author), col(Revision.handed_in), col(Post.committee), col(Post.idea),
            col(Revision.id), col(Revision.number), col(Revision.turn), col(Revision.run_id), col(Revision.form_seen),
        )
        .join(Revision, col(Revision.post) == col(Post.id))
        .where(col(Revision.id).in_(waiting))
        .order_by(col(Revision.id))
    )  # fmt: skip
    with reading(engine) as session:
        rows: Iterable[Sequence[Any]] = session.connection().execute(query)
        return [review(row) for row in rows]


def review(row: Sequence[Any]) -> Review:
    """Give what the list of reviews shows of a revision."""
    idea, author, handed_in, committee, post, revision, number, turn, run, form = row
    return Review(committee, post, revision, number, turn, run, form, headline(idea), author, handed_in)


def note_forms(engine: Engine, seen: Mapping[int, dt.datetime]) -> None:
    """Note of these revisions that their run, which has waited since then, shows its form."""
    if seen:
        with writing(engine) as session:
            session.connection().execute(FORM, [{"of": number, "form_seen": since} for number, since in seen.items()])


def blocked(engine: Engine, committee: str) -> list[int]:
    """List the revisions that the rules block, oldest first: a changed rule or committee file may free them."""
    query = (
        select(Delivery.revision)
        .where(col(Delivery.committee) == committee, col(Delivery.state) == State.BLOCKED.value)
        .distinct()
        .order_by(col(Delivery.revision))
    )
    with reading(engine) as session:
        return list(session.exec(query))
