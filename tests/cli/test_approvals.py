"""`communique secretary`, `stop` and `start`: who may approve, and whether anything goes out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.queue import approvers, audit, controls

Run = Callable[..., Result]
TC = "iso-tc-400"


def test_enroll_shows_a_qr_code(run: Run, installation: Installation) -> None:
    """Enrolling shows the key once, as a QR code and as letters, and records who was enrolled."""
    printed = run("secretary", "enroll", "s.miller").output
    assert sum("█" in line or "▀" in line for line in printed.splitlines()) > 10
    (key,) = [line.rpartition(" ")[2] for line in printed.splitlines() if "type this key" in line]
    assert len(key) == 32
    assert [each.person for each in approvers.approvers(installation.engine, TC)] == ["s.miller"]
    assert key not in json.dumps(list(audit.export(installation.engine)))


def test_only_those_in_the_file(run: Run) -> None:
    """Somebody who is neither Secretary nor deputy can't be enrolled, whoever asks."""
    assert "Known: s.miller" in run("secretary", "enroll", "a.baker", expect=2).stderr


def test_a_key_that_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key of the wrong form nobody is enrolled, and the cure is named."""
    monkeypatch.setenv("COMMUNIQUE_KEY", "password")
    assert "COMMUNIQUE_KEY" in run("secretary", "enroll", "s.miller", expect=2).stderr


@pytest.mark.usefixtures("secretary")
def test_list(run: Run) -> None:
    """The list names everybody who may be enrolled, and since when they are."""
    assert "s.miller (Sam Miller): enrolled since Sun 22 Nov 2026, 10:00 CET" in run("secretary", "list").output
    (row,) = json.loads(run("secretary", "list", "--json").output)
    assert row == {"id": "s.miller", "name": "Sam Miller", "enrolled": "2026-11-22T09:00:00+00:00"}


def test_list_names_who_is_not_enrolled(run: Run) -> None:
    """Before anybody is enrolled the list says so."""
    assert "s.miller (Sam Miller): not enrolled" in run("secretary", "list").output


@pytest.mark.usefixtures("secretary")
def test_those_who_left_are_listed_too(run: Run, workspace: Path) -> None:
    """Somebody who can still approve is listed, even if the committee file names them no more."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("s.miller", "n.ew"))
    assert "s.miller (Sam Miller): enrolled since" in run("secretary", "list").output
    assert "no longer in committee.yaml" in run("secretary", "list").output


@pytest.mark.usefixtures("secretary")
def test_revoke(run: Run, installation: Installation) -> None:
    """A key is taken back once; the second time there is none."""
    assert "refused from now on" in run("secretary", "revoke", "s.miller").output
    assert approvers.approvers(installation.engine, TC) == []
    assert "is not enrolled" in run("secretary", "revoke", "s.miller", expect=1).stderr


def test_stop_and_start(run: Run, installation: Installation) -> None:
    """Stopping asks for a reason and holds until start; both are recorded with who gave the command."""
    assert "Nothing is sent until: communique start" in run("stop", typed="A mistake.\n").output
    assert controls.stopped(installation.engine, TC)
    assert "goes on" in run("start").output
    assert not controls.stopped(installation.engine, TC)
    said = [(each["what"], each["who"].split()[0]) for each in audit.export(installation.engine)]
    assert said == [("switch.stopped", "operator"), ("switch.started", "operator")]


def test_start_tries_parked_accounts_again(run: Run, installation: Installation) -> None:
    """Whoever says `start` has put parked accounts right."""
    controls.park(installation.engine, TC, "blog", "The password is wrong.", now=utc_now())
    run("start")
    assert controls.parked(installation.engine, TC) == {}


@pytest.mark.parametrize("command", [["stop", "--why", "Fear."], ["start"], ["secretary", "list"], ["plan"]])
def test_a_committee_that_is_not_there(command: list[str], run: Run, installation: Installation) -> None:
    """A mistyped committee is told, and nothing happens: a stop that stops nothing would be worse than none."""
    assert "Did you mean iso-tc-400?" in run(*command, "-c", "iso-tc-40", expect=2).stderr
    assert list(audit.export(installation.engine)) == []
