"""The fault campaign in its short form, and that it would see what must never be."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from communique.queue.states import State
from faults import whole
from faults.document import figures
from faults.listed import fits
from faults.points import COMMIT, LOST, NAMES, Action, Side
from faults.report import NEVER, Report
from faults.schedules import schedule
from faults.verdict import Standing, Verdict, one, unapproved

SUPPORT = Path(__file__).parent.parent / "support"
TEXT = "The cake is out."


@pytest.mark.timeout(600)
def test_two_dozen_schedules(tmp_path: Path) -> None:
    """After kills, cuts, full disks, wrong clocks and mishaps: nothing lost, twice or unapproved, the log whole."""
    command = [sys.executable, "-m", "faults", "--no-list", "--sqlite", "--whole", "0", "--count", "24", "--json"]
    settings = {**os.environ, "PYTHONPATH": str(SUPPORT), "TMPDIR": str(tmp_path)}
    answer = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    (total,) = [row for name, row in json.loads(answer.stdout)["rows"].items() if name == "all"]
    assert total["trials"] == 24
    assert total["reached"] > 12
    assert total["once"] > 120
    assert not any(total.get(each) for each in NEVER)


def test_a_seed_can_be_played_again() -> None:
    """The same seed gives the same schedule, another one another."""
    assert schedule(7) == schedule(7)
    assert str(schedule(7).steps) != str(schedule(8).steps)


def test_a_trial_that_breaks_is_a_failure() -> None:
    """Where a trial could not be played to its end, the report says so with its seed, and promises nothing."""
    report = Report()
    report.spoilt("random", schedule(7), ValueError("the stage fell down"))
    assert report.failures[0]["seed"] == 7
    assert "**1 trials failed.**" in figures(report, range(7, 8), postgresql=True)


def test_a_real_prefect_is_struck_in_every_flow() -> None:
    """Each trial with a real Prefect kills somebody in each flow; sixteen of them kill everybody somewhere."""
    played = list(whole.schedules(16))
    assert played == list(whole.schedules(16))
    assert {tuple(blow.flow for blow in each.blows) for each in played} == {whole.FLOWS}
    killed = {(blow.flow, blow.victim) for each in played for blow in each.blows}
    assert killed == {(flow, victim) for flow in whole.FLOWS for victim in ("server", "runner", "run", "everything")}


@pytest.mark.parametrize(
    ("state", "asked", "receipts", "times", "became"),
    [
        (State.PUBLISHED, False, 1, 1, "once"),
        (State.PUBLISHED, False, 1, 2, "twice"),
        (State.IN_DOUBT, True, 0, 2, "twice"),
        (State.IN_DOUBT, True, 0, 1, "asked"),
        (State.IN_DOUBT, True, 0, 0, "asked"),
        (State.IN_DOUBT, False, 0, 1, "lost"),
        (State.PUBLISHED, False, 1, 0, "lost"),
        (State.PUBLISHED, False, 0, 1, "lost"),
        (State.READY, False, 0, 0, "lost"),
        (State.WAITING, False, 0, 0, "lost"),
    ],
)
def test_the_judge(*, state: State, asked: bool, receipts: int, times: int, became: str) -> None:
    """Whatever is not out exactly once with its receipt, or asked about, is a failure."""
    delivery = Standing("cake", "x", state, approved=True, asked=asked, receipts=receipts, texts=(TEXT,))
    verdict = Verdict()
    one(verdict, "cake on x", delivery, Counter({TEXT: times}))
    assert dict(verdict.became) == {became: 1}
    assert bool(verdict.wrong) == (became in NEVER)


def test_a_post_that_is_not_in_the_queue() -> None:
    """An idea that was never taken in is lost."""
    verdict = Verdict()
    one(verdict, "cake on x", None, Counter())
    assert dict(verdict.became) == {"lost": 1}


@pytest.mark.parametrize(("approved", "wish", "count"), [(True, "approve", 0), (False, "approve", 1), (True, "", 1)])
def test_what_nobody_approved(*, approved: bool, wish: str, count: int) -> None:
    """A text counts as unapproved if the database knows no approval of it, or if the Secretary never meant it."""
    delivery = Standing("cake", "x", State.PUBLISHED, approved=approved, asked=False, receipts=1, texts=(TEXT,))
    verdict = Verdict()
    unapproved(verdict, [delivery], {"x": Counter({TEXT: 1})}, words={"cake": {TEXT}}, wishes={"cake": wish})
    assert verdict.became["unapproved"] == count


@pytest.mark.parametrize("point", NAMES)
@pytest.mark.parametrize("side", ["before", "after"])
def test_every_step_is_killed_at(point: str, side: Side) -> None:
    """The list leaves no step out where a process can be killed."""
    assert fits(point, side, "kill")


@pytest.mark.parametrize(
    ("point", "side", "action"), [(COMMIT, "before", "lose"), (LOST, "before", "cut"), (COMMIT, "after", "full")]
)
def test_what_is_no_fault_of_its_own(point: str, side: Side, action: Action) -> None:
    """What can't happen at a step, or comes to the same as another step, is not listed."""
    assert not fits(point, side, action)
