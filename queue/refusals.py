"""What could not be taken in is kept all the same."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from communique.queue.database import writing
from communique.queue.ledger import Entry, append
from communique.queue.tables import Refusal


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that can't be taken in, and everything that is wrong with it."""

    file: str
    source: bytes
    mistakes: tuple[str, ...]


def refuse_file(engine: Engine, committee: str, unread: Unread, *, now: dt.datetime) -> bool:
    """Keep a file that could not be read; False if this very file was kept before."""
    with writing(engine) as session:
        return keep(session, committee, unread, now=now)


def keep(session: Session, committee: str, unread: Unread, *, now: dt.datetime) -> bool:
    """Keep a file once per content and reason, in the caller's transaction, and record it."""
    why = json.dumps(unread.mistakes)
    digest = hashlib.sha256(unread.source + why.encode()).hexdigest()
    known = select(Refusal.id).where(
        col(Refusal.committee) == committee, col(Refusal.file) == unread.file, col(Refusal.digest) == digest
    )
    if session.exec(known).first() is not None:
        return False
    session.add(
        Refusal(committee=committee, file=unread.file, digest=digest, source=unread.source, why=why, at=now)
    )  # fmt: skip
    data = {"source": hashlib.sha256(unread.source).hexdigest(), "mistakes": unread.mistakes}
    append(session, [Entry("author", "file.refused", committee, unread.file, data)], now=now)
    return True
