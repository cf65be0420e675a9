"""What is old: which posts, files, pictures and entries of the log can go, and how they go.

A post is old if nothing of it can still be sent and the log tells nothing of it since a moment. Of an old post id,
digests, states and receipts stay for ever: they keep it from going out a second time, and let it be taken back.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, func, not_, update
from sqlmodel import Session, col, select

from communique.post.idea import Idea
from communique.post.rendering import Part, Rendering
from communique.queue.cutting import Reach, full, reach, stays
from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.registers import Event
from communique.queue.stored import read_idea, read_rendering
from communique.queue.tables import Attempt, Blob, Decision, Delivery, DeskRound, Post, Refusal, Revision

REMOVED = "[removed]"
"""Stands where a text or a name stood."""
BATCH = 200
"""Posts or pictures that go in one transaction."""
DIGEST = re.compile(r'"digest":"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Old:
    """What is older than a moment, and can go."""

    log: Reach
    posts: tuple[int, ...]
    refusals: tuple[int, ...]
    """Files that could not be taken in."""
    pictures: tuple[str, ...]
    """Digests of those that no other post shows."""


def old(engine: Engine, before: dt.datetime) -> Old:
    """Look what is older than a moment; changes nothing. Reads much: it is asked once a year."""
    with reading(engine) as session:
        since = first_since(session, before)
        posts = session.exec(select(Post.id).where(full(), not_(stays(since))).order_by(col(Post.id))).all()
        refused = select(Refusal.id).where(col(Refusal.at) < before, col(Refusal.source) != b"")
        needed = shown(session, without=frozenset(posts))
        pictures = [digest for digest in session.exec(select(Blob.digest)) if digest not in needed]
        refusals = session.exec(refused.order_by(col(Refusal.id))).all()
        return Old(reach(session, since), tuple(posts), tuple(refusals), tuple(sorted(pictures)))


def first_since(session: Session, before: dt.datetime) -> int:
    """Give the first entry of the log that is not older than a moment; what follows it is not older either."""
    query = select(Event.seq).where(col(Event.at) >= before).order_by(col(Event.seq)).limit(1)
    found = session.exec(query).first()
    return (session.exec(select(func.max(Event.seq))).one() or 0) + 1 if found is None else found


def shown(session: Session, *, without: Collection[int] = (), after: int = 0) -> set[str]:
    """Give the digests of all pictures that posts show, but those of some posts, and of deliveries up to a number."""
    query = (
        select(Revision.post, Delivery.rendering)
        .join(Revision, col(Delivery.revision) == col(Revision.id))
        .where(col(Delivery.id) > after, col(Delivery.rendering).contains('"digest":"'))
        .execution_options(yield_per=BATCH)
    )
    rows = session.exec(query)
    return {digest for post, rendering in rows if post not in without for digest in DIGEST.findall(rendering)}


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Give some rows at a time."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def empty(engine: Engine, found: Old, who: str, file: str, *, now: dt.datetime) -> int:
    """Take the contents of the old posts and files away; gives of how many posts.

    `file` is the digest of the file that they were written to before. A post that came to life meanwhile stays.
    """
    count = 0
    for some in batches(found.posts):
        with writing(engine) as session:
            query = select(Post).where(col(Post.id).in_(some), full(), not_(stays(found.log.since)))
            for post in session.exec(query.order_by(col(Post.id))).all():
                empty_post(session, post)
                entry = Entry(who, "post.retired", post.committee, post.idea, {"file": file})
                append(session, [entry], now=now)
                count += 1
    for some in batches(found.refusals):
        with writing(engine) as session:
            session.exec(update(Refusal).where(col(Refusal.id).in_(some)).values(source=b"", why="[]"))
    return count


def empty_post(session: Session, post: Post) -> None:
    """Take away what a post said, who wrote it, and what was said about it."""
    for row in session.exec(select(Revision).where(col(Revision.post) == post.id)).all():
        row.source, row.places, row.findings, row.author, row.back = b"", "{}", "[]", REMOVED, None
        row.idea = bare_idea(row.idea)
        for delivery in session.exec(select(Delivery).where(col(Delivery.revision) == row.id)).all():
            delivery.rendering = bare_rendering(delivery.rendering)
            mine = update(Attempt).where(col(Attempt.delivery) == delivery.id)
            session.exec(mine.values(detail=""))
        said = {"findings": "[]", "approver": REMOVED}
        named: Mapping[Any, dict[str, str]] = {DeskRound: {**said, "note": ""}, Decision: {**said, "comment": ""}}
        for table, values in named.items():
            session.exec(update(table).where(col(table.revision) == row.id).values(**values))


def bare_idea(stored: str) -> str:
    """Give an idea without anything that it says: it can still be read as one."""
    idea = read_idea(stored)
    bare = Idea(
        id=idea.id, text=REMOVED, networks=idea.networks, kind=idea.kind, author=REMOVED, language=idea.language,
        publish=idea.publish, corrects=idea.corrects,
    )  # fmt: skip
    return bare.model_dump_json()


def bare_rendering(stored: str) -> str:
    """Give a rendering without anything that it shows."""
    rendering = read_rendering(stored)
    bare = Rendering(
        network=rendering.network, account=rendering.account, slug=rendering.slug, title="",
        language=rendering.language, parts=(Part(text=REMOVED, length=0, limit=0),) * len(rendering.parts),
    )  # fmt: skip
    return bare.model_dump_json()


def drop_pictures(engine: Engine, found: Old) -> int:
    """Take away the pictures that no post shows any more; gives how many."""
    with reading(engine) as session:
        needed = shown(session)
        last = session.exec(select(func.max(Delivery.id))).one() or 0
    count = 0
    for some in batches([digest for digest in found.pictures if digest not in needed]):
        with writing(engine) as session:
            # A post that came in since may show the same picture.
            gone = set(some) - shown(session, after=last)
            count += session.exec(delete(Blob).where(col(Blob.digest).in_(gone))).rowcount
    return count
