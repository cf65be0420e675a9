"""`communique doctor`: what it prints, how it ends, and what it leaves alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Diagnose = Callable[..., dict[str, tuple[str, str]]]


@pytest.mark.usefixtures("secretary")
def test_a_workspace_in_order(run: Run, diagnose: Diagnose) -> None:
    """Where a Secretary is enrolled nothing is a danger; what is not perfect is named all the same."""
    levels = {level for level, _ in diagnose().values()}
    assert levels == {"ok", "note", "warning"}
    printed = run("doctor").output
    assert "Enrolled: s.miller." in printed
    assert "things looked at: 3 warning" in printed


def test_something_missing(run: Run) -> None:
    """A danger ends with 1, and says what to do about it."""
    assert "communique secretary enroll s.miller" in run("doctor", expect=1).output


def test_a_broken_committee_file(diagnose: Diagnose, workspace: Path) -> None:
    """A committee file with mistakes is told with its place, and the machine is examined all the same."""
    (workspace / "committee.yaml").write_text("committee: ISO/TC cakes\n")
    found = diagnose()
    assert found["committee files"][0] == "danger"
    assert "committee.yaml:1:12" in found["committee files"][1]
    assert found["disk"][0] == "ok"


def test_no_workspace(diagnose: Diagnose, tmp_path: Path) -> None:
    """A folder that is none is told, and nothing is made there."""
    assert "there is no committee.yaml here" in diagnose("--workspace", tmp_path / "nowhere")["committee files"][1]
    assert not (tmp_path / "nowhere").exists()


def test_it_makes_nothing(diagnose: Diagnose, workspace: Path) -> None:
    """Where nothing has run yet, no queue and no key come to be."""
    for file in (workspace / ".communique").iterdir():
        file.unlink()
    (workspace / ".communique").rmdir()
    assert diagnose()["queue"][0] == "danger"
    assert not (workspace / ".communique").exists()
