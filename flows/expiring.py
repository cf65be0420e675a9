"""Telling the Secretary in time that a token ends."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine

from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.flows.keys import cure, keys
from communique.flows.telling import News, tell
from communique.flows.verifying import FEW, Silent, ask, wanting
from communique.queue import audit

ENDING = frozenset({"linkedin", "facebook"})
"""Networks whose tokens end by themselves; asking the others would change nothing, and X takes money for it."""
AGAIN_AFTER = dt.timedelta(days=1)
LOOKED = "token.looked-at"


@dataclass(frozen=True, slots=True)
class Token:
    """What was found of a token."""

    ends: dt.datetime | None
    """None if it does not end, or nobody knows when."""
    words: str = ""
    """What somebody must do; empty if it is well."""
    refused: bool = False


def warn(installation: Installation, home: Home, *, now: dt.datetime) -> list[str]:
    """Look once a day at each token that can end, tell the Secretary of those that end soon, and give the lines."""
    engine, committee = installation.engine, home.committee
    lines: list[str] = []
    for network in wanting(home):
        last = audit.last(engine, committee.key, network, LOOKED)
        if network not in ENDING or (last and now - last < AGAIN_AFTER):
            continue
        found = look(home, network, now)
        if found is not None:
            ends = found.ends.isoformat() if found.ends else None
            entry = audit.Entry("communique", LOOKED, committee.key, network, {"ends": ends, "refused": found.refused})
            audit.note(engine, entry, now=now)
            lines += [f"{network}: {found.words}"] if found.words else []
    if lines:
        news = News(f"{committee.committee}: credentials end", "\n".join(lines))
        tell(engine, committee, committee.approvers(), news, now=now)
    return lines


def look(home: Home, network: str, now: dt.datetime) -> Token | None:
    """Ask a network until when an account's token is good; None if that can't be told now."""
    try:
        identity = ask(home, network, keys(home, network, lambda: now))
    except Silent as error:
        return Token(None, str(error), refused=True) if error.refused else None
    return Token(identity.expires, ending(home, network, identity.expires, now))


def ending(home: Home, network: str, ends: dt.datetime | None, now: dt.datetime) -> str:
    """Say that a token ends soon or has ended, and what to do; empty if it is well."""
    if ends is None or (days := (ends - now).days) >= FEW:
        return ""
    return f"the token ends in {days} {'day' if days == 1 else 'days'}. Run: {cure(home, network)}"


def last_look(engine: Engine, home: Home, network: str) -> tuple[dt.datetime | None, bool] | None:
    """Give when an account's token ends, and whether it was refused, as found last; None if nobody has looked."""
    told = audit.latest(engine, home.committee.key, network, LOOKED)
    if told is None or "ends" not in told:
        return None
    return dt.datetime.fromisoformat(told["ends"]) if told["ends"] else None, bool(told["refused"])
