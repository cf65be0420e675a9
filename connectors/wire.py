"""HTTP that always answers the question whether we may send again.

What comes back, or does not, is turned into exactly one of the errors of `communique.connectors.errors`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, cast

import requests

from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unauthorized, Unreachable
from communique.connectors.transport import Transport, masked
from communique.connectors.verdicts import by_status, judge

Clock = Callable[[], dt.datetime]
Own = Callable[[requests.Response, str, dt.datetime], ConnectorError | None]
"""A network's own reading of an answer, with the answer's beginning and the time; None if the status says it all."""


class Wire:
    """One session with one network; paths are relative to its address."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        *,
        secrets: tuple[str, ...] = (),
        forbidden: type[Refused] = Unauthorized,
        own: Own | None = None,
    ) -> None:
        """Take a session that bears the credentials; the clock gives the time in UTC, `secrets` never appear in words.

        `forbidden` is what 403 means on this network.
        """
        self._transport = transport
        self._clock = clock
        self._secrets = secrets
        self._forbidden = forbidden
        self._own = own

    def effect(self, method: str, path: str, **request: Any) -> requests.Response:  # noqa: ANN401 -- as requests takes it
        """Send something that changes the network, and give its answer if that is a clean yes (2xx).

        Raises `Unreachable`, `Throttled`, `Unauthorized`, `Refused` or `InDoubt`.
        """
        try:
            response = self._transport.request(method, self._transport.root + path, **request)
        except requests.RequestException as trouble:
            raise judge(trouble, self._clock(), self._secrets) from trouble
        if error := self._error(response):
            raise error
        return response

    def look(
        self, path: str, query: Mapping[str, str | int] | None = None, *, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """Ask something that changes nothing, and give the answer if it is a yes (2xx) or "not found" (404).

        Raises `Unreachable` if asking again may help and `InDoubt` if not.
        """
        try:
            url = self._transport.root + path
            response = self._transport.get(url, params=dict(query or {}), headers=dict(headers or {}))
        except requests.RequestException as trouble:
            raise Unreachable(f"no answer: {masked(str(trouble), self._secrets)}") from trouble
        status, said = response.status_code, self._words(response)
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unreachable(f"no answer at the moment: {said}")
        if not yes(response) and status != HTTPStatus.NOT_FOUND:
            raise InDoubt(f"the network does not tell: {said}")
        return response

    def _error(self, response: requests.Response) -> ConnectorError | None:
        """Give what an answer comes to, None for a clean yes; the network's own reading counts first."""
        said, now = self._words(response), self._clock()
        own = self._own(response, said, now) if self._own else None
        return own or by_status(response.status_code, response.headers, said, now, forbidden=self._forbidden)

    def _words(self, response: requests.Response) -> str:
        """Give the beginning of an answer for a person, on one line, without secrets."""
        return masked(f"{response.status_code} {' '.join(response.text.split())[:300]}".strip(), self._secrets)


def yes(response: requests.Response) -> bool:
    """Tell whether an answer is a clean yes; a way to somewhere else is none."""
    return HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES


def json_in(response: requests.Response) -> object:
    """Read an answer as JSON; raises ValueError if it is none, or if it leads deeper than Python goes."""
    try:
        return cast("object", response.json())
    except RecursionError:
        raise ValueError("nested too deep") from None


def said_json(response: requests.Response) -> dict[str, Any]:
    """Read an answer that must be a JSON mapping; raises `InDoubt` if it is none."""
    try:
        told = json_in(response)
    except ValueError as strange:
        raise InDoubt("the network said yes in words that can't be read") from strange
    if not isinstance(told, dict):
        raise InDoubt("the network said yes in words that can't be read")
    return cast("dict[str, Any]", told)
