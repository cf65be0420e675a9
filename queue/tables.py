"""The tables of what is said: posts, revisions, deliveries, and what became of them."""

import datetime as dt

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from communique.queue.columns import Key, Moment, Words
from communique.queue.states import SEALED, State


def words(states: frozenset[State]) -> str:
    """Write states as SQL, in a fixed order."""
    return ", ".join(f"'{state}'" for state in sorted(states))


class Post(SQLModel, table=True):
    """An idea taken into the queue; keeps its id over all revisions."""

    __table_args__ = (UniqueConstraint("committee", "idea", name="post_once"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    committee: str
    idea: str
    """The idea's id, unique within the committee."""
    number: int
    """Number of the current revision, from 1."""


class Revision(SQLModel, table=True):
    """The exact content of a post at one moment; content never changes, only its place on the desk does."""

    __table_args__ = (
        UniqueConstraint("post", "number", name="revision_once"),
        Index("revision_by_committee", "committee", "id"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    post: int = Field(foreign_key="post.id", sa_type=Key)
    committee: str
    """The post's, once more: the newest of a committee are found without reading the older ones."""
    number: int
    digest: str
    """SHA-256 of the idea and its pictures."""
    author: str
    file: str = Field(sa_type=Words)
    source: bytes = Field(sa_type=LargeBinary)
    """The file as it was handed in."""
    idea: str = Field(sa_type=Text)
    """The idea as JSON."""
    places: str = Field(sa_type=Text)
    """Field path to place in the file, as JSON."""
    findings: str = Field(sa_type=Text)
    """What the rules said last, as JSON."""
    rules: str
    """Version of the rule pack that said so."""
    after: dt.datetime | None = Field(default=None, sa_type=Moment)
    before: dt.datetime | None = Field(default=None, sa_type=Moment)
    handed_in: dt.datetime = Field(sa_type=Moment)
    turn: int = 1
    """How often it was put on the desk."""
    run_id: str | None = None
    """The run that is its desk now."""
    form_seen: dt.datetime | None = Field(default=None, sa_type=Moment)
    """Since when that run has waited, once it was seen to show its form."""
    back: str | None = Field(default=None, sa_type=Words)
    """Why it is on the desk again."""


class Blob(SQLModel, table=True):
    """The bytes of a picture, kept once."""

    digest: str = Field(primary_key=True)
    body: bytes = Field(sa_type=LargeBinary)


class Delivery(SQLModel, table=True):
    """One revision for one network; only the writer changes its state."""

    __table_args__ = (
        UniqueConstraint("revision", "network", name="delivery_once"),
        CheckConstraint(f"state NOT IN ({words(SEALED)}) OR seal IS NOT NULL", name="delivery_sealed"),
        CheckConstraint(f"state IN ({words(frozenset(State))})", name="delivery_state"),
        CheckConstraint("state != 'published' OR done = parts", name="delivery_whole"),
        Index("delivery_by_state", "state", "committee", "revision"),
        Index("delivery_newest", "state", "revision"),
        Index(
            "delivery_due", "committee", "network", "rank", "ready_at", "id",
            sqlite_where=text("state = 'ready'"), postgresql_where=text("state = 'ready'"),
        ),
        Index("delivery_by_slot", "committee", "network", "slot"),
        Index("delivery_by_likeness", "committee", "likeness"),
        Index("delivery_published", "committee", "network", "published_at"),
    )  # fmt: skip

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    revision: int = Field(foreign_key="revision.id", sa_type=Key)
    committee: str
    network: str
    state: str
    seal: str | None = None
    """What the approval covers; void as soon as it goes back to the desk."""
    rendering: str = Field(sa_type=Text)
    """Exactly what will be sent, as JSON."""
    likeness: str | None = None
    """What texts that say the same have in common; None where it was taken in before this was kept."""
    parts: int
    """How many parts there are to send."""
    done: int = 0
    """How many of them stand on the network."""
    attempts: int = 0
    """How many tries there were; the number of the last one."""
    rank: int
    """0 goes before 1 goes before 2."""
    after: dt.datetime | None = Field(default=None, sa_type=Moment)
    before: dt.datetime | None = Field(default=None, sa_type=Moment)
    until: dt.datetime | None = Field(default=None, sa_type=Moment)
    """The network asked us to wait until then."""
    ready_at: dt.datetime | None = Field(default=None, sa_type=Moment)
    slot: dt.datetime | None = Field(default=None, sa_type=Moment)
    """The slot that it was last claimed for."""
    published_at: dt.datetime | None = Field(default=None, sa_type=Moment)
    """When the last part of it was known to stand; None if it is not out, or not any more."""


class Attempt(SQLModel, table=True):
    """One try to send one part; written before the call, settled after it."""

    __table_args__ = (UniqueConstraint("delivery", "number", name="attempt_once"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery: int = Field(foreign_key="delivery.id", sa_type=Key)
    number: int
    part: int
    """Which part it sends, from 0."""
    started: dt.datetime = Field(sa_type=Moment)
    settled: dt.datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = None
    detail: str = Field(default="", sa_type=Words)
    told: dt.datetime | None = Field(default=None, sa_type=Moment)
    """When the Secretary was asked about a doubt that nothing else could settle."""


class Proof(SQLModel, table=True):
    """The network's receipt for one part that stands."""

    __table_args__ = (UniqueConstraint("delivery", "part", name="proof_once"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery: int = Field(foreign_key="delivery.id", sa_type=Key)
    part: int
    remote_id: str = Field(sa_type=Words)
    url: str = Field(sa_type=Words)
    at: dt.datetime = Field(sa_type=Moment)


class DeskRound(SQLModel, table=True):
    """One time that the form was shown, and what came of it."""

    __table_args__ = (UniqueConstraint("run_id", "number", name="round_once"), Index("round_by_revision", "revision"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    revision: int = Field(foreign_key="revision.id", sa_type=Key)
    run_id: str
    number: int
    seals: str = Field(sa_type=Text)
    findings: str = Field(sa_type=Text)
    shown_at: dt.datetime = Field(sa_type=Moment)
    answered_at: dt.datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = None
    note: str = Field(default="", sa_type=Words)
    approver: str = ""
    states: str = Field(default="{}", sa_type=Text)
    """The states that the answer led to, as JSON."""


class Decision(SQLModel, table=True):
    """What the Secretary said of one revision."""

    __table_args__ = (Index("decision_by_revision", "revision"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    revision: int = Field(foreign_key="revision.id", sa_type=Key)
    desk_round: int = Field(foreign_key="deskround.id", sa_type=Key)
    verdict: str
    approver: str
    """Id of the person whose code it was; empty where the workspace asks for no code."""
    at: dt.datetime = Field(sa_type=Moment)
    comment: str = Field(sa_type=Words)
    not_before: dt.datetime | None = Field(default=None, sa_type=Moment)
    seals: str = Field(sa_type=Text)
    findings: str = Field(sa_type=Text)


class Refusal(SQLModel, table=True):
    """A file that could not be taken in; kept, so that nothing handed in is lost."""

    __table_args__ = (UniqueConstraint("committee", "file", "digest", name="refusal_once"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    committee: str
    file: str = Field(sa_type=Words)
    digest: str
    """SHA-256 of the file's bytes and the reasons: the same file is kept again if another reason is found."""
    source: bytes = Field(sa_type=LargeBinary)
    why: str = Field(sa_type=Text)
    at: dt.datetime = Field(sa_type=Moment)
