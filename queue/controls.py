"""What holds things up: the stop switch, and accounts that wait for new credentials."""

import datetime as dt

from sqlalchemy import Engine, bindparam, delete
from sqlmodel import Session, col, exists, select

from communique.queue.database import reading, writing
from communique.queue.ledger import Entry, append
from communique.queue.registers import Account, Switch

# Built once, for they are asked before every call.
OFF = exists().where(col(Switch.committee) == bindparam("committee"))
ASIDE = exists().where(
    col(Account.committee) == bindparam("committee"), col(Account.network) == bindparam("network")
)  # fmt: skip
STOPPED = select(OFF)


def stopped(engine: Engine, committee: str) -> bool:
    """Tell whether nothing may go out for a committee now."""
    with reading(engine) as session:
        return bool(session.connection().execute(STOPPED, {"committee": committee}).scalar_one())


def stop(engine: Engine, committee: str, who: str, why: str, *, now: dt.datetime) -> None:
    """Let nothing more go out for a committee; what is under way ends before its next part."""
    with writing(engine) as session:
        if session.get(Switch, committee) is None:
            session.add(Switch(committee=committee, stopped_at=now, who=who, why=why))
            append(session, [Entry(who, "switch.stopped", committee, "", {"why": why})], now=now)


def start(engine: Engine, committee: str, who: str, *, now: dt.datetime) -> None:
    """Let things go out again."""
    with writing(engine) as session:
        if session.exec(delete(Switch).where(col(Switch.committee) == committee)).rowcount:
            append(session, [Entry(who, "switch.started", committee)], now=now)


def park(engine: Engine, committee: str, network: str, why: str, *, now: dt.datetime) -> None:
    """Let an account rest until somebody gives it new credentials."""
    with writing(engine) as session:
        put_aside(session, committee, network, why, now=now)


def put_aside(session: Session, committee: str, network: str, why: str, *, now: dt.datetime) -> None:
    """Park an account, in the caller's transaction."""
    if session.get(Account, (committee, network)) is None:
        session.add(Account(committee=committee, network=network, parked_at=now, why=why))
        append(session, [Entry("communique", "account.parked", committee, network, {"why": why})], now=now)


def unpark(engine: Engine, committee: str, network: str, who: str, *, now: dt.datetime) -> None:
    """Use an account again."""
    mine = (col(Account.committee) == committee, col(Account.network) == network)
    with writing(engine) as session:
        if session.exec(delete(Account).where(*mine)).rowcount:
            append(session, [Entry(who, "account.unparked", committee, network)], now=now)


def parked(engine: Engine, committee: str) -> dict[str, str]:
    """Name the parked accounts of a committee by their network, and why."""
    with reading(engine) as session:
        rows = session.exec(select(Account).where(col(Account.committee) == committee))
        return {row.network: row.why for row in rows}
