"""Telling the Secretary what waits on the desk: at once, and again every day."""

import datetime as dt

from prefect.settings import PREFECT_API_URL

from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.flows.reviews import name_of
from communique.flows.telling import News, tell
from communique.queue import audit, desk
from communique.queue.desk import Review

AGAIN_AFTER = dt.timedelta(days=1)
TOLD = "desk.told"


def remind(installation: Installation, home: Home, *, now: dt.datetime) -> list[str]:
    """Tell those who may approve what waits for them, each post once a day; gives the names of the posts told of."""
    engine, committee = installation.engine, home.committee
    names = [name_of(each) for each in desk.wanted(engine, committee.key) if is_news(installation, each, now)]
    if not names:
        return []
    where = (PREFECT_API_URL.value() or "").removesuffix("/api")
    body = "\n".join([*names, "", f"The desk: {where}/v2/runs?state=Suspended"])
    news = News(f"{committee.committee}: {len(names)} waiting for a decision", body)
    tell(engine, committee, committee.approvers(), news, now=now)
    for name in names:
        audit.note(engine, audit.Entry("communique", TOLD, committee.key, name), now=now)
    return names


def is_news(installation: Installation, review: Review, now: dt.datetime) -> bool:
    """Tell whether nobody was told of this desk within the last day."""
    last = audit.last(installation.engine, review.committee, name_of(review), TOLD)
    return last is None or now - last >= AGAIN_AFTER
