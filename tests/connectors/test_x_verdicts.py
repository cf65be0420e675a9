"""X tells many things by few numbers: each comes to one error."""

import datetime as dt

import pytest

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized
from communique.connectors.x_verdicts import verdict

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
NOON = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("You are not allowed to create a Tweet with duplicate content.", InDoubt),
        (
            "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
            Unauthorized,
        ),
        ("you must use keys from a developer App that is attached to a Project.", Unauthorized),
        ('{"reason":"client-not-enrolled"}', Unauthorized),
        ("Your account is suspended and is not permitted to access this feature.", Unauthorized),
        ("To protect our users, this account is temporarily locked.", Unauthorized),
        ("You are not permitted to perform this action.", Refused),
        ("Your Tweet text is too long.", Refused),
        ("You attempted to reply to a Tweet that is deleted or not visible to you.", Refused),
        ("Reply to this conversation is not allowed because you have not been mentioned.", Refused),
        ("This request looks like it might be automated, apparently.", Refused),
        ("", Refused),
    ],
)
def test_403(said: str, error: type[Exception]) -> None:
    """A duplicate is a doubt, trouble with app or account parks the account, anything else is a clean no."""
    assert type(verdict(403, {}, said, NOW)) is error


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Refused), (401, Unauthorized), (402, Unauthorized), (404, Refused), (413, Refused), (415, Refused),
        (422, Refused), (429, Throttled), (408, InDoubt), (409, InDoubt), (425, InDoubt), (500, InDoubt),
        (503, InDoubt), (301, InDoubt), (307, InDoubt), (199, InDoubt),
    ],
)  # fmt: skip
def test_statuses(status: int, error: type[Exception]) -> None:
    """Each status comes to its one error."""
    assert type(verdict(status, {}, "", NOW)) is error


def test_words_say_what_to_do() -> None:
    """Who reads of credentials or credits reads what to do."""
    assert "accounts connect x" in str(verdict(401, {}, "", NOW))
    assert "accounts connect x" in str(verdict(403, {}, "app permissions", NOW))
    assert "buy credits" in str(verdict(402, {}, "CreditsDepleted", NOW))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-rate-limit-reset": str(NOON + 300)}, 300),
        ({"x-rate-limit-reset": str(NOON - 300)}, 1),
        ({"x-rate-limit-reset": "0"}, 1),
        ({"x-rate-limit-reset": "99999999999"}, 7 * 86400),
        ({"x-rate-limit-reset": "999999999999999999"}, 900),
        ({"x-rate-limit-reset": "soon"}, 900),
        ({"x-rate-limit-reset": "-5"}, 900),
        ({"x-rate-limit-reset": "²"}, 900),
        ({"x-rate-limit-reset": "", "Retry-After": "60"}, 60),
        ({}, 900),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: int) -> None:
    """X names the second; never in the past, never longer than a week, a quarter of an hour if nobody can read it."""
    error = verdict(429, headers, "", NOW)
    assert isinstance(error, Throttled)
    assert error.until == NOW + dt.timedelta(seconds=seconds)
