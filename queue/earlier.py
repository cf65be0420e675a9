"""What a committee said before in the same words."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from sqlalchemy import Engine, and_, bindparam, or_, select
from sqlmodel import col

from communique.queue.database import reading
from communique.queue.states import SEALED
from communique.queue.tables import Delivery, Post, Proof, Revision

# Built once: every idea asks it, and building costs more than asking.
SAME = (
    select(
        col(Post.idea), col(Delivery.id), col(Delivery.network), col(Delivery.likeness), col(Delivery.ready_at),
        col(Proof.at), col(Revision.idea),
    )
    .select_from(Delivery)
    .join(Revision, col(Delivery.revision) == col(Revision.id))
    .join(Post, col(Revision.post) == col(Post.id))
    .outerjoin(Proof, and_(col(Proof.delivery) == col(Delivery.id), col(Proof.part) == 0))
    .where(
        col(Delivery.committee) == bindparam("committee"),
        col(Delivery.likeness).in_(bindparam("likenesses", expanding=True)),
        col(Delivery.state).in_(sorted(state.value for state in SEALED)),
        or_(col(Delivery.ready_at) >= bindparam("since"), col(Proof.at) >= bindparam("since")),
    )
    .order_by(col(Delivery.id))
)  # fmt: skip
"""Approved or published, and not taken back; an index on the likeness finds it among any number of posts."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A post on one network, approved or published before another."""

    idea_id: str
    network: str
    likeness: str
    at: dt.datetime
    """When it was published, in UTC; when it was approved if it is not out yet."""
    corrects: str | None


class _Said(NamedTuple):
    """One row of the query."""

    idea_id: str
    delivery: int
    network: str
    likeness: str
    approved: dt.datetime
    published: dt.datetime | None
    content: str

    @property
    def turn(self) -> tuple[dt.datetime, int]:
        """Give what puts approved posts into the order of their approval."""
        return self.approved, self.delivery

    @property
    def corrects(self) -> str | None:
        """Give the id of the post that it corrects."""
        return cast("str | None", json.loads(self.content)["corrects"])


def earlier(
    engine: Engine, committee: str, idea_id: str, likenesses: Collection[str], *, since: dt.datetime
) -> list[Earlier]:
    """List the other posts of one of these likenesses, approved or published since then, in the order of their intake.

    If the post itself is approved, only what was approved before it counts: of two posts that say the same one repeats
    the other, not each the other.
    """
    asked = {"committee": committee, "likenesses": sorted(likenesses), "since": since}
    with reading(engine) as session:
        rows: Iterable[Sequence[Any]] = session.connection().execute(SAME, asked)
        said = [_Said(*row) for row in rows]
    own = {each.network: each.turn for each in said if each.idea_id == idea_id}
    return [
        Earlier(each.idea_id, each.network, each.likeness, each.published or each.approved, each.corrects)
        for each in said
        if each.idea_id != idea_id and (each.network not in own or each.turn < own[each.network])
    ]
