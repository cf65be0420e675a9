"""Times, durations and zones as people write them."""

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from communique.committee.written import Clock, Day, Moment, Span, Zone


def cure(error: ValidationError) -> str:
    """Give what would be right."""
    return str(error.errors()[0].get("ctx", {})["cure"])


@pytest.mark.parametrize(("written", "meant"), [("90m", 90), ("6h", 360), ("2d", 2880), ("6 h", 360)])
def test_durations(written: str, meant: int) -> None:
    """Minutes, hours and days are understood."""
    assert TypeAdapter[dt.timedelta](Span).validate_python(written) == dt.timedelta(minutes=meant)


@pytest.mark.parametrize(
    ("written", "meant"), [("10:00", dt.time(10)), ("9:05", dt.time(9, 5)), (dt.time(1), dt.time(1))]
)
def test_times_of_day(written: str | dt.time, meant: dt.time) -> None:
    """Hours and minutes are understood."""
    assert TypeAdapter[dt.time](Clock).validate_python(written) == meant


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Span, "6"), (Span, "0h"), (Span, "six hours"), (Span, 6), (Clock, "25:00"), (Clock, "10:00:30"), (Clock, 600),
        (Day, "1 December"), (Day, "2026-12-01 10:00"), (Day, True), (Moment, "2026-02-30"), (Moment, 2026),
        (Moment, "0001-01-01"), (Zone, "Europe/Zürich"), (Zone, "Europe"), (Zone, "../etc/passwd"), (Zone, "a\0b"),
    ],
)  # fmt: skip
def test_what_can_not_be_understood_comes_with_a_cure(kind: type, written: object) -> None:
    """Every refusal says what would be right."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[object](kind).validate_python(written)
    assert cure(caught.value)


def test_a_quoted_date_is_a_date() -> None:
    """Quotes around a date, which editors put there, change nothing."""
    assert TypeAdapter[object](Day).validate_python("2026-12-01") == dt.date(2026, 12, 1)
    moment = TypeAdapter[object](Moment).validate_python("2026-12-01 10:00Z")
    assert moment == dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)


def test_a_mistyped_zone_gets_the_right_one() -> None:
    """The nearest zone is offered."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[str](Zone).validate_python("europe/zurick")
    assert cure(caught.value) == "did you mean `Europe/Zurich`?"
