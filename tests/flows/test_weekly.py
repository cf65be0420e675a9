"""The weekly slot: what goes out at it, and what happens when nobody was there."""

import datetime as dt

import pytest
import time_machine

from bakery import SLOT, TC, Bakery, minutes
from communique.connectors.practice.fake import Practice
from communique.connectors.practice.server import Mishap
from communique.flows.follow import follow
from communique.flows.weekly import publish_slot
from communique.queue import approvers, controls
from communique.queue.states import State

WEEK = dt.timedelta(weeks=1)
CAKE = "text: The cake is out.\n"


def run(bakery: Bakery, now: dt.datetime, slot: dt.datetime = SLOT) -> list[str]:
    """Run the weekly flow's work for a slot at a moment."""
    with time_machine.travel(now, tick=False):
        return publish_slot(bakery.installation, bakery.home, slot)


def hourly(bakery: Bakery, now: dt.datetime) -> list[str]:
    """Run the follow-up's work at a moment."""
    with time_machine.travel(now, tick=False):
        return follow(bakery.installation, bakery.home)


def out(practice: Practice) -> int:
    """Count what was posted."""
    return len(practice.posts)


def test_a_slot_publishes_what_it_has_room_for(practised: Bakery, practice: Practice) -> None:
    """Of five posts three go out, in the order of priority and age; the others wait for the next slot."""
    for number, priority in enumerate(["low", "normal", "normal", "high", "normal"]):
        practised.bake(f"cake-{number}", f"text: Cake {number}.\npublish: {{priority: {priority}}}\n")
    assert len(run(practised, SLOT)) == 3
    assert run(practised, SLOT + minutes(20)) == ["Nothing was due."]
    assert len(run(practised, SLOT + WEEK, SLOT + WEEK)) == 2
    assert [post.message.text for post in practice.posts] == [f"Cake {number}." for number in (3, 1, 2, 4, 0)]


@pytest.mark.parametrize(("late", "sent"), [(0, 1), (6 * 60, 1), (6 * 60 + 1, 0), (7 * 24 * 60 - 1, 0)])
def test_a_late_machine(practised: Bakery, practice: Practice, late: int, sent: int) -> None:
    """Within `late_until` a slot is caught up with; after it nothing goes out late, and the Secretary is told once."""
    practised.bake("cake", CAKE)
    run(practised, SLOT + minutes(late))
    again = run(practised, SLOT + minutes(late))
    assert out(practice) == sent
    assert again == ([] if not sent else ["Nothing was due."])
    assert len(practised.events("slot.missed")) == len(practised.events("told")) == 1 - sent


def test_nobody_enrolled_publishes_nothing(practised: Bakery, practice: Practice) -> None:
    """Where decisions need a code and nobody has one, nothing goes out, not even what is ready."""
    practised.bake("cake", CAKE)
    file = practised.folder / "committee.yaml"
    file.write_text(file.read_text().replace("one_time_code: false", "one_time_code: true"))
    (line,) = run(practised, SLOT)
    assert line == "Nothing is published: nobody is enrolled for approvals. Run: communique secretary enroll"
    assert out(practice) == 0
    key = practised.installation.workspace.secret_key()
    approvers.enroll(practised.installation.engine, TC, "s.miller", "Sam Miller", key=key, now=SLOT)
    assert len(run(practised, SLOT)) == out(practice) == 1


def test_a_machine_that_was_off_for_three_weeks(practised: Bakery, practice: Practice) -> None:
    """One event for the last slot, nothing late, passed windows missed and told, then no more than the usual three."""
    for number in range(4):
        practised.bake(f"cake-{number}", f"text: Cake {number}.\n")
    practised.bake("christmas", "text: Merry Christmas.\npublish: {before: 2026-12-08}\n")
    on = SLOT + 3 * WEEK - dt.timedelta(hours=12)
    lines = hourly(practised, on) + hourly(practised, on + minutes(60))
    assert len(lines) == 2
    assert "christmas on fake: missed" in lines[0]
    assert "The slot of Tue 15 Dec 2026, 10:00 CET was missed" in lines[1]
    assert len(practised.events("slot.missed")) == 1
    assert out(practice) == 0
    run(practised, SLOT + 3 * WEEK, SLOT + 3 * WEEK)
    hourly(practised, SLOT + 3 * WEEK + minutes(20))
    assert out(practice) == 3
    assert practised.states("christmas") == {"fake": State.MISSED}


def test_runs_that_prefect_makes_up_for(practised: Bakery, practice: Practice) -> None:
    """After a week off Prefect runs old slots late; they send nothing, and this week's slot is not overfilled."""
    for number in range(5):
        practised.bake(f"cake-{number}", f"text: Cake {number}.\n")
    now = SLOT + WEEK + minutes(5)
    for slot in (SLOT - WEEK, SLOT, SLOT + WEEK, SLOT + WEEK):
        run(practised, now, slot)
    assert out(practice) == 3
    assert len(practised.events("slot.missed")) == 1


def test_throttled_goes_out_within_the_hour(practised: Bakery, practice: Practice) -> None:
    """The network asked to wait: not before, and by the next follow-up, still within `late_until`."""
    practised.bake("cake", CAKE)
    practice.misbehave(Mishap.THROTTLE)
    run(practised, SLOT)
    hourly(practised, SLOT + minutes(1))
    assert out(practice) == 0
    hourly(practised, SLOT + minutes(20))
    assert practised.states("cake") == {"fake": State.PUBLISHED}


def test_a_lost_answer_is_settled_by_the_follow_up(practised: Bakery, practice: Practice) -> None:
    """A doubt is looked into within the hour, nothing is sent again, and the Secretary is told of it once."""
    practised.bake("cake", CAKE)
    practice.misbehave(Mishap.LOSE_ANSWER)
    run(practised, SLOT)
    hourly(practised, SLOT + minutes(20))
    assert practised.states("cake") == {"fake": State.PUBLISHED}
    assert out(practice) == len(practised.events("told")) == 1


def test_a_doubt_that_stays_is_told_once(practised: Bakery, practice: Practice) -> None:
    """Where nobody can tell, the Secretary is asked to look, once and not every hour."""
    practised.bake("cake", CAKE)
    practice.misbehave(Mishap.LOSE_ANSWER)
    run(practised, SLOT)
    practice.shelf.token = "changed"
    for hour in range(1, 5):
        hourly(practised, SLOT + minutes(60 * hour))
    assert ["Look at the account yourself" in told["body"] for told in practised.events("told")] == [False, True]


def test_stopped_means_stopped(practised: Bakery, practice: Practice) -> None:
    """While the committee is stopped neither the slot nor the follow-up sends anything."""
    practised.bake("cake", CAKE)
    controls.stop(practised.installation.engine, TC, "s.miller", "Wait.", now=SLOT)
    run(practised, SLOT)
    hourly(practised, SLOT + minutes(20))
    assert out(practice) == 0
    assert practised.states("cake") == {"fake": State.READY}


def test_a_window_that_opens_after_the_slot(practised: Bakery, practice: Practice) -> None:
    """A post that may go out from Wednesday on waits for the next Tuesday, also within `late_until`."""
    practised.bake("cake", "text: The cake is out.\npublish: {after: 2026-12-01T12:00:00+01:00}\n")
    run(practised, SLOT)
    hourly(practised, SLOT + minutes(140))
    assert out(practice) == 0
    run(practised, SLOT + WEEK, SLOT + WEEK)
    assert out(practice) == 1


def test_an_approval_after_the_slot(practised: Bakery, practice: Practice) -> None:
    """Approved after the slot, a post waits for the next one: late is for what was held up, not for what is new."""
    run(practised, SLOT)
    practised.bake("cake", CAKE, SLOT + minutes(60))
    hourly(practised, SLOT + minutes(80))
    assert out(practice) == 0
    run(practised, SLOT + WEEK, SLOT + WEEK)
    assert out(practice) == 1
