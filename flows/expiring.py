"""Telling the Secretary in time that a token ends."""

import datetime as dt

from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.flows.keys import cure, keys
from communique.flows.telling import News, tell
from communique.flows.verifying import FEW, Silent, ask, days_left, wanting
from communique.queue import audit

ENDING = frozenset({"linkedin", "facebook"})
"""Networks whose tokens end by themselves; asking the others would change nothing, and X takes money for it."""
AGAIN_AFTER = dt.timedelta(days=1)
LOOKED = "token.looked-at"


def warn(installation: Installation, home: Home, *, now: dt.datetime) -> list[str]:
    """Look once a day at each token that can end, tell the Secretary of those that end soon, and give the lines."""
    engine, committee = installation.engine, home.committee
    lines: list[str] = []
    for network in wanting(home):
        last = audit.last(engine, committee.key, network, LOOKED)
        if network not in ENDING or (last and now - last < AGAIN_AFTER):
            continue
        line = ending(home, network, now)
        if line is not None:
            audit.note(engine, audit.Entry("communique", LOOKED, committee.key, network), now=now)
        lines += [line] if line else []
    if lines:
        news = News(f"{committee.committee}: credentials end", "\n".join(lines))
        tell(engine, committee, committee.approvers(), news, now=now)
    return lines


def ending(home: Home, network: str, now: dt.datetime) -> str | None:
    """Say that an account's token ends soon or has ended; empty if it is well, None if that can't be told now."""
    try:
        days = days_left(ask(home, network, keys(home, network, lambda: now)), now)
    except Silent as error:
        return f"{network}: {error}" if error.refused else None
    if days is None or days >= FEW:
        return ""
    return f"{network}: the token ends in {days} {'day' if days == 1 else 'days'}. Run: {cure(home, network)}"
