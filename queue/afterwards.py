"""What became of a post after it was published: taken back, or not."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import col, select

from communique.post.receipt import Receipt
from communique.queue.claims import RECEIPTS
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.states import State
from communique.queue.tables import Delivery, Post, Revision
from communique.queue.writer import Move, lineage, move


@dataclass(frozen=True, slots=True)
class Out:
    """A delivery that the public can read."""

    delivery: int
    committee: str
    idea_id: str
    network: str
    receipts: tuple[Receipt, ...]
    """Of its parts, in their order."""


def published(engine: Engine, committee: str, idea_id: str, network: str) -> Out | None:
    """Give where a post stands on a network; None if it is not published there."""
    own = select(Revision.id).join(Post, col(Revision.post) == col(Post.id))
    own = own.where(col(Post.committee) == committee, col(Post.idea) == idea_id)
    query = select(Delivery.id).where(
        col(Delivery.revision).in_(own), col(Delivery.network) == network,
        col(Delivery.state) == State.PUBLISHED.value,
    )  # fmt: skip
    with reading(engine) as session:
        delivery = session.exec(query).one_or_none()
        if delivery is None:
            return None
        rows = session.connection().execute(RECEIPTS, {"delivery": delivery})
        receipts = tuple(Receipt(remote_id=row.remote_id, url=row.url) for row in rows)
    return Out(delivery, committee, idea_id, network, receipts)


def retracted(engine: Engine, out: Out, who: str, why: str, *, now: dt.datetime) -> bool:
    """Record that a published delivery was taken back; False if it is not published any more."""
    with writing(engine) as session:
        known = lineage(session, out.delivery)
        step = Move(out.delivery, State.PUBLISHED, State.RETRACTED, who, why)
        return known.state == State.PUBLISHED and move(session, step, now=now, known=known)


def not_retracted(engine: Engine, out: Out, who: str, trouble: str, *, now: dt.datetime) -> None:
    """Record that somebody tried to take a post back and could not, or not wholly."""
    data = {"network": out.network, "why": trouble}
    with writing(engine) as session:
        append(session, [Entry(who, "retraction.failed", out.committee, out.idea_id, data)], now=now)
