"""Windows against the clock and against the committee's weekly slot (Tuesday 10:00, six hours late at most)."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from communique.policy.engine import Subject, check, load_pack

SLOT = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
"""Tuesday 10:00 in Zürich, in winter."""
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)
MakeSubject = Callable[..., Subject]


def rules(subject: Subject, now: dt.datetime, after: dt.datetime | None, before: dt.datetime | None) -> list[str]:
    """Give the ids of what the pack finds."""
    return [
        found.rule for found in check(load_pack(), dataclasses.replace(subject, now=now, after=after, before=before))
    ]


def test_the_end_of_a_window_is_outside(make_subject: MakeSubject) -> None:
    """At its very end a window has passed; a second before it has not."""
    assert rules(make_subject({}), SLOT, None, SLOT) == ["TIME-1"]
    assert "TIME-1" not in rules(make_subject({}), SLOT - SECOND, None, SLOT)


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        (SLOT, SLOT + SECOND, []),
        (SLOT + 6 * HOUR - SECOND, SLOT + 7 * HOUR, []),
        (SLOT + 6 * HOUR, SLOT + 7 * HOUR, ["TIME-3"]),
        (SLOT - HOUR, SLOT, ["TIME-3"]),
        (SLOT - 300 * HOUR, SLOT, ["TIME-3"]),
        (SLOT + 7 * HOUR, SLOT + 168 * HOUR, ["TIME-3"]),
        (SLOT + 7 * HOUR, SLOT + 168 * HOUR + SECOND, []),
        (None, SLOT, ["TIME-3"]),
        (SLOT, None, []),
    ],
)
def test_slots(
    after: dt.datetime | None, before: dt.datetime | None, expected: list[str], make_subject: MakeSubject
) -> None:
    """A window without a slot, nor the hours in which a late slot is made up for, is warned of."""
    assert rules(make_subject({}), SLOT - 24 * HOUR, after, before) == expected


def test_a_slot_that_runs_now_still_counts(make_subject: MakeSubject) -> None:
    """What is handed in shortly after the slot, but within its lateness, can still go out."""
    assert rules(make_subject({}), SLOT + 5 * HOUR, None, SLOT + 24 * HOUR) == []
    assert rules(make_subject({}), SLOT + 6 * HOUR, None, SLOT + 24 * HOUR) == ["TIME-3"]


def test_moments_are_shown_in_the_zone_of_the_committee(make_subject: MakeSubject) -> None:
    """The message gives the end of the window as the committee's clocks show it."""
    (found,) = check(load_pack(), dataclasses.replace(make_subject({}), now=SLOT, before=SLOT))
    assert found.message == "The window of this post ended on Tue 24 Nov 2026, 10:00 CET."


def test_both_ends_may_be_far(make_subject: MakeSubject) -> None:
    """The start and the end of a window are each judged, at their own fields."""
    far = SLOT + dt.timedelta(days=400)
    found = check(load_pack(), dataclasses.replace(make_subject({}), now=SLOT, after=far, before=far + 200 * HOUR))
    assert [(each.rule, each.field) for each in found] == [("TIME-2", "publish.after"), ("TIME-2", "publish.before")]
