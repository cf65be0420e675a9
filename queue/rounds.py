"""The rounds of a desk: each time that the form is shown is one."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import col, select

from communique.post.finding import Finding
from communique.queue.database import reading, writing
from communique.queue.stored import SEALS, read_findings, write_findings
from communique.queue.tables import DeskRound


@dataclass(frozen=True, slots=True)
class Round:
    """One time that the form is shown: what it shows, and why it is shown again."""

    id: int
    revision: int
    run_id: str
    number: int
    """Counts from 1 within one run."""
    seals: Mapping[str, str]
    findings: tuple[Finding, ...]
    last_note: str
    """Why the form is back; empty the first time."""
    outcome: str | None
    note: str
    answered_at: dt.datetime | None


def open_round(
    engine: Engine,
    revision: int,
    run_id: str,
    *,
    seals: Mapping[str, str],
    findings: Iterable[Finding],
    now: dt.datetime,
) -> Round:
    """Open the next round of a run; a round of this run that has no answer yet is given again as it is."""
    with writing(engine) as session:
        rows = session.exec(select(DeskRound).where(col(DeskRound.run_id) == run_id).order_by(col(DeskRound.number)))
        earlier = list(rows)
        if earlier and earlier[-1].outcome is None:
            return view(earlier[-1], earlier[-2].note if earlier[1:] else "")
        row = DeskRound(
            revision=revision, run_id=run_id, number=len(earlier) + 1, seals=json.dumps(dict(seals)),
            findings=write_findings(findings), shown_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return view(row, earlier[-1].note if earlier else "")


def rounds(engine: Engine, run_id: str) -> list[Round]:
    """List the rounds of a run, the first one first."""
    with reading(engine) as session:
        query = select(DeskRound).where(col(DeskRound.run_id) == run_id).order_by(col(DeskRound.number))
        notes = [""]
        listed: list[Round] = []
        for row in session.exec(query):
            listed.append(view(row, notes[-1]))
            notes.append(row.note)
        return listed


def view(row: DeskRound, last_note: str) -> Round:
    """Give a round as a plain value."""
    return Round(
        row.id, row.revision, row.run_id, row.number, SEALS.validate_json(row.seals), read_findings(row.findings),
        last_note, row.outcome, row.note, row.answered_at,
    )  # fmt: skip
