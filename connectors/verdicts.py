"""Every failure of every library, as exactly one of the errors of `communique.connectors.errors`.

A table: what a class of failure means is looked up by its name, so that no library is loaded for it.
"""

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.transport import masked

PAUSE = dt.timedelta(minutes=15)
"""How long to wait when a network asks us to wait but does not say how long."""
LONGEST = dt.timedelta(days=7)
"""However long a network asks us to wait, we ask again after so long."""
CREDENTIALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
# 408 and 425 say nothing about what was done, 409 may be our own earlier request that is still under way.
UNCLEAR = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})
BY_STATUS = "by the status of the answer"
BY_CAUSE = "by what lies behind it"

VERDICTS: Mapping[str, type[ConnectorError] | str] = {
    # Ours: raised right before a request is written, in the midst of a library that may make something else of it.
    "communique.connectors.errors.Unreachable": Unreachable,
    # requests: raised before the first byte leaves this machine; of every other failure nobody knows.
    "requests.exceptions.ConnectTimeout": Unreachable,
    "requests.exceptions.InvalidHeader": Unreachable,
    "requests.exceptions.InvalidSchema": Unreachable,
    "requests.exceptions.InvalidURL": Unreachable,
    "requests.exceptions.MissingSchema": Unreachable,
    "requests.exceptions.URLRequired": Unreachable,
    "requests.exceptions.ConnectionError": BY_CAUSE,
    "requests.exceptions.HTTPError": BY_STATUS,
    "requests.exceptions.RequestException": InDoubt,
    # LinkedIn's own client: wrong arguments never leave; an answer that it can't read may stand for anything.
    "linkedin_api.common.errors.InvalidArgumentError": Refused,
    "linkedin_api.common.errors.MissingArgumentError": Refused,
    "linkedin_api.common.errors.InvalidSerializedRestliError": InDoubt,
    "linkedin_api.common.errors.ResponseFormattingError": InDoubt,
    "urllib3.exceptions.NewConnectionError": Unreachable,
    "urllib3.exceptions.NameResolutionError": Unreachable,
    # atproto: what has a status is judged by it; without one, `bluesky_repository` looks at what lies behind it.
    "atproto_client.exceptions.RequestErrorBase": BY_STATUS,
    "atproto_client.exceptions.LoginRequiredError": Unreachable,
    "atproto_core.exceptions.AtProtocolError": InDoubt,
    # httpx: raised before the first byte leaves this machine; of every other failure nobody knows.
    "httpx.ConnectError": Unreachable,
    "httpx.ConnectTimeout": Unreachable,
    "httpx.InvalidURL": Unreachable,
    "httpx.PoolTimeout": Unreachable,
    "httpx.UnsupportedProtocol": Unreachable,
    "httpx.HTTPError": InDoubt,
    # tweepy: every status that it does not like; the rest is its own trouble.
    "tweepy.errors.HTTPException": BY_STATUS,
    "tweepy.errors.TweepyException": InDoubt,
    # Mastodon.py: wrong arguments never leave. It finds fault with the head of an answer even after a clean yes, and
    # says then that we asked too often; `mastodon_api` looks at the answer itself, here nobody has it.
    "mastodon.errors.MastodonFileNotFoundError": Refused,
    "mastodon.errors.MastodonIllegalArgumentError": Refused,
    "mastodon.errors.MastodonVersionError": Refused,
    "mastodon.errors.MastodonNetworkError": BY_CAUSE,
    "mastodon.errors.MastodonNotFoundError": Refused,
    "mastodon.errors.MastodonUnauthorizedError": Unauthorized,
    "mastodon.errors.MastodonReadTimeout": InDoubt,
    "mastodon.errors.MastodonError": InDoubt,
    # pydiscourse: every answer that it does not like, even a yes.
    "pydiscourse.exceptions.DiscourseError": BY_STATUS,
}
"""By the full name of a class; a class that is not named counts as the nearest one above it that is."""


def judge(error: BaseException, now: dt.datetime, secrets: tuple[str, ...] = ()) -> ConnectorError:
    """Turn any failure into the one error that says whether we may send again; what is unknown is a doubt."""
    if isinstance(error, ConnectorError):
        return error
    verdict = verdict_on(error)
    said = masked(words(error), secrets)
    if verdict == BY_CAUSE:
        verdict = next((found for each in behind(error) if (found := verdict_on(each)) is Unreachable), InDoubt)
    response = getattr(error, "response", None)
    if verdict == BY_STATUS and response is not None:
        return by_status(response.status_code, getattr(response, "headers", {}), said, now) or InDoubt(said)
    if verdict is Unreachable:
        return Unreachable(f"nothing was sent: {said}")
    if verdict is Throttled:
        return Throttled(f"the network asks us to wait: {said}", now + PAUSE)
    if isinstance(verdict, type) and verdict is not InDoubt:
        return verdict(f"the network says no: {said}")
    return InDoubt(f"the answer was lost: {said}")


def words(error: BaseException) -> str:
    """Say on one line what failed, and where; an address without what was asked there."""
    name, request = type(error).__name__, getattr(error, "request", None)
    url = str(getattr(request, "url", "") or "").partition("?")[0]
    if url:
        return f"{name} from {url}"
    return f"{name}: {' '.join(str(error).split())[:300]}" if str(error) else name


def verdict_on(error: BaseException) -> type[ConnectorError] | str:
    """Look a failure up by the name of its class, then by those above it."""
    for kind in type(error).__mro__:
        found = VERDICTS.get(f"{kind.__module__}.{kind.__qualname__}")
        if found is not None:
            return found
    return InDoubt


def behind(error: BaseException) -> list[BaseException]:
    """Give what caused a failure, as far as libraries keep it: its cause, its reason, what it was made of."""
    found: list[BaseException] = []
    waiting: list[object] = [error.__cause__, error.__context__, *error.args, getattr(error, "reason", None)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and not any(each is one for one in found):
            found.append(each)
            waiting += [each.__cause__, *each.args, getattr(each, "reason", None)]
    return found


def by_status(
    status: int, headers: Mapping[str, str], said: str, now: dt.datetime, *, forbidden: type[Refused] = Unauthorized
) -> ConnectorError | None:
    """Say what an HTTP status comes to; None for a clean yes (2xx). 403 is `forbidden`, as networks differ in that."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status == HTTPStatus.FORBIDDEN and forbidden is Refused:
        return Refused(f"the network says no: {said}")
    if status in CREDENTIALS:
        return Unauthorized(f"the credentials were not accepted: {said}")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(f"the network asks us to wait: {said}", pause_end(headers.get("Retry-After"), now))
    if status < HTTPStatus.BAD_REQUEST or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in UNCLEAR:
        return InDoubt(f"the network does not say whether it was done: {said}")
    return Refused(f"the network says no: {said}")


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
    return bounded(until, now)


def bounded(until: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Give a moment after which to ask again: later than now, within a week."""
    return min(max(until, now + dt.timedelta(seconds=1)), now + LONGEST)
