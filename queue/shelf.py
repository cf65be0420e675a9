"""Putting new revisions into the tables, many at a time."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from communique.committee.mistake import Place
from communique.post.finding import Finding
from communique.post.idea import Idea, Priority
from communique.post.likeness import likeness
from communique.post.rendering import Rendering
from communique.queue.states import State
from communique.queue.stored import insurmountable, write_findings, write_places
from communique.queue.tables import Blob, Delivery, Post, Revision

RANK = {Priority.HIGH: 0, Priority.NORMAL: 1, Priority.LOW: 2}


@dataclass(frozen=True, slots=True)
class Submission:
    """An idea as it was read, rendered and checked, ready for the queue."""

    idea: Idea
    digest: str
    file: str
    source: bytes
    places: Mapping[str, Place]
    bodies: Mapping[str, bytes]
    """The pictures' bytes by their digest."""
    renderings: tuple[Rendering, ...]
    findings: tuple[Finding, ...]
    rules: str
    after: dt.datetime | None = None
    before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A revision that is new to the queue; `post` is None for a new post."""

    submission: Submission
    number: int = 1
    post: int | None = None
    states: Mapping[str, State] = field(default_factory=dict[str, State])


def first_state(submission: Submission, now: dt.datetime) -> State:
    """Give the state in which a revision's deliveries begin."""
    if submission.before is not None and submission.before <= now:
        return State.MISSED
    return State.BLOCKED if insurmountable(submission.findings) else State.WAITING


def shelve(connection: Connection, committee: str, fresh: Sequence[Fresh], *, now: dt.datetime) -> list[int]:
    """Insert posts, revisions, pictures and deliveries; give the revisions' row numbers in their order."""
    if not fresh:
        return []
    new = [item.submission.idea.id for item in fresh if item.post is None]
    posts = insert_posts(connection, committee, new)
    revisions = numbers(connection, "revision", len(fresh))
    rows = [
        {
            **revision_row(item, item.post or posts[item.submission.idea.id], now),
            "id": revision,
            "committee": committee,
        }
        for item, revision in zip(fresh, revisions, strict=True)
    ]
    connection.execute(insert(Revision), rows)
    keep_pictures(connection, {digest: body for item in fresh for digest, body in item.submission.bodies.items()})
    deliveries = [
        row
        for item, revision in zip(fresh, revisions, strict=True)
        for row in delivery_rows(item, revision, committee)
    ]  # fmt: skip
    connection.execute(insert(Delivery), deliveries)
    return revisions


def numbers(connection: Connection, table: Literal["post", "revision"], count: int) -> list[int]:
    """Give the next row numbers of a table; much faster than asking for each row's own after it went in."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return sorted(connection.execute(query, {"table": table, "count": count}).scalars())
    # Nobody else writes meanwhile: the caller holds SQLite's write lock.
    column = {"post": col(Post.id), "revision": col(Revision.id)}[table]
    last = connection.execute(select(func.max(column))).scalar_one() or 0
    return list(range(last + 1, last + 1 + count))


def insert_posts(connection: Connection, committee: str, ideas: Sequence[str]) -> dict[str, int]:
    """Insert new posts; give their row numbers by idea."""
    if not ideas:
        return {}
    posts = dict(zip(ideas, numbers(connection, "post", len(ideas)), strict=True))
    rows = [{"id": post, "committee": committee, "idea": idea, "number": 1} for idea, post in posts.items()]
    connection.execute(insert(Post), rows)
    return posts


def revision_row(item: Fresh, post: int, now: dt.datetime) -> dict[str, Any]:
    """Give a revision's columns."""
    given = item.submission
    return {
        "post": post, "number": item.number, "digest": given.digest, "author": given.idea.author, "file": given.file,
        "source": given.source, "idea": given.idea.model_dump_json(), "places": write_places(given.places),
        "findings": write_findings(given.findings), "rules": given.rules, "after": given.after, "before": given.before,
        "handed_in": now, "turn": 1,
    }  # fmt: skip


def delivery_rows(item: Fresh, revision: int, committee: str) -> list[dict[str, Any]]:
    """Give the columns of a revision's deliveries, one for each network."""
    given = item.submission
    shared = {
        "revision": revision, "committee": committee, "done": 0, "attempts": 0,
        "rank": RANK[given.idea.publish.priority], "after": given.after, "before": given.before,
    }  # fmt: skip
    return [
        {
            **shared, "network": rendering.network, "state": item.states[rendering.network].value,
            "rendering": rendering.model_dump_json(), "parts": len(rendering.parts),
            "likeness": likeness(given.idea.parts(rendering.network)),
        }
        for rendering in given.renderings
    ]  # fmt: skip


def keep_pictures(connection: Connection, bodies: Mapping[str, bytes]) -> None:
    """Keep the bytes of pictures that are not kept yet."""
    if not bodies:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [{"digest": digest, "body": body} for digest, body in bodies.items()]
    connection.execute(dialect.insert(Blob).on_conflict_do_nothing(), rows)


def taken_details(item: Fresh) -> dict[str, Any]:
    """Give what the log says of a revision that was taken in."""
    given = item.submission
    return {
        "revision": item.number, "digest": given.digest, "file": given.file, "rules": given.rules,
        "states": dict(item.states), "findings": [finding.model_dump(mode="json") for finding in given.findings],
    }  # fmt: skip
