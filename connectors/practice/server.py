"""A practice server on this machine: one network's rules, and everything that can go wrong on the way."""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol, Self, cast
from urllib.parse import parse_qsl, urlsplit


class Mishap(StrEnum):
    """What can go wrong with the next request that publishes something."""

    THROTTLE = "throttle"
    REFUSE_CREDENTIALS = "refuse credentials"
    BREAK_BEFORE = "server error before posting"
    BREAK_AFTER = "server error after posting"
    DROP_BEFORE = "connection dropped before posting"
    LOSE_ANSWER = "answer lost after posting"
    GARBLE_ANSWER = "unreadable answer after posting"
    CUT_ANSWER = "answer cut off after posting"
    HANG = "no answer at all after posting"
    LAG = "answer lost after posting, and not to be read back at first"


BEFORE = frozenset({Mishap.THROTTLE, Mishap.REFUSE_CREDENTIALS, Mishap.BREAK_BEFORE})
"""These are answered without looking at the request."""
LAGGING = 2
"""So many times what lags can't be read back."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    """Percent-encoded, as it came."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    url: str
    """The whole address, as a signature covers it."""

    def json(self) -> Any:  # noqa: ANN401 -- whatever the client sent
        """Read the body as JSON; raises ValueError."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """Read the body as the fields of a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, status: int, told: object, **headers: str) -> Self:
        """Answer in JSON; an underscore in a header's name stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(told).encode(), {"Content-Type": "application/json", **named})


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the network holds it."""

    digest: str
    """SHA-256 of the bytes that came, in hex."""
    alt: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as the public would read it."""

    id: str
    text: str
    link: str | None = None
    pictures: tuple[Shown, ...] = ()
    previous: str | None = None
    """Id of the post that this one follows in a thread."""
    title: str = ""


@dataclass
class Shelf:
    """Everything that was posted on one practice server, in order."""

    posts: dict[str, Seen] = field(default_factory=dict[str, Seen])
    retracted: set[str] = field(default_factory=set[str])
    lagging: dict[str, int] = field(default_factory=dict[str, int])
    """How many more times a post can't be read back."""

    def standing(self) -> tuple[Seen, ...]:
        """Give what was posted and not taken back, oldest first."""
        return tuple(post for post in self.posts.values() if post.id not in self.retracted)

    def readable(self) -> tuple[Seen, ...]:
        """Give what the network tells when it is asked now: what lags is told later."""
        told = tuple(post for post in self.standing() if not self.lagging.get(post.id))
        self.lagging = {post: left - 1 for post, left in self.lagging.items() if left > 1}
        return told


class Service(Protocol):
    """One network's rules; the server calls it for one request at a time."""

    shelf: Shelf

    def answer(self, request: Request) -> Reply:
        """Do what the network would do, and refuse what it refuses."""
        ...

    def publishes(self, request: Request) -> bool:
        """Tell whether this request makes something public; mishaps happen to these alone."""
        ...

    def trouble(self, mishap: Mishap) -> Reply:
        """Give the network's own words for throttling, refused credentials and a server error."""
        ...


class Loopback(ThreadingHTTPServer):
    """A server on this machine alone; serves while it is used as a context."""

    daemon_threads = True

    def __init__(self, answering: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        """Take a port; 0 means any free one. Raises OSError if it is taken."""
        super().__init__(("127.0.0.1", port), answering)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and give the port back."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class PracticeServer(Loopback):
    """One network on a free port of this machine."""

    def __init__(self, service: Service, port: int = 0) -> None:
        """Take a port; 0 means any free one. Raises OSError if it is taken."""
        super().__init__(_Answering, port)
        self.service = service
        self.requests: list[Request] = []
        """Every request that came, in order."""
        self.mishaps: deque[Mishap | None] = deque()
        self.lock = threading.Lock()
        self.ending = threading.Event()

    @property
    def url(self) -> str:
        """Give the address to put into an account's `api_url`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def posts(self) -> tuple[Seen, ...]:
        """Give what was posted and not taken back, oldest first."""
        with self.lock:
            return self.service.shelf.standing()

    def misbehave(self, *mishaps: Mishap | None) -> None:
        """Let these happen, one with each of the next requests that publish something; None lets one pass."""
        self.mishaps.extend(mishaps)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving; whoever waits for an answer gets none."""
        self.ending.set()
        super().__exit__(kind, error, trace)


class _Answering(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"  # keeps the connection open from one request to the next
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer one request, whatever its method."""
        server = cast("PracticeServer", self.server)
        request = self._request(server)
        with server.lock:
            server.requests.append(request)
            mishap = server.mishaps.popleft() if server.mishaps and server.service.publishes(request) else None
            reply = self._reply(server.service, request, mishap)
        if mishap is Mishap.HANG and reply:
            server.ending.wait()
        self._say(reply if mishap is not Mishap.HANG else None, cut=mishap is Mishap.CUT_ANSWER)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 -- the standard library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
        """Say nothing: the caller looks at what was posted."""

    def _request(self, server: PracticeServer) -> Request:
        """Read what the client asks."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = urlsplit(self.path)
        return Request(
            method=self.command,
            path=target.path,
            query=dict(parse_qsl(target.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            url=f"{server.url}{self.path}",
        )

    @staticmethod
    def _reply(service: Service, request: Request, mishap: Mishap | None) -> Reply | None:
        """Give the answer, or what the mishap makes of it; None if there is none."""
        if mishap is Mishap.DROP_BEFORE:
            return None
        if mishap and mishap in BEFORE:
            return service.trouble(mishap)
        known = set(service.shelf.posts)
        reply = service.answer(request)
        if mishap is None or reply.status >= HTTPStatus.BAD_REQUEST:
            return reply
        if mishap is Mishap.LAG:
            service.shelf.lagging |= dict.fromkeys(set(service.shelf.posts) - known, LAGGING)
        if mishap in {Mishap.LOSE_ANSWER, Mishap.LAG}:
            return None
        if mishap is Mishap.BREAK_AFTER:
            return service.trouble(mishap)
        return Reply(reply.status, b"<html>") if mishap is Mishap.GARBLE_ANSWER else reply

    def _say(self, reply: Reply | None, *, cut: bool) -> None:
        """Answer; without an answer the connection ends."""
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) + (1 if cut and not reply.body else 0)))
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)
        self.close_connection = self.close_connection or cut
