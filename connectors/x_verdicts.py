"""What an answer of X that is no yes comes to: exactly one of the errors of `communique.connectors.errors`.

Source: docs.x.com, "Response codes and errors". X tells many things by 403, and only the words tell them apart.
"""

import datetime as dt
import re
from collections.abc import Mapping
from http import HTTPStatus

from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized
from communique.connectors.verdicts import bounded, by_status

RENEW = "see to it at developer.x.com, then run `communique accounts connect x`"
_DUPLICATE = re.compile(r"duplicate", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\bpermissions?\b|\bapps?\b|\bprojects?\b|client-not-enrolled|suspended|locked|oauth", re.IGNORECASE
)


def verdict(status: int, headers: Mapping[str, str], said: str, now: dt.datetime) -> ConnectorError:
    """Say what an answer comes to that is no clean yes (2xx).

    A duplicate is a doubt, because what it is a duplicate of may be our own earlier try.
    """
    if status == HTTPStatus.FORBIDDEN:
        return _forbidden(said)
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthorized(f"X did not accept the credentials; {RENEW}: {said}")
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return Unauthorized(f"X wants to be paid first; buy credits at developer.x.com: {said}")
    reset = headers.get("x-rate-limit-reset", "")
    if status == HTTPStatus.TOO_MANY_REQUESTS and re.fullmatch(r"[0-9]{1,11}", reset):
        until = dt.datetime.fromtimestamp(int(reset), dt.UTC)
        return Throttled(f"X asks us to wait: {said}", bounded(until, now))
    return by_status(status, headers, said, now) or InDoubt(f"X does not say whether it was done: {said}")


def _forbidden(said: str) -> ConnectorError:
    """Read the words of a 403."""
    if _DUPLICATE.search(said):
        return InDoubt(f"X says that this was posted before, and that may have been our own earlier try: {said}")
    if _ACCOUNT.search(said):
        return Unauthorized(f"X does not let this account or its app post; {RENEW}: {said}")
    return Refused(f"X says no: {said}")
