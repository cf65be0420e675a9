"""The Secretary's desk: what lies on it, at which run, and what there is to see."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from communique.committee.mistake import Place
from communique.post.finding import Finding
from communique.post.idea import Idea
from communique.post.rendering import Rendering, Terms
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.states import State
from communique.queue.stored import (
    insurmountable,
    read_findings,
    read_idea,
    read_places,
    read_rendering,
    terms,
    write_findings,
)
from communique.queue.tables import Decision, Delivery, Post, Revision
from communique.queue.waiting import Review, blocked, note_forms, wanted
from communique.queue.writer import Move, move

__all__ = [
    "Check", "Decided", "Review", "RevisionView", "about", "blocked", "found", "load", "next_turn", "note_forms",
    "note_run", "recheck", "wanted",
]  # fmt: skip

OPEN = (State.WAITING, State.BLOCKED)
"""States whose deliveries are checked anew."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on this revision."""

    verdict: str
    approver: str
    at: dt.datetime
    comment: str
    not_before: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RevisionView:
    """All that a desk needs to show one revision."""

    revision: int
    committee: str
    idea_id: str
    idea: Idea
    number: int
    author: str
    file: str
    digest: str
    source: str
    """The idea file's text, in which the places lie."""
    places: Mapping[str, Place]
    renderings: Mapping[str, Rendering]
    """By network, of those that wait for a decision or are blocked."""
    states: Mapping[str, State]
    findings: tuple[Finding, ...]
    rules: str
    terms: Terms
    """What an approval covers besides the renderings."""
    after: dt.datetime | None
    before: dt.datetime | None
    handed_in: dt.datetime
    turn: int
    run_id: str | None
    previous_idea: Idea | None
    """The last revision before this one."""
    why_back: str | None
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A fresh look at a revision; `moment` says which one, as in `before approval`."""

    findings: tuple[Finding, ...]
    rules: str
    renderings: tuple[Rendering, ...]
    moment: str


def note_run(engine: Engine, revision: int, turn: int, run_id: str, *, now: dt.datetime) -> bool:
    """Note which run is the desk of this turn; False if another one is, or the turn is over."""
    free = col(Revision.run_id).is_(None) | (col(Revision.run_id) == run_id)
    mine = (col(Revision.id) == revision, col(Revision.turn) == turn, free)
    with writing(engine) as session:
        old = session.get(Revision, revision)
        known = old is not None and old.run_id == run_id
        if session.exec(update(Revision).where(*mine).values(run_id=run_id)).rowcount != 1:
            return False
        if not known:
            about(session, revision, "desk.opened", data={"turn": turn, "run": run_id}, now=now)
        return True


def next_turn(engine: Engine, revision: int, turn: int, why: str, *, now: dt.datetime) -> bool:
    """Put a revision on the desk anew after its run was lost; False if somebody did so already."""
    mine = (col(Revision.id) == revision, col(Revision.turn) == turn)
    with writing(engine) as session:
        changed = session.exec(update(Revision).where(*mine).values(turn=turn + 1, run_id=None, back=why)).rowcount
        if changed == 1:
            about(session, revision, "desk.again", data={"turn": turn + 1, "why": why}, now=now)
        return changed == 1


def about(session: Session, revision: int, what: str, *, data: Mapping[str, object], now: dt.datetime) -> None:
    """Record something about a revision, in the caller's transaction."""
    post, row = found(session, revision)
    entry = Entry("communique", what, post.committee, post.idea, {"revision": row.number, **data})
    append(session, [entry], now=now)


def found(session: Session, revision: int) -> tuple[Post, Revision]:
    """Give a revision and its post; raises LookupError if there is none."""
    query = select(Post, Revision).join(Revision, col(Revision.post) == col(Post.id))
    row = session.exec(query.where(col(Revision.id) == revision)).one_or_none()
    if row is None:
        message = f"there is no revision {revision} in the queue"
        raise LookupError(message)
    return row


def load(engine: Engine, revision: int) -> RevisionView:
    """Give all there is to see of a revision; raises LookupError if there is none."""
    with reading(engine) as session:
        post, row = found(session, revision)
        lies = session.exec(select(Delivery).where(col(Delivery.revision) == revision).order_by(col(Delivery.id))).all()
        waiting = [delivery for delivery in lies if State(delivery.state) in OPEN]
        return RevisionView(
            revision=row.id, committee=post.committee, idea_id=post.idea, idea=read_idea(row.idea), number=row.number,
            author=row.author, file=row.file, digest=row.digest, source=row.source.decode("utf-8-sig"),
            places=read_places(row.places),
            renderings={delivery.network: read_rendering(delivery.rendering) for delivery in waiting},
            states={delivery.network: State(delivery.state) for delivery in lies},
            findings=read_findings(row.findings), rules=row.rules, terms=terms(row), after=row.after,
            before=row.before, handed_in=row.handed_in, turn=row.turn, run_id=row.run_id,
            previous_idea=idea_before(session, row), why_back=row.back, decisions=decided(session, revision),
        )  # fmt: skip


def idea_before(session: Session, revision: Revision) -> Idea | None:
    """Give the idea as it was in the revision before."""
    query = select(Revision).where(col(Revision.post) == revision.post, col(Revision.number) == revision.number - 1)
    older = session.exec(query).one_or_none()
    return read_idea(older.idea) if older else None


def decided(session: Session, revision: int) -> tuple[Decided, ...]:
    """Give the decisions on a revision, oldest first."""
    query = select(Decision).where(col(Decision.revision) == revision).order_by(col(Decision.id))
    return tuple(Decided(row.verdict, row.approver, row.at, row.comment, row.not_before) for row in session.exec(query))


def recheck(engine: Engine, revision: int, check: Check, *, now: dt.datetime) -> dict[str, State]:
    """Keep what a fresh look found; block what nobody may lift, put back what is cured; give the states by network.

    A delivery of which a part stands already keeps its rendering: the rest must fit what is out.
    """
    fresh = {rendering.network: rendering for rendering in check.renderings}
    blocked = insurmountable(check.findings)
    with writing(engine) as session:
        _, row = found(session, revision)
        query = select(Delivery).where(col(Delivery.revision) == revision).order_by(col(Delivery.id))
        lies = session.exec(query).all()
        concerned = [delivery for delivery in lies if State(delivery.state) in OPEN]
        said = (write_findings(check.findings), check.rules)
        if concerned and said != (row.findings, row.rules):
            row.findings, row.rules = said
            data = {"rules": check.rules, "moment": check.moment, "findings": json.loads(row.findings)}
            about(session, revision, "policy.checked", data=data, now=now)
        for delivery in concerned:
            renew(delivery, fresh.get(delivery.network))
            settle_block(session, delivery, check, blocked=blocked, now=now)
        session.flush()
        for delivery in lies:
            session.refresh(delivery)
        return {delivery.network: State(delivery.state) for delivery in lies}


def renew(delivery: Delivery, rendering: Rendering | None) -> None:
    """Keep a fresh rendering, unless a part of the old one is out."""
    if rendering is not None and not delivery.done:
        delivery.rendering, delivery.parts = rendering.model_dump_json(), len(rendering.parts)


def settle_block(session: Session, delivery: Delivery, check: Check, *, blocked: bool, now: dt.datetime) -> None:
    """Move a delivery between waiting and blocked, as the findings say."""
    source, target = State(delivery.state), State.BLOCKED if blocked else State.WAITING
    session.flush()
    if source is not target:
        move(session, Move(delivery.id, source, target, "policy", f"{check.moment}, rules {check.rules}"), now=now)
