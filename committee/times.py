"""The committee's times: its weekly slot, the beginning of a day, and how moments are shown to people."""

import datetime as dt
from zoneinfo import ZoneInfo

from communique.committee.committee import Slot, Weekday

DAYS = tuple(Weekday)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEK = dt.timedelta(days=7)


def slot_before(slot: Slot, zone: str, now: dt.datetime) -> dt.datetime:
    """Give the last slot at or before `now`, in UTC."""
    return max(at for at in _slots_around(slot, zone, now) if at <= now)


def slot_after(slot: Slot, zone: str, now: dt.datetime) -> dt.datetime:
    """Give the next slot strictly after `now`, in UTC."""
    return min(at for at in _slots_around(slot, zone, now) if at > now)


def cron(slot: Slot) -> str:
    """Write the slot as a cron line, in which Sunday is 0: `0 10 * * 2`."""
    return f"{slot.time.minute} {slot.time.hour} * * {(DAYS.index(slot.day) + 1) % 7}"


def start_of(moment: dt.date | dt.datetime, zone: str) -> dt.datetime:
    """Give a moment in UTC; a date is the start of that day, a time without an offset is in `zone`."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


def local(moment: dt.datetime, zone: str) -> str:
    """Write a moment for people, in the committee's zone: `Tue 1 Dec 2026, 10:00 CET`."""
    at = moment.astimezone(ZoneInfo(zone))
    day = DAYS[at.weekday()].value[:3].capitalize()
    name = at.tzname() or ""
    name = f"UTC{name}" if name[:1] in {"+", "-"} else name
    return f"{day} {at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} {name}"


def _slots_around(slot: Slot, zone: str, now: dt.datetime) -> list[dt.datetime]:
    """Give the slots of last week, this week and next week.

    Counted in days of the local calendar, so a change of the clock moves nothing. Python reads a time that does not
    exist with the offset from before the change, which moves it forward as cron does, and a doubled time as the first.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    this_week = today + dt.timedelta(days=DAYS.index(slot.day) - today.weekday())
    return [start_of(dt.datetime.combine(this_week + WEEK * weeks, slot.time), zone) for weeks in (-1, 0, 1)]
