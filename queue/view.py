"""What people are shown of the queue, as plain values that JSON can carry."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from communique.post.rendering import Rendering
from communique.queue.database import reading
from communique.queue.history import PostDetail, detail
from communique.queue.registers import Account, Approver, DeskLock, Switch
from communique.queue.states import State
from communique.queue.stored import read_rendering
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
    query = (
        select(Post, Revision)
        .join(Revision, (col(Revision.post) == col(Post.id)) & (col(Revision.number) == col(Post.number)))
        .order_by(col(Revision.id).desc())
    )
    if committee is not None:
        query = query.where(col(Post.committee) == committee)
    if state is not None:
        there = select(Delivery.revision).where(col(Delivery.state) == state.value)
        query = query.where(col(Revision.id).in_(there))
    with reading(engine) as session:
        return [listed(session, *row) for row in session.exec(query.limit(limit)).all()]


def listed(session: Session, post: Post, revision: Revision) -> PostView:
    """Give a post as the list shows it."""
    idea = json.loads(revision.idea)
    words = idea["title"] or idea["text"] or idea["thread"][0]
    rows = session.exec(select(Delivery).where(col(Delivery.revision) == revision.id).order_by(col(Delivery.id))).all()
    return PostView(
        post.committee, post.idea, revision.number, revision.id, " ".join(words.split())[:80], revision.author,
        revision.handed_in.isoformat(), written(revision.after), written(revision.before),
        rows[0].rank if rows else 1, {row.network: State(row.state) for row in rows},
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
            for post, revision, row in session.exec(query)
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
