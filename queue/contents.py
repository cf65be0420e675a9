"""Everything that the queue holds of an old post, a refused file or a picture, as JSON values."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from communique.queue.history import delivery_row
from communique.queue.tables import Blob, Decision, Delivery, DeskRound, Post, Refusal, Revision


def of_post(session: Session, post: int) -> Mapping[str, Any]:
    """Give a post with all its revisions."""
    row = session.get_one(Post, post)
    revisions = session.exec(select(Revision).where(col(Revision.post) == post).order_by(col(Revision.number))).all()
    return {**row.model_dump(mode="json"), "revisions": [of_revision(session, each) for each in revisions]}


def of_revision(session: Session, row: Revision) -> Mapping[str, Any]:
    """Give a revision with its rounds, its decisions, and its deliveries with their attempts and receipts."""
    deliveries = session.exec(select(Delivery).where(col(Delivery.revision) == row.id).order_by(col(Delivery.id)))
    rounds = session.exec(select(DeskRound).where(col(DeskRound.revision) == row.id).order_by(col(DeskRound.id)))
    decisions = session.exec(select(Decision).where(col(Decision.revision) == row.id).order_by(col(Decision.id)))
    return {
        **row.model_dump(mode="json", exclude={"source", "idea"}),
        "source": text(row.source), "idea": json.loads(row.idea),
        "rounds": [each.model_dump(mode="json") for each in rounds],
        "decisions": [each.model_dump(mode="json") for each in decisions],
        "deliveries": [delivery_row(session, each) for each in deliveries],
    }  # fmt: skip


def of_refusal(session: Session, refusal: int) -> Mapping[str, Any]:
    """Give a file that could not be taken in."""
    row = session.get_one(Refusal, refusal)
    return {**row.model_dump(mode="json", exclude={"source"}), "source": text(row.source)}


def of_picture(session: Session, digest: str) -> Mapping[str, Any]:
    """Give a picture, its bytes in Base64."""
    return {"digest": digest, "body": base64.b64encode(session.get_one(Blob, digest).body).decode()}


def text(source: bytes) -> str:
    """Give a file as text; what is no UTF-8 in it comes back by Python's `surrogateescape`."""
    return source.decode(errors="surrogateescape")
