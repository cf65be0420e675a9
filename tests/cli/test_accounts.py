"""`communique accounts check`: what it prints, its exit status, and which committees it looks at."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from typer.testing import Result

from communique.flows.installation import Installation
from communique.post.receipt import Outcome, Receipt
from communique.queue import sending

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
Run = Callable[..., Result]
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "iso-tc-400"


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Give a workspace with the example committee, and another one that writes the same site."""
    root = tmp_path / "several"
    shutil.copytree(EXAMPLE, root / "iso-tc-400")
    text = (EXAMPLE / "committee.yaml").read_text().replace("ISO/TC 400", "ISO/TC 401")
    (root / "pies").mkdir()
    (root / "pies" / "committee.yaml").write_text(text.replace("public/", "../iso-tc-400/public/"))
    return root


@pytest.fixture
def published(run: Run, answer: Callable[..., int], installation: Installation) -> Run:
    """Give the way to run a command where one post is out since now."""
    answer("cakes")
    held = sending.claim(installation.engine, 1, slot=NOW, per_network=1, now=NOW)
    assert held
    out = sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="u"))
    sending.settle(installation.engine, held, out, now=NOW)
    return run


def test_a_committee_in_order(run: Run, tmp_path: Path) -> None:
    """The example committee hears of nothing but what nobody can know without a queue; nothing is made."""
    shutil.copytree(EXAMPLE, tmp_path / "good")
    said = run("accounts", "check", tmp_path / "good").output
    assert "The committee\nok" in said
    assert "The account check found: 1 advice." in said
    assert "In doubt, ask tpm@example.org" in said
    assert not (tmp_path / "good" / ".communique").exists()


def test_what_is_missing_is_told(run: Run, workspace: Path) -> None:
    """Each finding has its clause and its cure, in the block of what it is about, and blocks give the status 1."""
    committee, _, account = run("accounts", "check", expect=1).output.partition("The account on blog: ISO/TC 400")
    assert "Nothing says that the committee has agreed to have accounts. [ACCT-10]" in committee
    assert "cure: Take a resolution" in committee
    assert "clause: Team ISO" in account
    assert "8 blocking, 5 to watch" in account


def test_a_finding_names_its_line(run: Run, workspace: Path) -> None:
    """What stands in the file is found there, in words and for scripts."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("Official account", "Account"))
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "bio:" in text)
    assert f"[BIO-1, line {line}]" in run("accounts", "check", file, expect=1).output
    (only,) = json.loads(run("accounts", "check", "--json", expect=1).stdout)
    found = next(each for each in only["findings"] if each["rule"] == "BIO-1")
    assert (found["line"], found["network"], found["field"]) == (line, "blog", "accounts.blog.bio")
    assert {each["network"] for each in only["findings"]} == {None, "blog"}


def test_committees_are_compared(run: Run, several: Path) -> None:
    """Two committees of a workspace may not share an account, and both are told."""
    both = json.loads(run("accounts", "check", several, "--json", expect=1).stdout)
    shared = {each["committee"]: [found["rule"] for found in each["findings"]] for each in both}
    assert "ACCT-1" in shared["iso-tc-400"]
    assert "ACCT-1" in shared["iso-tc-401"]
    (several / ".communique").mkdir()
    assert "[ACCT-1" in run("accounts", "check", several / "pies" / "committee.yaml", expect=1).output


def test_a_broken_file_never_hides_the_others(run: Run, several: Path) -> None:
    """The committee that can be read is checked, the mistakes of the other are told, and the status is 2."""
    (several / "pies" / "committee.yaml").write_text("committee: ISO/TC pies\n")
    said = run("accounts", "check", several, expect=2).output
    assert "The committee\nok" in said
    assert "write it as in `ISO/TC 400`" in said
    good, bad = json.loads(run("accounts", "check", several, "--json", expect=2).stdout)
    assert (good["verdict"], bad["verdict"]) == ("ok", None)
    assert bad["mistakes"]


@pytest.mark.parametrize("place", ["nothing", "nothing/committee.yaml"])
def test_nothing_there(place: str, run: Run, tmp_path: Path) -> None:
    """Where there is no committee file, that is told."""
    assert "there is no" in run("accounts", "check", tmp_path / place, expect=2).output


@pytest.mark.parametrize(("days", "rules"), [(1, []), (31, ["ACCT-9"]), (91, ["ACCT-9-DEAD"])])
def test_the_queue_tells_when_an_account_was_last_active(
    days: int, rules: list[str], published: Run, clock: time_machine.Traveller
) -> None:
    """What was published counts; after a month there is a warning, after three months a question."""
    clock.shift(days * 86_400)
    (only,) = json.loads(published("accounts", "check", "--json", expect=1).stdout)
    assert [found["rule"] for found in only["findings"] if found["rule"].startswith("ACCT-9")] == rules
