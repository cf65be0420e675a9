"""Telling people what needs their attention, over the addresses that the committee file gives."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from communique.committee.committee import Committee, Person
from communique.queue import audit


@dataclass(frozen=True, slots=True)
class News:
    """One message to people with a role."""

    title: str
    body: str
    subject: str = ""
    """What it is about: the id of a post, or empty."""


def tell(engine: Engine, committee: Committee, people: Iterable[Person], news: News, *, now: dt.datetime) -> bool:
    """Send the news by Apprise and record it; True if every address took it. A message that fails stops nothing."""
    addresses = [address for person in people for address in person.notify]
    delivered = notify(addresses, news) if addresses else False
    data = {"to": [person.id for person in people], "title": news.title, "body": news.body, "delivered": delivered}
    entry = audit.Entry(who="communique", what="told", committee=committee.key, subject=news.subject, data=data)
    audit.note(engine, entry, now=now)
    return delivered


def notify(addresses: Iterable[str], news: News) -> bool:
    """Hand the news to Apprise (https://appriseit.com); False if an address is unknown or refused it."""
    import apprise  # noqa: PLC0415 - heavy, and most runs tell nobody anything

    sink = apprise.Apprise()
    known = [bool(sink.add(address)) for address in addresses]  # pyright: ignore[reportUnknownMemberType] - untyped there
    return bool(sink.notify(title=news.title, body=news.body)) and all(known)
