"""What lies around a committee's posts: read when it is there, and a fault that blocks when it can't be read."""

import os
from pathlib import Path

import pytest

from communique.committee.workspace import Home, read_home
from communique.policy.around import around
from communique.policy.pack import load_pack

COMMITTEE = (Path(__file__).parent.parent / "scenarios" / "committee.yaml").read_text()
ROSTER = "people: [{name: Maria Crumb}]\n"


def home(folder: Path, *lines: str) -> Home:
    """Give a committee whose file names what lies around it."""
    file = folder / "committee.yaml"
    file.write_text("\n".join([COMMITTEE, *lines]))
    return read_home(file)


def test_nothing_there(tmp_path: Path) -> None:
    """A committee without files of its own is judged by the pack alone."""
    beside = around(home(tmp_path))
    assert (beside.pack, beside.roster, beside.leaks, beside.faults) == (load_pack(), None, None, ())


def test_everything_there(tmp_path: Path) -> None:
    """Own rules, roster and private papers are read, relative to the committee file."""
    (tmp_path / "own.yaml").write_text("family: Ours\nseverity: {LINK-2: block}\n")
    (tmp_path / "roster.yaml").write_text(ROSTER)
    (tmp_path / "drafts").mkdir()
    beside = around(home(tmp_path, "rules: own.yaml", "private: {roster: roster.yaml, drafts: drafts}"))
    assert beside.roster
    assert [*beside.roster.find("Thanks to maria crumb!")] == [(10, 21)]
    assert beside.leaks
    assert [change.rule for change in beside.pack.changes] == ["LINK-2"]
    assert beside.faults == ()


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("rules: own.yaml", "own.yaml"),
        ("private: {roster: roster.yaml}", "roster.yaml"),
        ("private: {drafts: drafts}", "drafts"),
    ],
)
def test_what_is_missing_is_a_fault(tmp_path: Path, line: str, file: str) -> None:
    """A file that is named and not there is told, with a cure; it is never taken for an empty one."""
    (fault,) = around(home(tmp_path, line)).faults
    assert file in fault.file
    assert fault.reason
    assert fault.cure


def test_broken_own_rules(tmp_path: Path) -> None:
    """Own rules that can't be used are told, and the pack judges meanwhile."""
    (tmp_path / "own.yaml").write_text("family: Ours\nseverity: {ROLE-9: block}\n")
    beside = around(home(tmp_path, "rules: own.yaml"))
    assert beside.pack is load_pack()
    assert "ROLE-9" in beside.faults[0].reason


def test_a_broken_roster_is_not_shown(tmp_path: Path) -> None:
    """Of a roster that can't be read only the place is told: what stands there is private."""
    (tmp_path / "roster.yaml").write_text("people: [{name: Maria Crumb, boss: Petra Hefezopf}]\n")
    (fault,) = around(home(tmp_path, "private: {roster: roster.yaml}")).faults
    assert "line 1, column" in fault.reason
    assert not any(name in str(fault) for name in ("Crumb", "Hefezopf"))


def test_a_changed_roster_is_read_anew(tmp_path: Path) -> None:
    """A running installation notices that the roster has changed."""
    file = tmp_path / "roster.yaml"
    file.write_text(ROSTER)
    committee = home(tmp_path, "private: {roster: roster.yaml}")
    first = around(committee).roster
    assert around(committee).roster is first
    file.write_text(ROSTER.replace("Maria", "Jean"))
    os.utime(file, ns=(1, 1))
    changed = around(committee).roster
    assert changed
    assert [*changed.find("Jean Crumb")]


def test_private_files_left_out(tmp_path: Path) -> None:
    """Where private files can't be at hand they are not asked for; own rules are."""
    written = home(tmp_path, "rules: own.yaml", "private: {roster: roster.yaml, drafts: drafts}")
    assert [fault.file for fault in around(written, private=False).faults] == ["own.yaml"]
