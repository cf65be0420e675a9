"""HTTP that always answers the question whether we may send again.

What comes back, or does not, is turned into exactly one of the errors of `communique.connectors.errors`.
"""

import datetime as dt
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests
from requests import exceptions
from urllib3.exceptions import MaxRetryError, NewConnectionError

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable

TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and seconds to wait for each piece of an answer."""
PAUSE = dt.timedelta(minutes=15)
"""How long to wait when a network asks us to wait but does not say how long."""
LONGEST = dt.timedelta(days=7)
"""However long a network asks us to wait, we ask again after so long."""

# Raised before the first byte of a request leaves this machine; of every other failure nobody knows.
_NOTHING_SENT = (
    exceptions.ConnectTimeout,
    exceptions.InvalidHeader,
    exceptions.InvalidSchema,
    exceptions.InvalidURL,
    exceptions.MissingSchema,
    exceptions.URLRequired,
)
_CREDENTIALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
# 408 and 425 say nothing about what was done, 409 may be our own earlier request that is still under way.
_UNCLEAR = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY}


class Wire:
    """One session with one network."""

    def __init__(self, root: str, token: str, clock: Callable[[], dt.datetime]) -> None:
        """Name the address that all paths begin with and the credentials; the clock gives the time in UTC."""
        self._root = root.rstrip("/")
        self._clock = clock
        self._session = requests.Session()
        self._session.trust_env = False  # neither a proxy nor a .netrc of this machine may come between
        self._session.headers["Authorization"] = f"Bearer {token}"

    def effect(self, method: str, path: str, *, body: bytes | None = None, key: str | None = None) -> requests.Response:
        """Send something that changes the network, and give its answer if that is a clean yes (2xx).

        Raises `Unreachable`, `Throttled`, `Unauthorized`, `Refused` or `InDoubt`.
        """
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        try:
            response = self._session.request(
                method, self._root + path, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as trouble:
            raise judge(trouble) from trouble
        self._refuse(response)
        return response

    def look(self, path: str, **query: str) -> requests.Response:
        """Ask something that changes nothing, and give the answer if it is a yes (2xx) or "not found" (404).

        Raises `Unreachable` if asking again may help and `InDoubt` if not.
        """
        try:
            response = self._session.get(self._root + path, params=query, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as trouble:
            raise Unreachable(f"no answer: {_said(trouble)}") from trouble
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unreachable(f"no answer at the moment: {_words(response)}")
        if not _yes(response) and status != HTTPStatus.NOT_FOUND:
            raise InDoubt(f"the network does not tell: {_words(response)}")
        return response

    def _refuse(self, response: requests.Response) -> None:
        """Raise what a status comes to, unless it is a clean yes."""
        status = response.status_code
        if _yes(response):
            return
        if status in _CREDENTIALS:
            raise Unauthorized(f"the credentials were not accepted: {_words(response)}")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            until = pause_end(response.headers.get("Retry-After"), self._clock())
            raise Throttled(f"the network asks us to wait: {_words(response)}", until)
        if response.ok or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _UNCLEAR:
            raise InDoubt(f"the network does not say whether it was done: {_words(response)}")
        raise Refused(f"the network says no: {_words(response)}")


def _yes(response: requests.Response) -> bool:
    """Tell whether an answer is a clean yes; a way to somewhere else is none."""
    return HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES


def judge(trouble: requests.RequestException) -> Unreachable | InDoubt:
    """Tell whether a request that failed was surely not sent."""
    if isinstance(trouble, _NOTHING_SENT) or _never_connected(trouble):
        return Unreachable(f"nothing was sent: {_said(trouble)}")
    return InDoubt(f"the answer was lost: {_said(trouble)}")


def pause_end(retry_after: str | None, now: dt.datetime) -> dt.datetime:
    """Read a `Retry-After` header, seconds or a date (RFC 9110, 10.2.3); later than now, within a week."""
    until = now + PAUSE
    if retry_after and retry_after.strip().isdecimal():
        until = now + dt.timedelta(seconds=min(int(retry_after.strip()[:9]), LONGEST.total_seconds()))
    elif retry_after:
        try:
            until = parsedate_to_datetime(retry_after)
        except ValueError:
            return until
        until = until.replace(tzinfo=until.tzinfo or dt.UTC).astimezone(dt.UTC)
    return min(max(until, now + dt.timedelta(seconds=1)), now + LONGEST)


def _never_connected(trouble: requests.RequestException) -> bool:
    """Tell whether the connection was refused or the name unknown, as requests wraps it."""
    cause: object = trouble.args[0] if trouble.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _said(trouble: requests.RequestException) -> str:
    """Give the name of a failure in words."""
    return f"{type(trouble).__name__} from {trouble.request.url}" if trouble.request else type(trouble).__name__


def _words(response: requests.Response) -> str:
    """Give the beginning of an answer for a person, on one line."""
    return f"{response.status_code} {' '.join(response.text.split())[:200]}".strip()
