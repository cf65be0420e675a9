"""Every exception class of every library that sends for us answers the question whether we may send again."""

import datetime as dt

import pytest
import requests

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.verdicts import VERDICTS, judge

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


def raised_by(module: object) -> list[type[Exception]]:
    """Give the exception classes that a module makes itself."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Exception)
        and value.__module__ == getattr(module, "__name__", "")
    ]


# LinkedIn's own client


def test_linkedin_every_class_is_mapped() -> None:
    """No failure of LinkedIn's own client is forgotten; its arguments never leave, all else is a doubt."""
    errors = pytest.importorskip("linkedin_api.common.errors", exc_type=ImportError)
    classes = raised_by(errors)
    assert len(classes) >= 4
    for error in classes:
        assert f"{error.__module__}.{error.__qualname__}" in VERDICTS
        kind = Refused if error.__name__.endswith("ArgumentError") else InDoubt
        assert type(judge(error("x"), NOW)) is kind


# tweepy

TWEEPY = {
    "BadRequest": (400, Refused), "Unauthorized": (401, Unauthorized), "Forbidden": (403, Unauthorized),
    "NotFound": (404, Refused), "TooManyRequests": (429, Throttled), "TwitterServerError": (503, InDoubt),
    "HTTPException": (409, InDoubt), "TweepyException": (0, InDoubt),
}  # fmt: skip


def test_tweepy_every_class_is_mapped() -> None:
    """Every class that tweepy raises is known, and comes to what the status of its answer says."""
    import tweepy.errors  # noqa: PLC0415 -- only this test needs it

    classes = raised_by(tweepy.errors)
    assert {error.__name__ for error in classes} == set(TWEEPY)
    for error in classes:
        status, kind = TWEEPY[error.__name__]
        answer = requests.Response()
        answer.status_code = status
        assert type(judge(error(answer), NOW)) is kind


# atproto, and httpx below it

ATPROTO = {
    "NetworkError": (409, InDoubt), "InvokeTimeoutError": (0, InDoubt), "UnauthorizedError": (401, Unauthorized),
    "RequestException": (500, InDoubt), "BadRequestError": (400, Refused), "RateLimitExceededError": (429, Throttled),
    "RequestErrorBase": (0, InDoubt), "ModelError": (0, InDoubt), "ModelFieldNotFoundError": (0, InDoubt),
    "LoginRequiredError": (0, Unreachable),
}  # fmt: skip
NEVER_SENT = {"ConnectError", "ConnectTimeout", "InvalidURL", "PoolTimeout", "UnsupportedProtocol"}


def test_atproto_every_class_is_mapped() -> None:
    """Every class that Bluesky's library raises is known; an answer is judged by its status, a lost one is a doubt."""
    from atproto_client import exceptions  # noqa: PLC0415 -- only this test needs it
    from atproto_client.request import Response  # noqa: PLC0415 -- see above

    classes = raised_by(exceptions)
    assert {error.__name__ for error in classes} == set(ATPROTO)
    for error in classes:
        status, kind = ATPROTO[error.__name__]
        answer = Response(success=False, status_code=status, content=None, headers={})
        assert type(judge(error(answer) if status else error(), NOW)) is kind


def test_httpx_every_class_is_mapped() -> None:
    """Of httpx's failures only those before the first byte mean that nothing was sent."""
    import httpx  # noqa: PLC0415 -- only this test needs it

    request = httpx.Request("POST", "http://127.0.0.1/xrpc?secret=1")
    for error in raised_by(httpx):
        if issubclass(error, httpx.RequestError):
            kind = Unreachable if error.__name__ in NEVER_SENT else InDoubt
            assert type(judge(error("x", request=request), NOW)) is kind
    assert type(judge(httpx.InvalidURL("x"), NOW)) is Unreachable


# Mastodon.py

MASTODON = {
    "MastodonFileNotFoundError": Refused, "MastodonIllegalArgumentError": Refused, "MastodonVersionError": Refused,
    "MastodonNotFoundError": Refused, "MastodonUnauthorizedError": Unauthorized,
    **dict.fromkeys(
        (
            "MastodonError", "MastodonIOError", "MastodonNetworkError", "MastodonReadTimeout", "MastodonAPIError",
            "MastodonServerError", "MastodonInternalServerError", "MastodonBadGatewayError",
            "MastodonServiceUnavailableError", "MastodonGatewayTimeoutError", "MastodonRatelimitError",
            "MastodonMalformedEventError", "MastodonWarning", "MastodonDeprecationWarning",
        ),
        InDoubt,
    ),
}  # fmt: skip


def test_mastodon_every_class_is_mapped() -> None:
    """Wrong arguments never leave, a clean no is a no; all else, a rate limit too, may follow a post that stands."""
    import mastodon.errors  # noqa: PLC0415 -- only this test needs it

    classes = raised_by(mastodon.errors)
    assert {error.__name__ for error in classes} == set(MASTODON)
    for error in classes:
        assert type(judge(error("x"), NOW)) is MASTODON[error.__name__]


def test_mastodon_a_connection_that_never_was() -> None:
    """What lies behind Mastodon.py's network error tells whether anything was sent."""
    import mastodon.errors  # noqa: PLC0415 -- only this test needs it

    error = mastodon.errors.MastodonNetworkError("x")
    error.__context__ = requests.ConnectTimeout("x")
    assert type(judge(error, NOW)) is Unreachable


# pydiscourse


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, InDoubt), (302, InDoubt), (422, Refused), (403, Unauthorized), (429, Throttled), (500, InDoubt)],
)
def test_pydiscourse_every_class_is_mapped(status: int, kind: type[Exception]) -> None:
    """Every class that pydiscourse raises comes to what the status of its answer says."""
    import pydiscourse.exceptions  # noqa: PLC0415 -- only this test needs it

    answer = requests.Response()
    answer.status_code = status
    classes = raised_by(pydiscourse.exceptions)
    assert len(classes) == 4
    for error in classes:
        assert type(judge(error("x", response=answer), NOW)) is kind
