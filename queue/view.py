"""What people are shown of the queue, as plain values that JSON can carry."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from communique.post.rendering import Rendering
from communique.queue.columns import by
from communique.queue.database import reading
from communique.queue.history import PostDetail, detail
from communique.queue.registers import Account, Approver, DeskLock, Switch
from communique.queue.states import State
from communique.queue.stored import headline, read_rendering
from communique.queue.tables import Attempt, Delivery, Post, Revision

__all__ = ["Health", "Planned", "PostDetail", "PostView", "health", "post", "posts", "ready"]


@dataclass(frozen=True, slots=True)
class PostView:
    """One post in the list: its current revision and where that stands, by network."""

    committee: str
    idea_id: str
    number: int
    revision: int
    title: str
    author: str
    handed_in: str
    after: str
    before: str
    priority: int
    states: Mapping[str, State]


class Delivered(NamedTuple):
    """What the list shows of one delivery."""

    network: str
    state: str
    rank: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One delivery that is ready, or waits for its approval, with all that says when it may go out."""

    delivery: int
    committee: str
    idea_id: str
    number: int
    network: str
    state: State
    rendering: Rendering
    after: dt.datetime | None
    before: dt.datetime | None
    until: dt.datetime | None
    priority: int
    """0 goes before 1 goes before 2; -1 is a thread that was broken off."""
    stands: int
    """How many of its parts are out already."""
    held: str
    """Why its account sends nothing now; empty if it does."""


@dataclass(frozen=True, slots=True)
class Health:
    """What `doctor` looks at."""

    states: Mapping[str, int]
    """How many deliveries stand where."""
    oldest_doubt: dt.datetime | None
    parked: tuple[tuple[str, str, str], ...]
    """Committee, network, why."""
    guarded: tuple[str, ...]
    """Committees whose desk asks for two codes in a row after too many wrong ones."""
    approvers: Mapping[str, int]
    """How many people can approve, by committee."""
    stopped: Mapping[str, str] = field(default_factory=dict[str, str])
    """Committees for which nothing goes out, and why."""


def posts(
    engine: Engine, committee: str | None = None, state: State | None = None, limit: int = 100
) -> list[PostView]:  # fmt: skip
    """List posts, the newest first; with a state only those of which a delivery stands there."""
    chosen = newest(committee, state).limit(limit)
    query = (
        columns_of(
            col(Post.committee), col(Post.idea), col(Revision.number), col(Revision.id), col(Revision.idea),
            col(Revision.author), col(Revision.handed_in), col(Revision.after), col(Revision.before),
        )
        .join(Revision, col(Revision.post) == col(Post.id))
        .order_by(col(Revision.id).desc())
    )  # fmt: skip
    with reading(engine) as session:
        rows: Sequence[Sequence[Any]] = session.connection().execute(query.where(col(Revision.id).in_(chosen))).all()
        lie = deliveries(session, chosen)
    return [listed(row, lie.get(row[3], ())) for row in rows]


def newest(committee: str | None, state: State | None) -> SelectOfScalar[int]:
    """Ask for the current revisions, the newest first, so that an index gives them in this order."""
    of_post = (col(Post.id) == col(Revision.post)) & (col(Post.number) == col(Revision.number))
    if state is None:
        query = select(Revision.id).join(Post, of_post).order_by(col(Revision.id).desc())
        return query if committee is None else query.where(col(Revision.committee) == committee)
    query = (
        select(Delivery.revision)
        .join(Revision, col(Revision.id) == col(Delivery.revision))
        .join(Post, of_post)
        .where(col(Delivery.state) == state.value)
        .group_by(col(Delivery.revision))
        .order_by(col(Delivery.revision).desc())
    )
    return query if committee is None else query.where(col(Delivery.committee) == committee)


def deliveries(session: Session, revisions: SelectOfScalar[int]) -> dict[int, list[Delivered]]:
    """Give what the list shows of the deliveries of these revisions."""
    columns = (col(Delivery.revision), col(Delivery.network), col(Delivery.state), col(Delivery.rank))
    query = columns_of(*columns).where(col(Delivery.revision).in_(revisions)).order_by(col(Delivery.id))
    found: dict[int, list[Delivered]] = {}
    rows: Iterable[Sequence[Any]] = session.connection().execute(query)
    for row in rows:
        found.setdefault(row[0], []).append(Delivered(*row[1:]))
    return found


def listed(row: Sequence[Any], lie: Sequence[Delivered]) -> PostView:
    """Give a post as the list shows it."""
    committee, idea_id, number, revision, idea, author, handed_in, after, before = row
    return PostView(
        committee, idea_id, number, revision, headline(idea), author, handed_in.isoformat(), written(after),
        written(before), lie[0].rank if lie else 1, {each.network: State(each.state) for each in lie},
    )  # fmt: skip


def written(moment: dt.datetime | None) -> str:
    """Write a moment in UTC; empty if there is none."""
    return moment.isoformat() if moment else ""


def post(engine: Engine, committee: str, idea_id: str) -> PostDetail | None:
    """Give a post with its whole history; None if there is none."""
    with reading(engine) as session:
        query = select(Post).where(col(Post.committee) == committee, col(Post.idea) == idea_id)
        row = session.exec(query).one_or_none()
        return detail(session, row) if row else None


def ready(engine: Engine, committee: str) -> list[Planned]:
    """List what is ready or waits for its approval, in the order in which it would go out."""
    query = (
        select(Post, Revision, Delivery)
        .join(Revision, col(Revision.post) == col(Post.id))
        .join(Delivery, col(Delivery.revision) == col(Revision.id))
        .where(
            col(Delivery.committee) == committee,
            col(Delivery.state).in_([State.READY.value, State.WAITING.value]),
        )
        .order_by(col(Delivery.network), col(Delivery.rank), col(Delivery.ready_at), col(Delivery.id))
    )
    with reading(engine) as session:
        stopped = session.get(Switch, committee)
        accounts = session.exec(select(Account).where(col(Account.committee) == committee))
        why = {account.network: account.why for account in accounts}
        return [
            Planned(
                row.id, post.committee, post.idea, revision.number, row.network, State(row.state),
                read_rendering(row.rendering), row.after, row.before, row.until, row.rank, row.done,
                stopped.why if stopped else why.get(row.network, ""),
            )
            for post, revision, row in session.exec(by("delivery_by_state", query, Delivery))
        ]  # fmt: skip


def health(engine: Engine, committee: str | None = None) -> Health:
    """Give what is dangerous in the queue, of one committee or of all."""
    with reading(engine) as session:
        counted = select(Delivery.state, func.count()).group_by(col(Delivery.state))
        last = (col(Attempt.delivery) == col(Delivery.id)) & (col(Attempt.number) == col(Delivery.attempts))
        oldest = (
            select(func.min(col(Attempt.started)))
            .join(Delivery, last)
            .where(col(Delivery.state) == State.IN_DOUBT.value)
        )
        enrolled = (
            select(Approver.committee, func.count())
            .where(col(Approver.revoked).is_(None))
            .group_by(col(Approver.committee))
        )
        if committee is not None:
            counted = counted.where(col(Delivery.committee) == committee)
            oldest = oldest.where(col(Delivery.committee) == committee)
            enrolled = enrolled.where(col(Approver.committee) == committee)
        return Health(
            dict(session.exec(counted).all()), session.exec(oldest).one(), parked_accounts(session, committee),
            guarded_desks(session, committee), dict(session.exec(enrolled).all()), stops(session, committee),
        )  # fmt: skip


def parked_accounts(session: Session, committee: str | None) -> tuple[tuple[str, str, str], ...]:
    """Name the parked accounts, and why they are parked."""
    rows = session.exec(select(Account).order_by(col(Account.committee), col(Account.network)))
    return tuple((row.committee, row.network, row.why) for row in rows if committee in {None, row.committee})


def guarded_desks(session: Session, committee: str | None) -> tuple[str, ...]:
    """Name the committees whose desk asks for two codes in a row."""
    rows = session.exec(select(DeskLock).where(col(DeskLock.locked_at).is_not(None)))
    return tuple(sorted(row.committee for row in rows if committee in {None, row.committee}))


def stops(session: Session, committee: str | None) -> dict[str, str]:
    """Name the committees that are stopped, and why."""
    return {row.committee: row.why for row in session.exec(select(Switch)) if committee in {None, row.committee}}
