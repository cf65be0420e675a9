"""When the committee was last heard: the newest post that stands, by network."""

import datetime as dt

from sqlalchemy import Engine
from sqlmodel import col, func, select

from communique.committee.accounts import NETWORKS
from communique.queue.database import reading
from communique.queue.tables import Delivery


def last_published(engine: Engine, committee: str) -> dict[str, dt.datetime]:
    """Give the moment, in UTC, of the last post that stands on each network; what was taken back does not count."""
    # Network by network: the end of an index tells, where grouping would read all that was ever published.
    newest = select(func.max(col(Delivery.published_at))).where(col(Delivery.committee) == committee)
    with reading(engine) as session:
        found = {each: session.exec(newest.where(col(Delivery.network) == each)).one() for each in NETWORKS}
    return {network: moment for network, moment in found.items() if moment}
