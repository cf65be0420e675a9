"""How unquoted words are read."""

import datetime as dt

import pytest

from communique.committee.scalars import Scalar, read_moment, resolve

CET = dt.timezone(dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("", None), ("~", None), ("null", None),
        ("yes", True), ("On", True), ("FALSE", False), ("no", False),
        ("0", 0), ("-12", -12), ("3.50", 3.5),
        ("2026-12-01", dt.date(2026, 12, 1)),
        ("2026-12-01 9:30", dt.datetime(2026, 12, 1, 9, 30)),  # noqa: DTZ001 - the committee's zone is put in later
        ("2026-12-01T09:30:15Z", dt.datetime(2026, 12, 1, 9, 30, 15, tzinfo=dt.UTC)),
        ("2026-12-01 09:30 +01:00", dt.datetime(2026, 12, 1, 9, 30, tzinfo=CET)),
    ],
)  # fmt: skip
def test_words_that_mean_something(word: str, meaning: Scalar) -> None:
    """YAML's own words, numbers and dates are read as such."""
    assert resolve(word) == meaning
    assert type(resolve(word)) is type(meaning)


@pytest.mark.parametrize(
    "word",
    ["text", "10:00", "007", "0x1F", "1_000", "1e3", ".inf", "2026-02-30", "2026-12-01 25:00", "٣", "nO", "+41 22"],
)
def test_words_that_stay_text(word: str) -> None:
    """What people rarely mean as a number or a date stays text."""
    assert resolve(word) == word


def test_a_moment_without_a_time_is_a_date() -> None:
    """A date alone is not midnight."""
    assert type(read_moment("2026-12-01")) is dt.date
