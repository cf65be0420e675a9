"""The limits of `communique.connectors.transport` for Bluesky's library, which speaks through httpx."""

import time
from typing import Any

import httpx
from atproto_client.request import Request

from communique.connectors import transport
from communique.connectors.span import in_time

CONSUMED = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
"""Headers that told how the body came; it is unpacked when the library gets it."""
# The library follows redirects and can't be told not to; without this header there is nowhere to go.
ELSEWHERE = frozenset({b"location"})


class Bounded(httpx.BaseTransport):
    """Sends each request once, and reads a bounded answer in bounded time; shows the library no way to elsewhere."""

    def __init__(self) -> None:
        """Open a connection for each request: one that was kept open might end just when a post is sent."""
        self._inner = httpx.HTTPTransport(
            trust_env=False,
            retries=0,
            limits=httpx.Limits(max_keepalive_connections=0),
            socket_options=transport.line(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and give its whole answer. Raises httpx's errors."""
        request.extensions["trace"] = _in_time
        response = self._inner.handle_request(request)
        try:
            body = _whole(response, request)
        finally:
            response.close()
        hidden = CONSUMED | ELSEWHERE
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in hidden]
        return httpx.Response(response.status_code, headers=headers, content=body)


def bounded() -> Request:
    """Give what the library sends its requests with: ours, with time limits and no second try."""
    transport.quiet()
    connect, read = transport.patience()
    limits: dict[str, Any] = {"timeout": httpx.Timeout(read, connect=connect), "trust_env": False}
    return Request(transport=Bounded(), **limits)


def _in_time(step: str, _: object) -> None:
    """Let a request be written, once the connection is there, if there is time. Raises `Unreachable`."""
    if step.endswith("send_request_headers.started"):
        in_time()


def _whole(response: httpx.Response, request: httpx.Request) -> bytes:
    """Read an answer as far as it is neither too long nor too slow. Raises `httpx.ReadError` or `httpx.ReadTimeout`."""
    until = time.monotonic() + transport.DEADLINE
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > transport.LARGEST:
            raise httpx.ReadError(f"the answer is longer than {transport.LARGEST} bytes", request=request)
        if time.monotonic() > until:
            raise httpx.ReadTimeout(f"the answer took longer than {transport.DEADLINE:.0f} seconds", request=request)
    return bytes(body)
