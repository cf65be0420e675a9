"""Several publishers at once, in real processes, on both databases: never twice, never lost."""

import datetime as dt
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import audit, doubts, intake, sending, view
from communique.queue.database import open_database
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def publish(url: str, paper: str, per_network: int) -> None:
    """Send all that is due, as one of several publishers; every sending is a line on paper."""
    engine = open_database(url)
    while numbers := sending.due(engine, TC, "blog", now=NOW, slot=NOW, per_network=per_network):
        for number in numbers:
            held = sending.claim(engine, number, slot=NOW, per_network=per_network, now=NOW)
            while held is not None:
                note(paper, f"{held.idea_id}/{held.part}\n")
                receipt = Receipt(remote_id=held.key, url="")
                state = sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, receipt), now=NOW)
                held = sending.next_part(engine, held, now=NOW) if state is State.SENDING else None
    engine.dispose()


def hand_in_again(url: str, paper: str, submission: intake.Submission) -> None:
    """Hand one idea in, as one of several that do so at once."""
    engine = open_database(url)
    taken = intake.take_in(engine, TC, [submission], now=NOW)
    note(paper, f"{taken[0].outcome}\n")
    engine.dispose()


def note(paper: str, line: str) -> None:
    """Write a line in one piece."""
    file = os.open(paper, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)


def together(work: Callable[..., None], *arguments: object, processes: int = 3) -> None:
    """Start the same work several times at once; all must end well."""
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=work, args=arguments) for _ in range(processes)]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=120)
    assert [process.exitcode for process in running] == [0] * processes


def test_no_part_is_sent_twice_and_none_is_left(
    engine: Engine, url: str, ready: Callable[..., int], tmp_path: Path
) -> None:  # fmt: skip
    """Three publishers with the same work send each part of each post exactly once."""
    paper = tmp_path / "paper"
    for number in range(8):
        ready(f"cake-{number}", texts=("One.", "Two."))
    together(publish, url, str(paper), 50)
    sent = Counter(paper.read_text().split())
    assert sent == {f"cake-{number}/{part}": 1 for number in range(8) for part in range(2)}
    assert len(view.posts(engine, TC, State.PUBLISHED)) == 8
    assert audit.verify(engine) == []


def test_a_slot_is_never_overfilled(url: str, ready: Callable[..., int], tmp_path: Path) -> None:
    """Three publishers together send no more than one slot has room for."""
    paper = tmp_path / "paper"
    for number in range(8):
        ready(f"cake-{number}")
    together(publish, url, str(paper), 3)
    assert len(paper.read_text().split()) == 3


def test_one_idea_is_taken_in_once(
    engine: Engine, url: str, submission: Callable[..., intake.Submission], tmp_path: Path
) -> None:  # fmt: skip
    """Handed in by three at once, an idea is one post with one revision."""
    paper = tmp_path / "paper"
    together(hand_in_again, url, str(paper), submission())
    assert sorted(paper.read_text().split()) == ["new", "unchanged", "unchanged"]
    assert [one.number for one in view.posts(engine)] == [1]


def publish_and_die(url: str, paper: str, step: str) -> None:
    """Send the only delivery, and be killed after one step."""
    engine = open_database(url)
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    if step != "claimed":
        note(paper, f"{held.key}\n")
    if step == "settled":
        receipt = Receipt(remote_id=held.key, url="")
        sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, receipt), now=NOW)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("step", ["claimed", "sent", "settled"])
def test_a_killed_publisher_sends_nothing_twice(
    engine: Engine, url: str, ready: Callable[..., int], *, tmp_path: Path, step: str
) -> None:  # fmt: skip
    """Killed with SIGKILL after any step, a delivery is finished by the next one: sent once, and published."""
    paper, later = tmp_path / "paper", NOW + dt.timedelta(hours=1)
    ready()
    process = multiprocessing.get_context("spawn").Process(target=publish_and_die, args=(url, str(paper), step))
    process.start()
    process.join(timeout=120)
    assert process.exitcode == -signal.SIGKILL
    for number in doubts.orphans(engine, started_before=later):
        doubts.doubt(engine, number, started_before=later, now=later)
    for doubt in doubts.doubts(engine):
        there = paper.exists() and doubt.key in paper.read_text()
        doubts.resolve(engine, doubt, Receipt(remote_id=doubt.key, url="") if there else None, now=later)
    publish(url, str(paper), 3)
    assert len(paper.read_text().split()) == 1
    assert len(view.posts(engine, TC, State.PUBLISHED)) == 1
