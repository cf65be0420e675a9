"""Writing the log: entries are gathered during a transaction and linked when it ends."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, select

from communique.queue.columns import plain
from communique.queue.registers import ChainHead, Event

HEAD = select(ChainHead.seq, ChainHead.hash).with_for_update()
LINK = insert(Event)
END = update(ChainHead)
ONE_FORM = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
PENDING = "log"
"""Under this name a session gathers its entries."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to record: who did what, about which idea, with which details (JSON values)."""

    who: str
    what: str
    committee: str = ""
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])


def canonical(value: object) -> str:
    """Write a value as JSON in the one form that is hashed: pure ASCII, which no database and no tool changes."""
    return ONE_FORM.encode(value)


def link(row: Mapping[str, Any]) -> str:
    """Give the hash of an entry: SHA-256 over the hash before it and everything it says."""
    said = {name: row[name] for name in ("seq", "committee", "who", "what", "subject", "details", "previous")}
    said["at"] = row["at"].astimezone(dt.UTC).isoformat()
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def append(session: Session, entries: Sequence[Entry], *, now: dt.datetime) -> None:
    """Add entries to the log; they are written when the caller's transaction ends, or not at all."""
    session.info.setdefault(PENDING, []).extend((now, entry) for entry in entries)


def write_log(session: Session) -> None:
    """Write what was gathered, each entry linked to the one before; the last thing in a transaction."""
    pending: list[tuple[dt.datetime, Entry]] = session.info.pop(PENDING, [])
    if not pending:
        return
    connection = session.connection()
    seq, previous = connection.execute(HEAD).one()
    rows: list[dict[str, Any]] = []
    for now, entry in pending:
        seq += 1
        row: dict[str, Any] = {
            "seq": seq, "at": now, "committee": entry.committee, "who": plain(entry.who), "what": entry.what,
            "subject": plain(entry.subject), "details": canonical(entry.data), "previous": previous,
        }  # fmt: skip
        previous = row["hash"] = link(row)
        rows.append(row)
    connection.execute(LINK, rows)
    connection.execute(END, {"seq": seq, "hash": previous})
