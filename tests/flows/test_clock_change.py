"""The slot, as we reckon it and as Prefect's cron does, through a year with its changes of the clock."""

import asyncio
import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule

from communique.committee.committee import Slot, Weekday
from communique.committee.times import cron, slot_after, slot_before
from communique.flows.weekly import EARLY

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
WEEKS = 52


def by_cron(slot: Slot, zone: str) -> list[dt.datetime]:
    """Give the moments at which Prefect starts the weekly flow."""
    schedule = CronSchedule(cron=cron(slot), timezone=zone)
    return [dt.datetime.fromtimestamp(at.timestamp(), dt.UTC) for at in asyncio.run(schedule.get_dates(WEEKS, START))]


def by_us(slot: Slot, zone: str) -> list[dt.datetime]:
    """Give the committee's slots."""
    found = [slot_after(slot, zone, START)]
    while len(found) < WEEKS:
        found.append(slot_after(slot, zone, found[-1]))
    return found


def skipped(at: dt.datetime, time: dt.time, zone: str) -> bool:
    """Tell whether a slot's own time does not exist on that day, because the clock jumps over it."""
    return at.astimezone(ZoneInfo(zone)).time() != time


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("time", [dt.time(10), dt.time(0, 30), dt.time(1, 30), dt.time(2, 30), dt.time(23, 59)])
@pytest.mark.parametrize("day", [Weekday.SUNDAY, Weekday.TUESDAY])
def test_a_run_belongs_to_its_own_slot(zone: str, time: dt.time, day: Weekday) -> None:
    """Through a year Prefect starts the flow exactly at our slots, unless the clock jumps over the slot's time."""
    slot = Slot(day=day, time=time)
    pairs = zip(by_cron(slot, zone), by_us(slot, zone), strict=True)
    usual = [(started, own) for started, own in pairs if not skipped(own, time, zone)]
    assert len(usual) >= WEEKS - 1
    assert all(slot_before(slot, zone, started + EARLY) == started == own for started, own in usual)


@pytest.mark.parametrize(("zone", "time"), [("Europe/London", dt.time(1, 30)), ("America/New_York", dt.time(2, 30))])
def test_a_run_at_a_time_that_is_skipped(zone: str, time: dt.time) -> None:
    """Once a year Prefect's cron may be an hour early: it stands for last week's slot, the follow-up for ours."""
    slot = Slot(day=Weekday.SUNDAY, time=time)
    pairs = list(pairwise(zip(by_cron(slot, zone), by_us(slot, zone), strict=True)))
    ((_, last), (started, own)) = next(pair for pair in pairs if skipped(pair[1][1], time, zone))
    assert own - started in {dt.timedelta(0), dt.timedelta(hours=1)}
    assert slot_before(slot, zone, started + EARLY) == (own if started == own else last)
    assert slot_before(slot, zone, own + dt.timedelta(minutes=50)) == own
