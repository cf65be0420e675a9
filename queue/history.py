"""The whole history of one post."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from communique.queue.registers import Event
from communique.queue.tables import Attempt, Decision, Delivery, Post, Proof, Revision

Row = Mapping[str, Any]
"""JSON values by name; moments as ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class PostDetail:
    """A post with everything that ever happened to it, oldest first; every value is plain JSON."""

    committee: str
    idea_id: str
    number: int
    revisions: tuple[Row, ...]
    """Each with its decisions and deliveries, these with their attempts and receipts."""
    events: tuple[Row, ...]


def detail(session: Session, post: Post) -> PostDetail:
    """Give a post with everything that ever happened to it."""
    revisions = session.exec(select(Revision).where(col(Revision.post) == post.id).order_by(col(Revision.number)))
    mine = (col(Event.committee) == post.committee, col(Event.subject) == post.idea)
    events = session.exec(select(Event).where(*mine).order_by(col(Event.seq))).all()
    return PostDetail(
        post.committee, post.idea, post.number,
        tuple(revision_row(session, row) for row in revisions.all()),
        tuple({**row.model_dump(mode="json", exclude={"details"}), **read(row.details, "details")} for row in events),
    )  # fmt: skip


def read(stored: str, name: str) -> Row:
    """Give a column of JSON under its name."""
    return {name: json.loads(stored)}


def revision_row(session: Session, row: Revision) -> Row:
    """Give a revision with its decisions and deliveries; the source and the places are left out."""
    shown = row.model_dump(mode="json", exclude={"source", "places", "idea", "findings"})
    decisions = session.exec(select(Decision).where(col(Decision.revision) == row.id).order_by(col(Decision.id)))
    deliveries = session.exec(select(Delivery).where(col(Delivery.revision) == row.id).order_by(col(Delivery.id)))
    return {
        **shown, **read(row.idea, "idea"), **read(row.findings, "findings"),
        "decisions": [
            {**each.model_dump(mode="json", exclude={"seals", "findings"}), **read(each.seals, "seals")}
            for each in decisions.all()
        ],
        "deliveries": [delivery_row(session, each) for each in deliveries.all()],
    }  # fmt: skip


def delivery_row(session: Session, row: Delivery) -> Row:
    """Give a delivery with its attempts and receipts."""
    attempts = session.exec(select(Attempt).where(col(Attempt.delivery) == row.id).order_by(col(Attempt.number)))
    proofs = session.exec(select(Proof).where(col(Proof.delivery) == row.id).order_by(col(Proof.part)))
    return {
        **row.model_dump(mode="json", exclude={"rendering"}), **read(row.rendering, "rendering"),
        "attempts": [each.model_dump(mode="json") for each in attempts],
        "receipts": [each.model_dump(mode="json") for each in proofs],
    }  # fmt: skip
