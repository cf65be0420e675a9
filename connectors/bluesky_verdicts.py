"""What goes wrong with a server of the AT Protocol, as exactly one of our errors.

Source: atproto.com, "HTTP API (XRPC)", error responses, and the answers of a real server (PDS 0.5.35).
"""

import datetime as dt
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

import httpx
from atproto_client.exceptions import RequestErrorBase
from atproto_client.models.common import XrpcError
from atproto_core.exceptions import AtProtocolError

from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.transport import masked
from communique.connectors.verdicts import bounded as within
from communique.connectors.verdicts import judge, pause_end

FAILURES = (AtProtocolError, httpx.HTTPError, httpx.InvalidURL, ValueError)
"""Everything that the library raises."""
EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
"""The session has ended; the app password may be as good as ever."""
CLOSED = frozenset({
    "AccountDeactivated", "AccountSuspended", "AccountTakedown", "AuthFactorTokenRequired", "AuthMissing",
    "AuthenticationRequired", "RepoDeactivated", "RepoSuspended", "RepoTakendown",
})  # fmt: skip
"""The account can't publish, whatever the status says."""
RENEW = "make a new app password on Bluesky and run `communique accounts connect bluesky`"


@contextmanager
def judged(now: dt.datetime, secrets: tuple[str, ...]) -> Generator[None]:
    """Turn what the library raises into the one error that says whether we may send again."""
    try:
        yield
    except FAILURES as trouble:
        raise verdict(trouble, now, secrets) from trouble


@contextmanager
def nothing_public() -> Generator[None]:
    """Mark steps that make nothing public: if their answer is lost, trying again is safe."""
    try:
        yield
    except InDoubt as doubt:
        raise Unreachable(f"nothing was published yet: {doubt}") from doubt


@contextmanager
def looking() -> Generator[None]:
    """Mark a look that settles a doubt: `Unreachable` if nobody answers, `InDoubt` if the answer does not tell."""
    try:
        yield
    except (Refused, InDoubt) as error:
        kind = Unreachable if _silent(error.__cause__) else InDoubt
        raise kind(f"Bluesky could not be asked: {error}") from error
    except Throttled as error:
        raise Unreachable(str(error)) from error


def verdict(trouble: Exception, now: dt.datetime, secrets: tuple[str, ...]) -> ConnectorError:
    """Say what a failure comes to; the protocol's own names for errors count before the status."""
    name = error_name(trouble)
    said = masked(" ".join(str(trouble).split())[:300], secrets)
    if name in EXPIRED:
        return Unreachable(f"nothing was sent: the session had ended: {said}")
    if name in CLOSED:
        return Unauthorized(f"Bluesky did not accept the account's credentials ({said}): {RENEW}")
    response = trouble.response if isinstance(trouble, RequestErrorBase) else None
    if response is not None and response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(f"Bluesky asks us to wait: {said}", _until(response.headers, now))
    lost = response is None and isinstance(trouble.__cause__, Exception)
    return judge(trouble.__cause__ if lost and trouble.__cause__ else trouble, now, secrets)


def _until(headers: Mapping[str, str], now: dt.datetime) -> dt.datetime:
    """Read when to ask again: `ratelimit-reset`, in seconds since 1970, or `retry-after`."""
    reset = headers.get("ratelimit-reset", "")
    if reset.isdecimal() and len(reset) <= len("4102444800"):
        return within(dt.datetime.fromtimestamp(int(reset), dt.UTC), now)
    return pause_end(headers.get("retry-after"), now)


def error_name(trouble: BaseException | None) -> str:
    """Give the protocol's own name for an error; empty if the answer has none."""
    response = trouble.response if isinstance(trouble, RequestErrorBase) else None
    content = response.content if response is not None else None
    return str(content.error) if isinstance(content, XrpcError) else ""


def _silent(cause: BaseException | None) -> bool:
    """Tell whether nobody gave a real answer, so that asking again may help."""
    if isinstance(cause, RequestErrorBase):
        return cause.response is None or cause.response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(cause, httpx.TransportError)
