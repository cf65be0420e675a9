"""The one session that every library gets: time limits, another host, nothing hidden.

- It waits 5 seconds for a connection, 30 for each piece of an answer, and `DEADLINE` for all of it.
- It writes no request after the time of its attempt, and what the network's machine has not acknowledged after
  `UNHEARD` is given up, so that nothing arrives late.
- It never tries again by itself and never follows a redirect.
- It reads no more than `LARGEST` bytes of an answer.
- Where a committee names an `api_url` (a gateway, a proxy, a practice server), it goes there instead.
- It uses neither the proxies nor the `.netrc` of the machine.
"""

import http.client
import logging
import socket
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ReadTimeout
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.retry import Retry

from communique.connectors.span import in_time

_PATIENCE = ContextVar("patience", default=(5.0, 30.0))
"""Seconds to connect, and seconds to wait for each piece of an answer."""
DEADLINE = 120.0
"""Seconds until an answer must be there as a whole."""
UNHEARD = 30.0
"""Seconds after which the kernel gives up what it sent in vain; by itself it would go on for a quarter of an hour."""
LARGEST = 4_000_000
"""An answer has at most so many bytes; nothing that a network tells us is longer."""
LOUD = (
    "atproto", "httpcore", "httpx", "linkedin_api", "mastodon", "oauthlib", "pydiscourse", "requests_oauthlib",
    "tweepy", "urllib3",
)  # fmt: skip
"""Libraries that write headers, and so tokens, into their logs when asked for every detail."""
MASK = "•••"


class TooLong(requests.RequestException):
    """An answer longer than anything a network tells us; nobody knows what was done."""


class Transport(requests.Session):
    """A session with one network."""

    def __init__(self, public: str, api_url: str | None = None) -> None:
        """Name the network's public address, and the address to use in its place."""
        super().__init__()
        quiet()
        self.trust_env = False  # neither a proxy nor a .netrc of this machine may come between
        self.public = public.rstrip("/")
        self.root = (api_url or public).rstrip("/")
        gate = Gate(self.public, self.root)
        self.mount("https://", gate)
        self.mount("http://", gate)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow nothing: a redirected POST would be sent a second time, or as something else."""


class Gate(HTTPAdapter):
    """Sends each request once, to where it shall go, and reads a bounded answer in bounded time."""

    def __init__(self, public: str, root: str) -> None:
        """Name the address that libraries use, and the one to use in its place."""
        super().__init__(max_retries=Retry(0, read=False, redirect=False))
        self._public, self._root = public, root

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,  # noqa: FBT001, FBT002 -- the library's own signature
        **more: Any,  # noqa: ANN401 -- likewise
    ) -> None:
        """Open connections that write in time or not at all."""
        super().init_poolmanager(connections, maxsize, block, socket_options=line(), **more)
        self.poolmanager.pool_classes_by_scheme = {"http": OpenPool, "https": SecretPool}

    def send(  # noqa: PLR0917 -- the library's own signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 -- the library's own signature
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,  # noqa: ARG002 -- ours counts
        verify: bool | str = True,  # noqa: FBT001, FBT002 -- the library's own signature
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a request and give its answer."""
        url = request.url or ""
        if url.startswith(self._public):
            request.url = self._root + url[len(self._public) :]
        response = super().send(request, stream, patience(), verify, cert, proxies)
        response.raw = Bounded(response.raw)
        return response


class InTime(http.client.HTTPConnection):
    """A connection that is there first, and then looks at the time, so that nothing but the writing comes after."""

    def endheaders(self, message_body: Any = None, *, encode_chunked: bool = False) -> None:  # noqa: ANN401 -- the library's own
        """Write the request, if there is time. Raises `Unreachable`."""
        if self.sock is None:
            self.connect()
        in_time()
        super().endheaders(message_body, encode_chunked=encode_chunked)


class OpenLine(InTime, HTTPConnection):
    """One by HTTP."""


class SecretLine(InTime, HTTPSConnection):
    """One by HTTPS."""


class OpenPool(HTTPConnectionPool):
    """Connections by HTTP."""

    ConnectionCls = OpenLine  # pyright: ignore[reportAssignmentType] -- nor does the library's own


class SecretPool(HTTPSConnectionPool):
    """Connections by HTTPS."""

    ConnectionCls = SecretLine  # pyright: ignore[reportAssignmentType] -- nor does the library's own


def line() -> list[tuple[int, int, int]]:
    """Give the options of a socket: small requests leave at once, and what is not acknowledged is given up (Linux)."""
    at_once = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    given_up = (socket.IPPROTO_TCP, getattr(socket, "TCP_USER_TIMEOUT", 0), int(UNHEARD * 1000))
    return [at_once, given_up] if given_up[1] else [at_once]


class Bounded:
    """An answer's body, as far as it is neither too long nor too slow."""

    def __init__(self, raw: Any) -> None:  # noqa: ANN401 -- whatever urllib3 gives
        """Begin to count."""
        self._raw = raw
        self._until = time.monotonic() + DEADLINE

    def stream(self, size: int, decode_content: bool | None = None) -> Iterator[bytes]:  # noqa: FBT001 -- urllib3's own
        """Give the body piece by piece. Raises `TooLong` or `ReadTimeout`."""
        total = 0
        for piece in self._raw.stream(min(size, 65536), decode_content=decode_content):
            total += len(piece)
            if total > LARGEST:
                raise TooLong(f"the answer is longer than {LARGEST} bytes")
            if time.monotonic() > self._until:
                raise ReadTimeout(f"the answer took longer than {DEADLINE:.0f} seconds")
            yield piece

    def __getattr__(self, name: str) -> object:
        """Leave everything else to the answer itself."""
        return getattr(self._raw, name)


def patience() -> tuple[float, float]:
    """Give the seconds to wait for a connection, and those to wait for each piece of an answer."""
    return _PATIENCE.get()


@contextmanager
def patient(connect: float, read: float) -> Generator[None]:
    """Wait so many seconds instead, as is enough for a server on this machine."""
    before = _PATIENCE.set((connect, read))
    try:
        yield
    finally:
        _PATIENCE.reset(before)


def quiet() -> None:
    """Keep tokens out of the logs: libraries only say what is wrong."""
    for name in LOUD:
        logger = logging.getLogger(name)
        if logger.level < logging.WARNING:
            logger.setLevel(logging.WARNING)


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """Give a text without secrets, the longest first."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
