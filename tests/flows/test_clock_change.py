"""The slot, as we reckon it and as Prefect's cron does, through a year with its changes of the clock."""

import asyncio
import datetime as dt

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


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("time", [dt.time(10), dt.time(0, 30), dt.time(1, 30), dt.time(2, 30), dt.time(23, 59)])
@pytest.mark.parametrize("day", [Weekday.SUNDAY, Weekday.TUESDAY])
def test_a_run_belongs_to_its_own_slot(zone: str, time: dt.time, day: Weekday) -> None:
    """Whenever Prefect starts the flow, also when the clock changes, the slot it stands for began at that moment."""
    slot = Slot(day=day, time=time)
    started = by_cron(slot, zone)
    assert [slot_before(slot, zone, at + EARLY) for at in started] == started
    assert started == by_us(slot, zone)
