"""Publishing windows: passed, too far ahead, or without any slot."""

import datetime as dt
from collections.abc import Iterator

from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject


def passed(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find a window that has ended."""
    if subject.before and subject.before <= subject.now:
        yield Hit("publish.before", "", {"before": _local(subject, subject.before)})


def far(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a window whose start or end is further ahead than the rule's number of days."""
    horizon = subject.now + dt.timedelta(days=settings.days)
    for field, moment in (("publish.after", subject.after), ("publish.before", subject.before)):
        if moment and moment > horizon:
            yield Hit(field, "", {"moment": _local(subject, moment), "days": str(settings.days)})


def without_slot(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find an open window in which the committee never publishes."""
    from communique.committee.times import slot_after  # noqa: PLC0415 -- most ideas have no end of a window

    if not subject.before or subject.before <= subject.now:
        return
    slot, zone = subject.committee.slot, subject.committee.timezone
    opens = max(subject.now, subject.after or subject.now)
    if slot_after(slot, zone, opens - slot.late_until) >= subject.before:
        yield Hit("publish.before", "", {"slot": f"{slot.day.capitalize()}s at {slot.time:%H:%M}"})


def _local(subject: Subject, moment: dt.datetime) -> str:
    from communique.committee.times import local  # noqa: PLC0415 -- most ideas have no window

    return local(moment, subject.committee.timezone)
