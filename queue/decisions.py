"""What the Secretary says at the desk, and what follows from it."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from communique.post.finding import Finding
from communique.post.rendering import seal
from communique.queue.approvers import Judged, judge
from communique.queue.database import writing
from communique.queue.desk import found
from communique.queue.ledger import Entry, append
from communique.queue.rounds import Round, open_round, rounds
from communique.queue.states import State
from communique.queue.stored import (
    SEALS,
    insurmountable,
    needs_reason,
    opening,
    read_findings,
    read_rendering,
    terms,
)
from communique.queue.tables import Decision, Delivery, DeskRound, Post, Revision
from communique.queue.writer import Move, Values, move

__all__ = ["Answer", "Answered", "Guard", "Round", "answer", "open_round", "rounds"]

Verdict = Literal["approve", "reject", "changes"]
TARGET: Mapping[Verdict, State] = {
    "approve": State.READY,
    "reject": State.REJECTED,
    "changes": State.CHANGES,
}
TWO_CODES = (
    "Type two codes in a row: the six digits that your app shows now and, when they change, the next six behind them."
)
NOTES = {
    "gone": "This review is over: the post was decided, changed or missed in the meantime, or lies at a newer desk.",
    "window-passed": "The publishing window has ended, or ends before the date you chose. "
    "Choose an earlier date, or ask the author for a new window.",
    "changed": "What would be sent, or what the rules say of it, has changed since the form was shown. "
    "Look at it again: nothing was decided.",
    "blocked": "A rule that nobody may lift blocks this post. Ask the author for changes.",
    "comment-missing": "Please write a comment. Only an approval of a post without open questions needs none.",
    "wrong-code": "The one-time code was wrong. Type the six digits that your app shows now.",
    "used-code": "This one-time code was used already. Wait for the next one.",
    "guarded": f"Five wrong codes came in: somebody may be guessing. {TWO_CODES}",
    "still-guarded": f"That was wrong. {TWO_CODES}",
    "nobody-enrolled": "Nobody can approve yet. "
    "Whoever runs Communiqué must enrol you first: communique secretary enroll.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was entered in the form, and the moment of the click."""

    decision: Verdict
    comment: str
    not_before: dt.datetime | None
    code: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Guard:
    """How an answer is proven: the key that opens the secrets, and whether a code is asked for at all."""

    key: bytes
    one_time_code: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer, in words for the next form; `states` are those of the revision's deliveries."""

    outcome: str
    """`decided`, or one of the words in `NOTES`."""
    note: str = ""
    approver: str = ""
    states: Mapping[str, State] = field(default_factory=dict[str, State])


@dataclass(frozen=True, slots=True)
class Case:
    """A round with everything that its answer is judged by."""

    row: DeskRound
    post: Post
    revision: Revision
    waiting: Sequence[Delivery]

    def seals(self) -> dict[str, str]:
        """Give the seals of what would be sent, made anew from what is stored."""
        covered = terms(self.revision)
        return {item.network: seal(read_rendering(item.rendering), covered) for item in self.waiting}


def answer(
    engine: Engine, round_id: int, given: Answer, *, current: Mapping[str, str], guard: Guard, now: dt.datetime
) -> Answered:
    """Judge an answer and do what it says, in one transaction; a second time gives the first outcome again.

    `current` are the seals of what would be sent now, by network; an approval needs them to be the ones that were
    shown. The code is judged last: nothing is counted or used up unless all else is in order. Raises LookupError for
    a round that does not exist.
    """
    with writing(engine) as session:
        row = session.get(DeskRound, round_id)
        if row is None:
            message = f"there is no round {round_id}"
            raise LookupError(message)
        if row.outcome is not None:
            states = {network: State(state) for network, state in json.loads(row.states).items()}
            return Answered(row.outcome, row.note, row.approver, states)
        case = lay_out(session, row)
        outcome, judged = objection(case, given, current, now), Judged("right")
        if not outcome and guard.one_time_code:
            judged = judge(session, case.post.committee, given.code, at=given.at, key=guard.key)
            outcome = "" if judged.outcome == "right" else judged.outcome
        if outcome:
            answered = Answered(outcome, NOTES[outcome], "", {item.network: State(item.state) for item in case.waiting})
        else:
            answered = decide(session, case, given, judged, now=now)
        return close(session, case, answered, now)


def lay_out(session: Session, row: DeskRound) -> Case:
    """Fetch what a round is about, as it stands now."""
    post, revision = found(session, row.revision)
    mine = (col(Delivery.revision) == revision.id, col(Delivery.state) == State.WAITING.value)
    return Case(row, post, revision, session.exec(select(Delivery).where(*mine).order_by(col(Delivery.id))).all())


def objection(case: Case, given: Answer, current: Mapping[str, str], now: dt.datetime) -> str:
    """Name what keeps an answer from being judged further; empty if nothing does."""
    if not case.waiting or case.revision.run_id not in {None, case.row.run_id}:
        return "gone"
    if given.decision == "approve":
        return approval_objection(case, given, current, now)
    return "" if given.comment.strip() else "comment-missing"


def approval_objection(case: Case, given: Answer, current: Mapping[str, str], now: dt.datetime) -> str:
    """Name what keeps an approval from being judged further; empty if nothing does."""
    end, findings = case.revision.before, read_findings(case.row.findings)
    if end is not None and end <= max(now, given.not_before or now):
        return "window-passed"
    if not SEALS.validate_json(case.row.seals) == dict(current) == case.seals():
        return "changed"
    if weights(findings) != weights(read_findings(case.revision.findings)):
        return "changed"
    if insurmountable(findings):
        return "blocked"
    return "comment-missing" if needs_reason(findings) and not given.comment.strip() else ""


def weights(findings: Sequence[Finding]) -> set[tuple[object, ...]]:
    """Tell findings apart by what matters for a decision, wherever their lines have moved."""
    return {(*finding.same, finding.severity, finding.waivable) for finding in findings}


def decide(session: Session, case: Case, given: Answer, judged: Judged, *, now: dt.datetime) -> Answered:
    """Write the decision down and move every delivery that waits for it."""
    session.add(
        Decision(
            revision=case.revision.id, desk_round=case.row.id, verdict=given.decision, approver=judged.person,
            at=given.at, comment=given.comment, not_before=given.not_before, seals=case.row.seals,
            findings=case.row.findings,
        )
    )  # fmt: skip
    target, seals = TARGET[given.decision], SEALS.validate_json(case.row.seals)
    for item in case.waiting:
        values = (
            approved(case.revision, seals[item.network], given.not_before, now) if target is State.READY else Values()
        )
        step = Move(item.id, State.WAITING, target, judged.person or "desk", given.comment, values=values)
        move(session, step, now=now)
    name = judged.name or judged.person
    return Answered("decided", "", name, dict.fromkeys((item.network for item in case.waiting), target))


def approved(revision: Revision, sealed: str, not_before: dt.datetime | None, now: dt.datetime) -> Values:
    """Give the columns that an approval sets."""
    return {"seal": sealed, "ready_at": now, "after": opening(revision.after, not_before), "until": None}


def close(session: Session, case: Case, answered: Answered, now: dt.datetime) -> Answered:
    """Close the round with what came of it, and record it."""
    row = case.row
    row.answered_at, row.outcome, row.note, row.approver = now, answered.outcome, answered.note, answered.approver
    row.states = json.dumps(answered.states)
    data = {"revision": case.revision.number, "round": row.id, "outcome": row.outcome, "seals": json.loads(row.seals)}
    append(
        session, [Entry(row.approver or "desk", "desk.answered", case.post.committee, case.post.idea, data)], now=now
    )
    return answered
