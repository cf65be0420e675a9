"""Ideas come into the queue: new, unchanged, revised or refused, and never lost."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import Engine, update
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.refusals import Unread, keep, refuse_file
from communique.queue.shelf import Fresh, Submission, first_state, shelve, taken_details
from communique.queue.states import State, may
from communique.queue.tables import Blob, Delivery, Post, Revision
from communique.queue.writer import Move, move

__all__ = ["Submission", "Taken", "Unread", "picture", "refuse_file", "take_in", "unchanged"]

OUT = frozenset({State.SENDING, State.IN_DOUBT, State.PUBLISHED, State.RETRACTED})
"""States in which the network has, or may have, something of the post."""
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one submission; `revision` is the row that stands for the post now, None if there is none."""

    outcome: Literal["new", "unchanged", "revised", "refused"]
    idea_id: str
    revision: int | None
    number: int
    states: Mapping[str, State] = field(default_factory=dict[str, State])
    message: str = ""
    news: bool = True
    """Whether this very submission was not answered the same way before."""


@dataclass(frozen=True, slots=True)
class Current:
    """The revision that stands for a post."""

    post: int
    revision: int
    number: int
    digest: str
    file: str
    author: str


def take_in(engine: Engine, committee_key: str, batch: Sequence[Submission], *, now: dt.datetime) -> list[Taken]:
    """Take ideas into the queue in one transaction; give what became of each, in their order.

    The same content changes nothing. A changed idea is a new revision and takes the place of what was approved, unless
    something of the post is out already: then it is refused, and kept.
    """
    with writing(engine) as session:
        known = current(session, committee_key, [given.idea.id for given in batch])
        speakers = speaking(batch, known)
        taken: dict[int, Taken] = {}
        fresh: dict[int, Fresh] = {}
        for place, given in enumerate(batch):
            stands, speaker = known.get(given.idea.id), batch[speakers[given.idea.id]]
            refusal = rivalry(given, speaker) or on_its_way(session, given, stands)
            if refusal:
                news = keep(session, committee_key, Unread(given.file, given.source, (refusal,)), now=now)
                taken[place] = replace(answered("refused", given, stands, refusal), news=news)
            elif stands and stands.digest == given.digest:
                taken[place] = answered("unchanged", given, stands)
            elif place == speakers[given.idea.id]:
                fresh[place] = beginning(given, stands, now)
        taken |= store(session, committee_key, fresh, known, now=now)
    said = [taken.get(place) for place in range(len(batch))]
    return [one or echo(taken[speakers[given.idea.id]]) for one, given in zip(said, batch, strict=True)]


def unchanged(engine: Engine, committee_key: str, batch: Sequence[tuple[str, str]]) -> dict[str, Taken]:
    """Tell which ideas, given by id and digest, stand in the queue just so: for them there is nothing to examine.

    An id that comes with two digests is none of them: `take_in` must judge between the two.
    """
    with reading(engine) as session:
        known = current(session, committee_key, [idea for idea, _ in batch])
    changed = {idea for idea, digest in batch if idea not in known or known[idea].digest != digest}
    return {
        idea: Taken("unchanged", idea, stands.revision, stands.number, news=False)
        for idea, stands in known.items()
        if idea not in changed
    }


def current(session: Session, committee: str, ideas: Sequence[str]) -> dict[str, Current]:
    """Find the current revisions of the posts that are known already."""
    found: dict[str, Current] = {}
    for start in range(0, len(ideas), CHUNK):
        query = (
            columns_of(
                col(Post.idea),
                col(Post.id),
                col(Revision.id),
                col(Revision.number),
                col(Revision.digest),
                col(Revision.file),
                col(Revision.author),
            )
            .join(Revision, (col(Revision.post) == col(Post.id)) & (col(Revision.number) == col(Post.number)))
            .where(col(Post.committee) == committee, col(Post.idea).in_(ideas[start : start + CHUNK]))
        )
        for idea, post, revision, number, digest, file, author in session.connection().execute(query):
            found[idea] = Current(post, revision, number, digest, file, author)
    return found


def speaking(batch: Sequence[Submission], known: Mapping[str, Current]) -> dict[str, int]:
    """Choose, where several files bear one id, the one that stands in the queue already, else the first."""
    speakers: dict[str, int] = {}
    for place, given in enumerate(batch):
        stands = known.get(given.idea.id)
        if given.idea.id not in speakers or (stands and stands.file == given.file):
            speakers[given.idea.id] = place
    return speakers


def rivalry(given: Submission, speaker: Submission) -> str:
    """Say why a second file with the same id but another content is refused; empty if it is not."""
    if given is speaker or given.digest == speaker.digest:
        return ""
    return f"{speaker.file} has the id “{given.idea.id}” as well. Give one of the two files another id."


def on_its_way(session: Session, given: Submission, stands: Current | None) -> str:
    """Say why a changed idea comes too late; empty if it does not."""
    if stands is None or stands.digest == given.digest:
        return ""
    query = select(Delivery).join(Revision).where(col(Revision.post) == stands.post)
    out = sorted(row.network for row in session.exec(query) if row.done or State(row.state) in OUT)
    if not out:
        return ""
    return (
        f"“{given.idea.id}” is out already, or on its way ({', '.join(out)}), and can't be changed any more. "
        "Hand in a correction as a file with an id of its own."
    )


def answered(
    outcome: Literal["unchanged", "refused"], given: Submission, stands: Current | None, message: str = ""
) -> Taken:
    """Say what became of a submission that changes nothing."""
    revision, number = (stands.revision, stands.number) if stands else (None, 0)
    return Taken(outcome, given.idea.id, revision, number, message=message, news=False)


def echo(first: Taken) -> Taken:
    """Say that a second copy of the same idea in one batch adds nothing to the first."""
    return replace(first, outcome="unchanged", message="", news=False)


def beginning(given: Submission, stands: Current | None, now: dt.datetime) -> Fresh:
    """Make a submission into the revision that it will be."""
    state = first_state(given, now)
    states = {rendering.network: state for rendering in given.renderings}
    if stands is None:
        return Fresh(given, states=states)
    return Fresh(given, stands.number + 1, stands.post, states)


def store(
    session: Session, committee: str, fresh: Mapping[int, Fresh], known: Mapping[str, Current], *, now: dt.datetime
) -> dict[int, Taken]:
    """Put new revisions into the tables, in place of the old ones, and record each."""
    for item in fresh.values():
        if item.post is not None:
            supersede(session, item, now)
    revisions = shelve(session.connection(), committee, tuple(fresh.values()), now=now)
    entries: list[Entry] = []
    taken: dict[int, Taken] = {}
    for (place, item), revision in zip(fresh.items(), revisions, strict=True):
        idea, old = item.submission.idea, known.get(item.submission.idea.id)
        message = (
            f"Handed in by {idea.author}, the last one by {old.author}." if old and old.author != idea.author else ""
        )
        taken[place] = Taken("revised" if old else "new", idea.id, revision, item.number, item.states, message)
        entries.append(Entry(idea.author, f"idea.{taken[place].outcome}", committee, idea.id, taken_details(item)))
    append(session, entries, now=now)
    return taken


def supersede(session: Session, item: Fresh, now: dt.datetime) -> None:
    """Let a new revision take the place of all older ones; what was approved is void."""
    session.exec(update(Post).where(col(Post.id) == item.post).values(number=item.number))
    query = select(Delivery).join(Revision).where(col(Revision.post) == item.post).order_by(col(Delivery.id))
    for row in session.exec(query).all():
        if may(State(row.state), State.SUPERSEDED):
            why = f"revision {item.number} was handed in"
            who = item.submission.idea.author
            move(session, Move(row.id, State(row.state), State.SUPERSEDED, who, why), now=now)


def picture(engine: Engine, digest: str) -> bytes:
    """Give the bytes of a picture; raises KeyError where there are none."""
    with reading(engine) as session:
        blob = session.get(Blob, digest)
    if blob is None:
        raise KeyError(digest)
    return blob.body
