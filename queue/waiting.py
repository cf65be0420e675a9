"""What lies on the desks: the revisions that wait for a decision, and those that the rules keep off."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy import select as columns_of
from sqlmodel import col, select

from communique.queue.database import reading
from communique.queue.states import State
from communique.queue.stored import headline
from communique.queue.tables import Delivery, Post, Revision


@dataclass(frozen=True, slots=True)
class Review:
    """A revision that waits for a decision; `run_id` is its desk, None if it has none."""

    committee: str
    idea_id: str
    revision: int
    number: int
    turn: int
    run_id: str | None
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
            col(Revision.id), col(Revision.number), col(Revision.turn), col(Revision.run_id),
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
    idea, author, handed_in, committee, post, revision, number, turn, run = row
    return Review(committee, post, revision, number, turn, run, headline(idea), author, handed_in)


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
