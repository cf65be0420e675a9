"""What `doctor` says of the queue."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine

from communique.flows.installation import Installation
from communique.post.receipt import Outcome
from communique.queue import approvers, controls, slots

Diagnose = Callable[..., dict[str, tuple[str, str]]]
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
LAST = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def alter(workspace: Path, statement: str, *values: str) -> None:
    """Change the database behind the program's back."""
    connection = sqlite3.connect(workspace / ".communique" / "queue.db")
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_a_queue_that_fits(diagnose: Diagnose) -> None:
    """The database answers, and its revision is told."""
    level, words = diagnose()["queue"]
    assert (level, "at revision 0" in words) == ("ok", True)


@pytest.mark.parametrize(("stands", "level"), [("0001", "warning"), ("9999", "danger")])
def test_a_queue_of_another_version(stands: str, level: str, diagnose: Diagnose, workspace: Path) -> None:
    """An older queue is a warning, a newer one a danger; neither is looked into or upgraded."""
    alter(workspace, "UPDATE alembic_version SET version_num = ?", stands)
    found = diagnose()
    assert found["queue"][0] == level
    assert "log" not in found
    assert diagnose() == found


@pytest.mark.parametrize("url", ["postgresql://tester@127.0.0.1:1/queue", "nonsense"])
def test_a_queue_out_of_reach(url: str, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that does not answer is a danger, in plain words."""
    monkeypatch.setenv("COMMUNIQUE_DATABASE", url)
    level, words = diagnose()["queue"]
    assert (level, "can't be used" in words, "COMMUNIQUE_DATABASE" in words) == ("danger", True, True)


def test_approvers(diagnose: Diagnose, installation: Installation) -> None:
    """Nobody enrolled is a danger, and so is somebody who has left the committee file."""
    assert diagnose()["approvers of ISO/TC 400"][0] == "danger"
    key = installation.workspace.secret_key()
    approvers.enroll(installation.engine, TC, "o.ld", "Old", key=key, now=NOW)
    level, words = diagnose()["approvers of ISO/TC 400"]
    assert (level, "communique secretary revoke o.ld" in words) == ("danger", True)


@pytest.mark.usefixtures("secretary")
def test_what_is_held_up(diagnose: Diagnose, installation: Installation, workspace: Path) -> None:
    """A stop and a desk at which somebody guessed are warnings, a parked account is a danger, each with its cure."""
    assert diagnose()["publishing"][0] == "ok"
    controls.stop(installation.engine, TC, "tester", "A mistake.", now=NOW)
    controls.park(installation.engine, TC, "blog", "The password is wrong.", now=NOW)
    alter(workspace, "INSERT INTO desklock VALUES (?, 5, '2026-11-22 09:00:00')", TC)
    found = diagnose()
    assert found[f"stop switch of {TC}"] == ("warning", "Publishing is stopped: A mistake. To go on: communique start")
    assert (found[f"account of {TC}"][0], found[f"desk of {TC}"][0]) == ("danger", "warning")
    assert "publishing" not in found


def test_doubts(
    diagnose: Diagnose, answer: Callable[..., int], attempt: Callable[..., None], clock: time_machine.Traveller
) -> None:
    """A doubt is a warning with its age, and a danger after a day."""
    assert diagnose()["doubts"][0] == "ok"
    answer("cakes")
    attempt(Outcome.IN_DOUBT)
    level, words = diagnose()["doubts"]
    assert (level, "less than two hours" in words) == ("warning", True)
    clock.move_to(NOW + dt.timedelta(hours=30))
    level, words = diagnose()["doubts"]
    assert (level, "for 30 hours" in words) == ("danger", True)


def test_missed_posts(diagnose: Diagnose, hand: Callable[..., int], installation: Installation) -> None:
    """Posts whose window has passed are counted, as a note."""
    assert "missed posts" not in diagnose()
    hand("cakes", publish={"before": "2026-11-23"})
    slots.miss(installation.engine, TC, now=NOW + dt.timedelta(days=2))
    level, words = diagnose()["missed posts"]
    assert (level, "1 delivery ended" in words) == ("note", True)


def test_the_last_slot(diagnose: Diagnose, installation: Installation) -> None:
    """A slot that was used is well; of one before the first post nothing is said."""
    assert "slot of ISO/TC 400" not in diagnose()
    slots.slot_done(installation.engine, TC, LAST, now=LAST)
    assert diagnose()["slot of ISO/TC 400"] == ("ok", "The last one, Tue 17 Nov 2026, 10:00 CET, was used. ")


def test_a_missed_slot(
    diagnose: Diagnose, answer: Callable[..., int], installation: Installation, clock: time_machine.Traveller
) -> None:
    """A slot without a record while posts are ready is a note; a missed one is a warning."""
    answer("cakes")
    clock.move_to(LAST + dt.timedelta(days=8))
    assert diagnose()["slot of ISO/TC 400"][0] == "note"
    later = LAST + dt.timedelta(days=7)
    assert slots.missed_slot(installation.engine, TC, later, now=later + dt.timedelta(days=1))
    level, words = diagnose()["slot of ISO/TC 400"]
    assert (level, "Tue 24 Nov 2026, 10:00 CET, was missed" in words) == ("warning", True)


def test_the_log(diagnose: Diagnose, hand: Callable[..., int], workspace: Path) -> None:
    """A log that somebody changed is a danger."""
    hand("cakes")
    assert diagnose()["log"][0] == "ok"
    alter(workspace, "UPDATE event SET who = 'somebody else'")
    assert diagnose()["log"][0] == "danger"
