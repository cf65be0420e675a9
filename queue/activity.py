"""When the committee was last heard: the newest receipts, by network."""

import datetime as dt

from sqlalchemy import Engine
from sqlmodel import col, func, select

from communique.queue.database import reading
from communique.queue.states import State
from communique.queue.tables import Delivery, Proof


def last_published(engine: Engine, committee: str) -> dict[str, dt.datetime]:
    """Give the moment, in UTC, of the last post that stands on each network; what was taken back does not count."""
    query = (
        select(Delivery.network, func.max(col(Proof.at)))
        .join(Proof, col(Proof.delivery) == col(Delivery.id))
        .where(col(Delivery.committee) == committee, col(Delivery.state) == State.PUBLISHED.value)
        .group_by(col(Delivery.network))
    )
    with reading(engine) as session:
        return dict(session.exec(query).all())
