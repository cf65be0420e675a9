"""Times, durations and zones as people write them in files."""

import datetime as dt
import re
import zoneinfo
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from communique.committee.scalars import read_moment
from communique.committee.words import nearest, shown

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(:00)?", re.ASCII)
SPAN = re.compile(r"([1-9]\d{0,3}) ?([mhd])", re.ASCII)
YEARS = range(2000, 2200)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def wrong(message: str, cure: str) -> PydanticCustomError:
    """Make the error that a validator raises; both texts reach the person as they are."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "cure": cure})


def read_clock(value: object) -> object:
    """Read `10:00` as a time of day; a full hour or minute, never seconds."""
    if isinstance(value, dt.time):
        return value
    found = CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise wrong(f"{shown(value)} is no time of day", 'write hours and minutes, as in "10:00"')
    return dt.time(int(found[1]), int(found[2]))


def read_span(value: object) -> object:
    """Read `90m`, `6h` or `2d` as a duration."""
    if isinstance(value, dt.timedelta):
        return value
    found = SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise wrong(f"{shown(value)} is no duration", "write minutes, hours or days, as in 90m, 6h or 2d")
    return dt.timedelta(**{UNITS[found[2]]: int(found[1])})


def read_date_or_moment(value: object) -> object:
    """Read a date or a moment that stands in quotes as if it stood without."""
    moment = read_moment(value.strip()) if isinstance(value, str) else value
    if not isinstance(moment, dt.date) or moment.year not in YEARS:
        raise wrong(f"{shown(value)} is no date of our calendar", "write it as 2026-12-01 or 2026-12-01 10:00")
    return moment


def read_date(value: object) -> object:
    """Read a date, in quotes or not, and refuse a time of day."""
    moment = read_date_or_moment(value)
    if isinstance(moment, dt.datetime):
        raise wrong(f"{shown(value)} has a time of day, but only the day counts", f"write {moment.date()}")
    return moment


def read_zone(value: object) -> object:
    """Read the name of a time zone that the tz database knows (https://www.iana.org/time-zones)."""
    if not isinstance(value, str):
        return value
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        meant = nearest(value, sorted(zoneinfo.available_timezones()))
        cure = f"did you mean `{meant}`?" if meant else "write it as in `Europe/Zurich`"
        raise wrong(f"{shown(value)} is no time zone", cure) from None
    return value


Clock = Annotated[
    dt.time, BeforeValidator(read_clock), WithJsonSchema({"type": "string", "pattern": f"^({CLOCK.pattern})$"})
]
"""A time of day, as `10:00`."""

Span = Annotated[
    dt.timedelta,
    BeforeValidator(read_span),
    PlainSerializer(lambda span: f"{span // dt.timedelta(minutes=1)}m", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^({SPAN.pattern})$"}),
]
"""A duration, as `90m`, `6h` or `2d`."""

Day = Annotated[dt.date, BeforeValidator(read_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A date, as `2026-12-01`."""

Moment = Annotated[
    dt.datetime | dt.date,
    BeforeValidator(read_date_or_moment),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}.*)?$"}),
]
"""A date or a moment, as `2026-12-01` or `2026-12-01 10:00`."""

Zone = Annotated[str, BeforeValidator(read_zone)]
"""The name of a time zone, as `Europe/Zurich`."""
