"""Who may approve, proven by a time-based one-time code (RFC 6238)."""

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import Literal

from cryptography.fernet import Fernet, InvalidToken
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.registers import Approver, DeskLock, UsedCode

STEP = 30
"""Seconds that one code lasts."""
WRONG_IN_A_ROW = 5
"""After so many wrong codes the desk is locked."""


@dataclass(frozen=True, slots=True)
class ApproverView:
    """Somebody whose codes are accepted."""

    committee: str
    person: str
    name: str
    enrolled: dt.datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """What a one-time code proved; `person` is empty unless the outcome is `right`."""

    outcome: Literal["right", "wrong-code", "used-code", "locked", "nobody-enrolled"]
    person: str = ""
    name: str = ""


def enroll(engine: Engine, committee: str, person: str, name: str, *, key: bytes, now: dt.datetime) -> str:
    """Give a person a new secret (base32) in place of the old one, and lift the desk's lock.

    The secret is kept encrypted; this is the only time that it is given out.
    """
    secret = random_base32()
    with writing(engine) as session:
        close(session, committee, person, now)
        hidden = Fernet(key).encrypt(secret.encode())
        session.add(Approver(committee=committee, person=person, name=name, secret=hidden, enrolled=now))
        session.exec(delete(DeskLock).where(col(DeskLock.committee) == committee))
        append(session, [Entry("administrator", "approver.enrolled", committee, person, {"name": name})], now=now)
    return secret


def revoke(engine: Engine, committee: str, person: str, *, who: str, now: dt.datetime) -> bool:
    """Accept a person's codes no longer; False if they were not accepted anyway."""
    with writing(engine) as session:
        if not close(session, committee, person, now):
            return False
        append(session, [Entry(who, "approver.revoked", committee, person)], now=now)
        return True


def close(session: Session, committee: str, person: str, now: dt.datetime) -> bool:
    """Mark a person's secret as revoked; False if there was none."""
    mine = (col(Approver.committee) == committee, col(Approver.person) == person, col(Approver.revoked).is_(None))
    return session.exec(update(Approver).where(*mine).values(revoked=now)).rowcount > 0


def approvers(engine: Engine, committee: str | None = None) -> list[ApproverView]:
    """List those whose codes are accepted, of one committee or of all."""
    query = select(Approver).where(col(Approver.revoked).is_(None)).order_by(col(Approver.committee), col(Approver.id))
    if committee is not None:
        query = query.where(col(Approver.committee) == committee)
    with reading(engine) as session:
        return [ApproverView(row.committee, row.person, row.name, row.enrolled) for row in session.exec(query)]


def judge(session: Session, committee: str, code: str, *, at: dt.datetime, key: bytes) -> Judged:
    """Judge a code at the moment `at` and use it up, in the caller's transaction; wrong ones are counted."""
    query = select(Approver).where(col(Approver.committee) == committee, col(Approver.revoked).is_(None))
    enrolled = session.exec(query.order_by(col(Approver.id))).all()
    if not enrolled:
        return Judged("nobody-enrolled")
    lock = session.get(DeskLock, committee) or DeskLock(committee=committee)
    if lock.locked_at is not None:
        return Judged("locked")
    session.add(lock)
    for approver in enrolled:
        secret = opened(approver, key)
        step = matching(secret, code, at) if secret else None
        if step is not None:
            return use(session, approver, step, lock)
    return count_wrong(session, lock, at)


def opened(approver: Approver, key: bytes) -> str | None:
    """Give a person's secret; None if it was kept with a key that is lost, so that no code can be right."""
    try:
        return Fernet(key).decrypt(approver.secret).decode()
    except InvalidToken:
        return None


def matching(secret: str, code: str, at: dt.datetime) -> int | None:
    """Give the half minute that a code belongs to: the one at `at`, or the one before or after; None if it is wrong."""
    now = int(at.timestamp()) // STEP
    totp = TOTP(secret, interval=STEP)
    digits = "".join(code.split()).encode()
    found = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.generate_otp(step).encode(), digits)]
    return found[0] if found else None


def use(session: Session, approver: Approver, step: int, lock: DeskLock) -> Judged:
    """Use up a right code; it works once."""
    used = select(UsedCode.id).where(col(UsedCode.approver) == approver.id, col(UsedCode.step) == step)
    if session.exec(used).first() is not None:
        return Judged("used-code")
    session.add(UsedCode(approver=approver.id, step=step))
    lock.failures = 0
    return Judged("right", approver.person, approver.name)


def count_wrong(session: Session, lock: DeskLock, at: dt.datetime) -> Judged:
    """Count a wrong code; lock the desk when there are too many in a row."""
    lock.failures += 1
    entries = [Entry("unknown", "code.wrong", lock.committee, "", {"in_a_row": lock.failures})]
    if lock.failures >= WRONG_IN_A_ROW:
        lock.locked_at = at
        entries.append(Entry("unknown", "desk.locked", lock.committee, "", {"in_a_row": lock.failures}))
    append(session, entries, now=at)
    return Judged("locked" if lock.locked_at else "wrong-code")
