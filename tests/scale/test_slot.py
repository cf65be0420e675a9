"""Five hundred committees, three publishers, one killed in the middle of the slot, one cut off from the queue."""

import os
import signal
from collections.abc import Callable

import pytest

from faults.networks import Networks
from faults.report import NEVER
from scale.crew import Crew, end, go_on, halted
from scale.lane import lane
from scale.slot import judged, plan, play
from scale.town import Town

Populate = Callable[[int], tuple[Town, Crew]]
COMMITTEES = 500
SEED = 9
"""One is killed when the answer is there and not written down, one cut off when its request is about to be written."""


@pytest.mark.timeout(1500)
def test_a_slot_of_five_hundred(populate: Populate, around: Networks) -> None:
    """Every approved post is out exactly once, or asked about; none is lost, twice or unapproved; the log is whole."""
    town, people = populate(COMMITTEES)
    played = play(plan(SEED, COMMITTEES), town, people, around)
    became = played.verdict.became
    assert not any(became[each] for each in NEVER), (played.verdict.wrong[:5], played.said)
    approved = sum(wish == "approve" for wish in town.wishes.values())
    assert became["once"] + became["asked"] == 3 * approved
    assert became["asked"] <= 2


def test_a_publisher_that_was_held_up_sends_nothing(populate: Populate, around: Networks) -> None:
    """Stopped after the last look, when its line to the practice network is there, it writes nothing a lease later."""
    town, people = populate(1)
    people.run("bake")
    stopped = people.start("publish", "--halt", "connected:2")
    halted(stopped)
    os.kill(stopped.pid, signal.SIGSTOP)
    people.run("follow-up", "--minutes", "16")
    os.kill(stopped.pid, signal.SIGCONT)
    go_on(stopped, 16)
    end(stopped)
    verdict = judged(town, people, around)
    assert (dict(verdict.became), verdict.wrong) == ({"once": 3}, [])


def test_a_cut_in_the_middle_of_a_claim(populate: Populate, around: Networks) -> None:
    """Cut off while it has the turn of all writers, a publisher holds the others up for a moment, and ends in words."""
    town, people = populate(1)
    people.run("bake")
    with lane(people.database) as way:
        cut = people.start("publish", "--halt", "claiming:1", database=way.url(people.database))
        halted(cut)
        way.cut()
        go_on(cut)
        people.run("publish")
        way.reset()
        assert "OperationalError" in end(cut, 1)
    verdict = judged(town, people, around)
    assert (dict(verdict.became), verdict.wrong) == ({"once": 3}, [])
