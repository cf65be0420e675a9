"""A network that answers whatever it is told to, without a socket: a practice service gets what libraries send."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import httpx
import requests
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from communique.connectors.practice.server import Reply, Request, Service
from fuzz.twists import CHANGES, CUTS, VALUES, Changes, Cuts, changed, damaged
from fuzz.twists import ODD as ODDEST

PATIENCE = 400
"""More requests than this for one call would be a loop without an end."""
STATUSES = (*range(200, 207), 200, 200, 200, 301, 303, *range(400, 411), 418, 422, 429, 451, 500, 503, 599, 999)
TYPES = (
    "application/json",
    "text/html",
    "application/xml",
    "text/plain; charset=utf-16",
    "application/json; charset=nonsense",
    "",
)
NAMES = (
    "Retry-After",
    "x-rate-limit-reset",
    "X-RateLimit-Reset",
    "Link",
    "Location",
    "ratelimit-reset",
    "x-restli-id",
    "x-access-level",
)
ODD = (
    "-1",
    "99999999999999999999",
    "Tue, 99 Foo 2026",
    "<http://127.0.0.1/?max_id=1>; rel=next",
    "NaN",
    "",
    "é",
    "1e9",
    "2026-12-01",
)
TROUBLES = ("refused", "timeout", "cut")


class Long(bytes):
    """Bytes that are not shown one by one where an input is told."""

    def __repr__(self) -> str:
        """Show the beginning."""
        return f"Long({bytes(self[:9])!r} and so on)"


DEEP = (Long(b"[" * 100_000), Long(b'{"data":' * 50_000), Long(b"1" * 5000), Long(b"[" * 900 + b"]" * 900))
"""Answers that lead a reader too deep, or to a number that is too long."""


@dataclass(frozen=True)
class Odd:
    """One answer that is not the network's own; `body` None damages the network's own answer instead."""

    status: int | None
    body: bytes | None
    changes: Changes
    cuts: Cuts
    headers: tuple[tuple[str, str], ...]
    trouble: str = ""


KEYS = [
    "id",
    "code",
    "error",
    "errors",
    "error_code",
    "error_subcode",
    "error_type",
    "message",
    "data",
    "status",
    "stat",
    "extras",
    "wait_seconds",
    "title",
    "detail",
    "action",
    "is_transient",
    "scopes",
    "media",
    "uri",
    "cid",
    "did",
    "handle",
    "topic_id",
    "post",
    "uploadUrl",
    "value",
    "elements",
    "entity",
    "link",
    "slug",
]
WORDS = st.recursive(
    st.sampled_from(ODDEST) | st.integers(0, 700) | st.sampled_from(KEYS),
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=10,
)
"""Answers in the words that networks use, without their order."""
BODIES = st.one_of(
    WORDS.map(lambda value: json.dumps(value).encode()),
    st.just(b""),
    st.binary(max_size=60),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.sampled_from(DEEP),
    st.sampled_from(
        [
            b"<html><h1>Just a moment</h1>",
            b"<?xml version='1.0'?><rsp stat='ok'/>",
            b"null",
            b"{}",
            b"[]",
            b'"',
            b"\xff\xfe",
        ]
    ),
)
HEADERS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ODD))
    | st.tuples(st.just("Content-Type"), st.sampled_from(TYPES)),
    max_size=3,
).map(tuple)
NOTHING: st.SearchStrategy[Any] = st.just([])
STATUS = st.sampled_from(STATUSES)
ANSWERS = st.one_of(
    st.none(),
    st.builds(Odd, st.none(), st.none(), CHANGES, NOTHING, HEADERS),
    st.builds(Odd, st.none(), st.none(), CHANGES, NOTHING, st.just(())),
    st.builds(Odd, st.none() | STATUS, st.none(), NOTHING, CUTS, HEADERS),
    st.builds(Odd, STATUS, BODIES, NOTHING, NOTHING, HEADERS),
    st.builds(Odd, st.none(), st.none(), NOTHING, NOTHING, st.just(()), st.sampled_from(TROUBLES)),
)
"""An answer of the network's own, one of these damaged, one of nobody's, or none at all."""
PLANS = st.lists(ANSWERS, min_size=1, max_size=7)


@dataclass
class Network:
    """A practice service behind a plan of odd answers; what comes after the plan is answered as the network does."""

    service: Service
    root: str
    plan: list[Odd | None] = field(default_factory=list[Odd | None])
    asked: int = 0

    def reply(self, method: str, url: str, headers: Mapping[str, Any], body: bytes) -> Reply:
        """Answer one request. Raises ConnectionError, TimeoutError or EOFError where nothing whole comes back."""
        self.asked += 1
        assert self.asked <= PATIENCE, "it asks without an end"
        target = urlsplit(url)
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        named = {name.lower(): text(value) for name, value in headers.items()}
        own = self.service.answer(Request(method, target.path, query, named, body, url))
        odd = self.plan.pop(0) if self.plan else None
        return own if odd is None else spoilt(own, odd)


def text(value: str | bytes) -> str:
    """Give a header's value as a server sees it."""
    return value.decode() if isinstance(value, bytes) else value


def spoilt(own: Reply, odd: Odd) -> Reply:
    """Give the answer that comes in the place of the network's own."""
    if odd.trouble:
        raise {"refused": ConnectionError, "timeout": TimeoutError, "cut": EOFError}[odd.trouble](odd.trouble)
    body = own.body if odd.body is None else odd.body
    if odd.changes:
        try:
            body = json.dumps(changed(json.loads(body), odd.changes)).encode()
        except ValueError:
            body = damaged(body, [("twice", len(odd.changes), b"abc")])
    return Reply(odd.status or own.status, damaged(body, odd.cuts), {**own.headers, **dict(odd.headers)})


def by_requests(network: Network, request: requests.PreparedRequest) -> requests.Response:
    """Answer what `requests` sends, with its own errors where nothing comes."""
    sent = request.body or b""
    body = sent.encode() if isinstance(sent, str) else sent if isinstance(sent, bytes) else b"".join(sent)
    try:
        reply = network.reply(str(request.method), str(request.url), dict(request.headers), body)
    except ConnectionError as trouble:
        raise requests.ConnectionError(trouble, request=request) from trouble
    except TimeoutError as trouble:
        raise requests.ReadTimeout(trouble, request=request) from trouble
    except EOFError as trouble:
        raise requests.exceptions.ChunkedEncodingError(trouble, request=request) from trouble
    headers = HTTPHeaderDict({name: value.encode().decode("latin-1") for name, value in reply.headers.items()})
    raw = HTTPResponse(io.BytesIO(reply.body), headers, reply.status, preload_content=False)
    return HTTPAdapter().build_response(request, raw)


def by_httpx(network: Network, request: httpx.Request) -> httpx.Response:
    """Answer what `httpx` sends, with its own errors where nothing comes."""
    try:
        reply = network.reply(request.method, str(request.url), dict(request.headers), request.read())
    except ConnectionError as trouble:
        raise httpx.ConnectError(str(trouble), request=request) from trouble
    except TimeoutError as trouble:
        raise httpx.ReadTimeout(str(trouble), request=request) from trouble
    except EOFError as trouble:
        raise httpx.RemoteProtocolError(str(trouble), request=request) from trouble
    headers = [(name, value.encode()) for name, value in reply.headers.items()]
    return httpx.Response(reply.status, headers=headers, content=reply.body, request=request)


@contextmanager
def answering(network: Network) -> Iterator[None]:
    """Let the network answer everything that this process sends; nobody waits, and nothing leaves this machine."""

    def send(_adapter: HTTPAdapter, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        return by_requests(network, request)

    def handle(_transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return by_httpx(network, request)

    with (
        patch.object(HTTPAdapter, "send", send),
        patch.object(httpx.HTTPTransport, "handle_request", handle),
        patch("time.sleep", lambda _seconds: None),
    ):
        yield
