"""A page on a practice server of LinkedIn."""

import datetime as dt

from communique.connectors.practice.server import Reply
from places import Place

SINCE = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.UTC)
"""When the first try began."""
URN = "urn:li:share:7400000000000000001"
"""The name of the first post."""


def answers(page: Place, method: str, path: str, reply: Reply) -> None:
    """Let the server answer some requests in other words."""
    real = page.server.service.answer
    page.server.service.answer = lambda asked: reply if (asked.method, asked.path) == (method, path) else real(asked)
