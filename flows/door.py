"""The door of the Prefect server: people come in with the page's login, our own programs with another one.

Prefect knows one login for everything. What people ask is looked at here, and passed on with the programs' login if
the page's login is enough for it. `python -m communique.flows.door` starts the server behind it.
"""

import base64
import hmac
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from communique.flows.entitled import entitled, judged_by_body

PAGE_LOGIN = "COMMUNIQUE_PAGE_LOGIN"
"""The environment variable that holds the login of the page, as `name:password`."""
MOST = 2_000_000
"""So many bytes may be sent with what is judged by what is sent."""
REFUSED = b'{"detail":"The login of the page is not enough for this. Whoever runs the machine can do it there."}'
POLICY = (
    b"frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'; "
    b"connect-src 'self'; img-src 'self' data: blob:"
)
HEADERS = (
    # No other page may show the desk inside itself, and have the Secretary click on what he does not see.
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Door:
    """An ASGI application (https://asgi.readthedocs.io) in front of Prefect's."""

    def __init__(self, inner: App, *, page: str, own: str) -> None:
        """Stand before an application; `page` and `own` are the logins of people and of programs."""
        self._inner, self._page, self._own = inner, basic(page), basic(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, with the programs' login if it came with the page's and that is enough for it."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        answer = with_headers(send)
        logins = [value for name, value in scope["headers"] if name == b"authorization"]
        if scope["path"].startswith("/api/") and any(hmac.compare_digest(login, self._page) for login in logins):
            body = b""
            if judged_by_body(scope["method"], scope["path"]):
                body = await whole(receive)
                receive = once(body, receive)
            if not entitled(scope["method"], scope["path"], body):
                await refuse(answer)
                return
            others = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
            scope = {**scope, "headers": [*others, (b"authorization", self._own)]}
        await self._inner(scope, receive, answer)


def basic(login: str) -> bytes:
    """Give the header that goes with a login (RFC 7617)."""
    return b"Basic " + base64.b64encode(login.encode())


async def whole(receive: Receive) -> bytes:
    """Give all that is sent with a call; nothing if it is too much, or breaks off."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > MOST or message["type"] != "http.request":
            return b"null"
        if not message.get("more_body"):
            return body


def once(body: bytes, receive: Receive) -> Receive:
    """Give again what was read already, and then what follows."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def with_headers(send: Send) -> Send:
    """Add to every answer what keeps other pages out."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
        await send(message)

    return sent


async def refuse(send: Send) -> None:
    """Say that the page's login is not enough."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(REFUSED)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})


def main() -> None:
    """Serve Prefect behind the door, as its settings in the environment say."""
    import uvicorn  # noqa: PLC0415 -- the tests of the door need no server
    from prefect.server.api.server import create_app  # noqa: PLC0415 -- a second of importing
    from prefect.settings import get_current_settings  # noqa: PLC0415 -- likewise

    api = get_current_settings().server.api
    own = os.environ["PREFECT_SERVER_API_AUTH_STRING"]
    door = Door(create_app(final=True), page=os.environ[PAGE_LOGIN], own=own)
    uvicorn.run(door, host=api.host, port=api.port, timeout_keep_alive=api.keepalive_timeout, log_level="warning")


if __name__ == "__main__":
    main()
