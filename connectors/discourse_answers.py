"""What a Discourse forum answers, and what that comes to (docs.discourse.org)."""

import datetime as dt
import re
from http import HTTPStatus
from math import isfinite
from typing import TypeVar, cast
from urllib.parse import urlsplit

import requests
from pydantic import AwareDatetime, ConfigDict, Field, ValidationError

from communique.committee.strict import Strict
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized
from communique.connectors.verdicts import CREDENTIALS, PAUSE, bounded, pause_end
from communique.connectors.wire import json_in

RENEW = "ask the forum's administrator for a new key and run `communique accounts connect discourse`"
_TOPIC = re.compile(r"/t/(?:[^/]*/)?(\d+)(?:\.json)?")


class Told(Strict):
    """What the forum answers, as far as we read it."""

    model_config = ConfigDict(extra="ignore", strict=False)


class Created(Told):
    """A post that was made."""

    id: int
    topic_id: int


class Uploaded(Told):
    """A picture that was handed over."""

    short_url: str = Field(pattern=r"^upload://\S+$")
    width: int
    height: int


class Post(Told):
    """A post in a topic."""

    id: int
    username: str
    created_at: AwareDatetime
    raw: str = ""


class Stream(Told):
    """The posts of a topic: all numbers, and some posts."""

    stream: tuple[int, ...] = ()
    posts: tuple[Post, ...] = ()


class Topic(Told):
    """A topic with some of its posts."""

    post_stream: Stream


class Member(Told):
    """An account of the forum."""

    id: int
    username: str
    name: str | None = None
    bio_raw: str | None = None
    avatar_template: str = ""


Kind = TypeVar("Kind", bound=Told)


class Elsewhere(ConnectorError):
    """The forum says that a topic with that key is there; it says so by the way to it."""

    def __init__(self, topic: int) -> None:
        """Keep the topic's number."""
        super().__init__(f"it is topic {topic}")
        self.topic = topic


class Unreadable(InDoubt):
    """The forum said yes in words that can't be read."""


class Missing(Refused):
    """The forum says in its own words that there is no such thing."""


def read(kind: type[Kind], told: object) -> Kind:
    """Read an answer; raises `InDoubt` if it is not what it should be."""
    try:
        return kind.model_validate(told)
    except ValidationError as strange:
        raise Unreadable("the forum said yes in words that can't be read") from strange


def judged(response: requests.Response, said: str, now: dt.datetime) -> ConnectorError | None:
    """Read what the forum says in its own way; None if the status says it all."""
    status = response.status_code
    if status in CREDENTIALS:
        return Unauthorized(f"the forum does not let us do that: {said}; {RENEW}")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(f"the forum asks us to wait: {said}", _wait(response, now))
    if status == HTTPStatus.MOVED_PERMANENTLY and "/t/external_id/" in str(response.url):
        found = _TOPIC.fullmatch(urlsplit(response.headers.get("Location", "")).path)
        return Elsewhere(int(found[1])) if found else None
    told = _mapping(response)
    if status == HTTPStatus.NOT_FOUND and told.get("error_type") == "not_found":
        return Missing(f"the forum says that it is not there: {said}")
    if status == HTTPStatus.OK and told.get("action") == "enqueued":
        return Refused(
            "the forum holds the post back until a moderator approves it, and may show it then; "
            "ask the forum to trust the account, and look there before the idea is handed in again"
        )
    return None


def _wait(response: requests.Response, now: dt.datetime) -> dt.datetime:
    """Read how long to wait: in the answer, or else in its header."""
    extras = _mapping(response).get("extras")
    seconds = cast("dict[str, object]", extras).get("wait_seconds") if isinstance(extras, dict) else None
    if isinstance(seconds, int | float) and isfinite(seconds):
        return bounded(now + dt.timedelta(seconds=min(max(seconds, 0), 10**7)), now)
    return pause_end(response.headers.get("Retry-After"), now) if response.headers.get("Retry-After") else now + PAUSE


def _mapping(response: requests.Response) -> dict[str, object]:
    """Give an answer's mapping; empty if it is none."""
    try:
        told = json_in(response)
    except ValueError:
        return {}
    return cast("dict[str, object]", told) if isinstance(told, dict) else {}
