"""The tables of who decides and what is switched off, and the log of everything that happened."""

import datetime as dt

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from communique.queue.columns import Key, Moment, Words


class Approver(SQLModel, table=True):
    """Somebody whose one-time codes are accepted."""

    __table_args__ = (Index("approver_by_committee", "committee"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    committee: str
    person: str
    name: str
    secret: bytes = Field(sa_type=LargeBinary)
    """The shared secret, encrypted with the installation's key (Fernet)."""
    enrolled: dt.datetime = Field(sa_type=Moment)
    revoked: dt.datetime | None = Field(default=None, sa_type=Moment)


class UsedCode(SQLModel, table=True):
    """A one-time code that has worked; it works no second time."""

    __table_args__ = (UniqueConstraint("approver", "step", name="code_once"),)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    approver: int = Field(foreign_key="approver.id", sa_type=Key)
    step: int
    """Which half minute since 1970 the code belongs to (RFC 6238)."""


class DeskLock(SQLModel, table=True):
    """How many wrong codes a committee's desk has seen that no right one has forgiven."""

    committee: str = Field(primary_key=True)
    failures: int = 0
    locked_at: dt.datetime | None = Field(default=None, sa_type=Moment)
    """Since when two codes in a row are asked for."""


class Account(SQLModel, table=True):
    """An account that waits for new credentials."""

    committee: str = Field(primary_key=True)
    network: str = Field(primary_key=True)
    parked_at: dt.datetime = Field(sa_type=Moment)
    why: str = Field(sa_type=Words)


class Switch(SQLModel, table=True):
    """A committee for which nothing goes out until somebody says `start`."""

    committee: str = Field(primary_key=True)
    stopped_at: dt.datetime = Field(sa_type=Moment)
    who: str
    why: str = Field(sa_type=Words)


class SlotRecord(SQLModel, table=True):
    """What became of one publishing slot."""

    committee: str = Field(primary_key=True)
    slot: dt.datetime = Field(primary_key=True, sa_type=Moment)
    state: str
    """`done` or `missed`."""
    at: dt.datetime = Field(sa_type=Moment)


class Event(SQLModel, table=True):
    """One step that happened; linked to the one before by its hash, never changed."""

    __table_args__ = (Index("event_by_subject", "committee", "subject"),)

    seq: int = Field(primary_key=True, sa_type=Key, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime = Field(sa_type=Moment)
    committee: str
    who: str
    what: str
    subject: str
    """The idea's id, or whatever else it is about."""
    details: str = Field(sa_type=Text)
    """Canonical JSON."""
    previous: str
    hash: str


class ChainHead(SQLModel, table=True):
    """The one row that says how long the log is and how it ends; whoever writes holds it."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str
