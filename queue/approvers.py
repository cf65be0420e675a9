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
WRONG = 5
"""After so many wrong codes one code is not enough any more: two in a row are asked for, until somebody gives them.

A right code forgives one wrong one. So a guesser has five guesses, and one more for each right code of others; each
hits with 3 in a million for each person enrolled. With 500 decisions a year that is 1.5 in a thousand, and every guess
is in the log. Two codes in a row are one of 10¹²: a guess each second for a year finds one in 1 of 10,000 cases. So
guessing is hopeless (RFC 4226, 7.3), and who guesses on purpose keeps nobody from deciding.
"""


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

    outcome: Literal["right", "wrong-code", "used-code", "guarded", "still-guarded", "nobody-enrolled"]
    person: str = ""
    name: str = ""


def enroll(engine: Engine, committee: str, person: str, name: str, *, key: bytes, now: dt.datetime) -> str:
    """Give a person a new secret (base32) in place of the old one, and let one code be enough again.

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
    """Judge a code at the moment `at` and use it up, in the caller's transaction; wrong ones are counted.

    After too many wrong ones only two codes in a row, one typed behind the other, are right.
    """
    query = select(Approver).where(col(Approver.committee) == committee, col(Approver.revoked).is_(None))
    enrolled = session.exec(query.order_by(col(Approver.id))).all()
    if not enrolled:
        return Judged("nobody-enrolled")
    lock = session.get(DeskLock, committee) or DeskLock(committee=committee)
    session.add(lock)
    for approver in enrolled:
        secret = opened(approver, key)
        steps = matching(secret, code, at, fewest=2 if lock.locked_at else 1) if secret else ()
        if steps:
            return use(session, approver, steps, lock)
    return count_wrong(session, lock, at)


def opened(approver: Approver, key: bytes) -> str | None:
    """Give a person's secret; None if it was kept with a key that is lost, so that no code can be right."""
    try:
        return Fernet(key).decrypt(approver.secret).decode()
    except InvalidToken:
        return None


def matching(secret: str, code: str, at: dt.datetime, *, fewest: int) -> tuple[int, ...]:
    """Give the half minutes that a code, or two codes in a row, belong to; none if they are wrong, or too few.

    The last one must be that at `at`, or the one before or after.
    """
    now = int(at.timestamp()) // STEP
    totp = TOTP(secret, interval=STEP)
    digits = "".join(code.split()).encode()
    meant = [steps for last in (now - 1, now, now + 1) for steps in ((last,), (last - 1, last)) if len(steps) >= fewest]
    right = ["".join(map(totp.generate_otp, steps)).encode() for steps in meant]
    found = [steps for steps, said in zip(meant, right, strict=True) if hmac.compare_digest(said, digits)]
    return found[0] if found else ()


def use(session: Session, approver: Approver, steps: tuple[int, ...], lock: DeskLock) -> Judged:
    """Use up right codes, each of which works once; one code is enough again."""
    used = select(UsedCode.id).where(col(UsedCode.approver) == approver.id, col(UsedCode.step).in_(steps))
    if session.exec(used).first() is not None:
        return Judged("used-code")
    session.add_all(UsedCode(approver=approver.id, step=step) for step in steps)
    lock.failures = 0 if lock.locked_at else max(0, lock.failures - 1)
    lock.locked_at = None
    return Judged("right", approver.person, approver.name)


def count_wrong(session: Session, lock: DeskLock, at: dt.datetime) -> Judged:
    """Count a wrong code; ask for two in a row when there are too many."""
    lock.failures += 1
    entries = [Entry("unknown", "code.wrong", lock.committee, "", {"wrong": lock.failures})]
    judged = Judged("still-guarded" if lock.locked_at else "wrong-code")
    if lock.failures >= WRONG and lock.locked_at is None:
        lock.locked_at, judged = at, Judged("guarded")
        entries.append(Entry("unknown", "desk.guarded", lock.committee, "", {"wrong": lock.failures}))
    append(session, entries, now=at)
    return judged
