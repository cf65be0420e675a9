"""What must be filled in, how old it may be, and what may not lie ahead."""

import datetime as dt
from collections.abc import Iterator

from communique.policy.standing.standing import Standing
from communique.policy.standing.terms import Terms
from communique.policy.subject import Hit


def missing(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find fields that are not there, or empty."""
    for field, value in _fields(standing, terms):
        if value is None or value == "":
            yield Hit(field, "", {"field": field, "whose": standing.whose(field)})


def answered_no(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find fields in which `false` stands."""
    for field, value in _fields(standing, terms):
        if value is False:
            yield Hit(field, "", {"field": field})


def outdated(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find days that are not given, or longer ago than the rule allows."""
    oldest = standing.today - dt.timedelta(days=terms.days)
    for field, value in _fields(standing, terms):
        day = value if isinstance(value, dt.date) else None
        if day is None or day < oldest:
            last = f"on {day}" if day else "never"
            yield Hit(field, "", {"whose": standing.whose(field), "last": last, "days": str(terms.days)})


def ahead(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find days that are still to come."""
    for field, value in _fields(standing, terms):
        if isinstance(value, dt.date) and value > standing.today:
            yield Hit(field, "", {"field": field, "whose": standing.whose(field), "date": str(value)})


def too_many_creators(standing: Standing, terms: Terms) -> Iterator[Hit]:
    """Find more content creators than the rule advises."""
    creators = standing.committee.creators
    if len(creators) > terms.most:
        yield Hit("creators", "", {"count": str(len(creators)), "most": str(terms.most)})


def _fields(standing: Standing, terms: Terms) -> Iterator[tuple[str, object]]:
    for path in terms.fields:
        yield from standing.values(path)
