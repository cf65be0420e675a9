"""Slots, days and moments, also when the clock changes."""

import datetime as dt

import pytest

from communique.committee.committee import Slot, Weekday
from communique.committee.times import cron, local, slot_after, slot_before, start_of

ZURICH, LONDON = "Europe/Zurich", "Europe/London"
TUESDAY = Slot(day=Weekday.TUESDAY, time=dt.time(10))
SUNDAY = Slot(day=Weekday.SUNDAY, time=dt.time(1, 30))


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """Give a moment of the year 2026."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        (utc(12, 1, 8, 59), utc(11, 24, 9), utc(12, 1, 9)),
        (utc(12, 1, 9), utc(12, 1, 9), utc(12, 8, 9)),
        (utc(12, 5), utc(12, 1, 9), utc(12, 8, 9)),
        (utc(11, 30, 23, 30), utc(11, 24, 9), utc(12, 1, 9)),
    ],
)
def test_the_slots_around_a_moment(now: dt.datetime, before: dt.datetime, after: dt.datetime) -> None:
    """A slot belongs to its own moment; the next one is strictly later."""
    assert slot_before(TUESDAY, ZURICH, now) == before
    assert slot_after(TUESDAY, ZURICH, now) == after


def test_the_slot_keeps_its_local_time_over_the_clock_change() -> None:
    """Ten o'clock stays ten o'clock in March and in October, an hour earlier or later in UTC."""
    assert slot_before(TUESDAY, ZURICH, utc(3, 28)) == utc(3, 24, 9)
    assert slot_after(TUESDAY, ZURICH, utc(3, 28)) == utc(3, 31, 8)
    assert slot_before(TUESDAY, ZURICH, utc(10, 24)) == utc(10, 20, 8)
    assert slot_after(TUESDAY, ZURICH, utc(10, 24)) == utc(10, 27, 9)


def test_a_time_that_does_not_exist_moves_forward() -> None:
    """On 29 March 2026, 01:30 in London is skipped; the slot is at 02:30 summer time."""
    slot = slot_after(SUNDAY, LONDON, utc(3, 28))
    assert slot == utc(3, 29, 1, 30)
    assert local(slot, LONDON) == "Sun 29 Mar 2026, 02:30 BST"
    assert slot_after(SUNDAY, LONDON, slot) == utc(4, 5, 0, 30)


def test_a_doubled_time_counts_once() -> None:
    """On 25 October 2026, 01:30 in London comes twice; the slot is the first."""
    slot = slot_after(SUNDAY, LONDON, utc(10, 24))
    assert slot == utc(10, 25, 0, 30)
    assert slot_before(SUNDAY, LONDON, utc(10, 25, 1, 30)) == slot
    assert slot_after(SUNDAY, LONDON, utc(10, 25, 1, 29)) == utc(11, 1, 1, 30)


@pytest.mark.parametrize("hours", range(0, 24 * 7 * 53, 61))
def test_a_slot_is_never_more_than_a_week_away(hours: int) -> None:
    """Through a whole year, the slots before and after enclose the moment and lie a week apart."""
    now = utc(1, 1) + dt.timedelta(hours=hours)
    before, after = slot_before(SUNDAY, LONDON, now), slot_after(SUNDAY, LONDON, now)
    assert before <= now < after
    assert abs(after - before - dt.timedelta(days=7)) <= dt.timedelta(hours=1)


@pytest.mark.parametrize(("day", "number"), [(Weekday.SUNDAY, 0), (Weekday.MONDAY, 1), (Weekday.SATURDAY, 6)])
def test_cron_counts_days_from_sunday(day: Weekday, number: int) -> None:
    """A slot becomes the cron line that means it."""
    assert cron(Slot(day=day, time=dt.time(9, 5))) == f"5 9 * * {number}"


def test_the_start_of_a_day_is_local() -> None:
    """A date begins at local midnight; a time without an offset is local, one with an offset is not."""
    assert start_of(dt.date(2026, 7, 1), ZURICH) == utc(6, 30, 22)
    assert start_of(utc(7, 1, 10).replace(tzinfo=None), ZURICH) == utc(7, 1, 8)
    assert start_of(utc(7, 1, 10), ZURICH) == utc(7, 1, 10)


def test_moments_are_shown_in_the_committees_zone() -> None:
    """People read the day, the time and the zone; zones without a name show their offset."""
    assert local(utc(12, 1, 9), ZURICH) == "Tue 1 Dec 2026, 10:00 CET"
    assert local(utc(12, 1, 9), "America/Sao_Paulo") == "Tue 1 Dec 2026, 06:00 UTC-03"
