"""`communique audit`: the log of everything that happened."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from communique.flows.installation import Installation
from communique.queue import audit

Run = Callable[..., Result]


def test_a_whole_log(run: Run, hand: Callable[..., int], installation: Installation) -> None:
    """A log that nobody touched is whole; its head is shown, and is still found later."""
    hand("cakes")
    noted = audit.head(installation.engine)
    assert f"The log is whole. Its head is {noted}" in run("audit", "verify").output
    hand("muffins")
    run("audit", "verify", "--head", noted)


def test_a_changed_log(run: Run, hand: Callable[..., int], workspace: Path) -> None:
    """A changed row is named, and the end is 1."""
    hand("cakes")
    connection = sqlite3.connect(workspace / ".communique" / "queue.db")
    with connection:
        connection.execute("UPDATE event SET who = 'somebody else'")
    connection.close()
    assert "somebody else" in run("audit", "verify", expect=1).stderr


def test_a_head_that_is_gone(run: Run) -> None:
    """A head that was noted earlier and is no longer there shows that the log was replaced."""
    assert "no longer in the log" in run("audit", "verify", "--head", "f" * 64, expect=1).stderr


def test_export(run: Run, hand: Callable[..., int]) -> None:
    """The log is printed as one JSON object per line, oldest first."""
    hand("cakes")
    hand("muffins")
    events = [json.loads(line) for line in run("audit", "export").output.splitlines()]
    assert [each["subject"] for each in events] == ["cakes", "muffins"]
    assert events[1]["previous"] == events[0]["hash"]
