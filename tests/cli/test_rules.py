"""`communique rules list|show|test`: what is checked, what a committee changed, and whether the examples hold."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from communique.cli.app import app
from communique.policy.pack import load_pack

ROOT = Path(__file__).parent.parent.parent
OWN = """\
family: Rules of ISO/TC 400
severity: {LINK-2: block}
rules:
  - id: OWN-1
    clause: "Communiqué's own rule: sample"
    severity: warn
    check: said
    settings: {frames: {en: ["raisin*"]}}
    message: "“{words}”."
    cure: "Say fruit."
    examples: {passing: [Fruit cakes.], failing: [Raisin cakes.]}
"""


def run(*words: str) -> tuple[int, str]:
    """Run a command of the group and give its exit code and what it printed."""
    result = CliRunner().invoke(app, ["rules", *words])
    return result.exit_code, result.output


@pytest.fixture
def committee(tmp_path: Path) -> Path:
    """Give a committee file that names own rules."""
    file = tmp_path / "committee.yaml"
    file.write_text((ROOT / "tests/scenarios/committee.yaml").read_text() + "rules: rules.yaml\n")
    (tmp_path / "rules.yaml").write_text(OWN)
    return file


def test_list() -> None:
    """Every rule is listed under its family, for people and for scripts."""
    _, printed = run("list")
    assert all(rule.id in printed and rule.family in printed for rule in load_pack().rules)
    listed = json.loads(run("list", "--json")[1])
    assert [rule["id"] for rule in listed] == [rule.id for rule in load_pack().rules]


def test_a_family() -> None:
    """One family alone; a misspelt one is asked back."""
    listed = json.loads(run("list", "--family", "Links", "--json")[1])
    assert [rule["id"] for rule in listed] == ["LINK-1", "LINK-2", "IDEA-3"]
    code, printed = run("list", "--family", "Linkz")
    assert (code, "Did you mean 'Links'?" in printed) == (2, True)


def test_the_committees_own(committee: Path) -> None:
    """What a committee adds and changes is listed with what it was before."""
    listed = {rule["id"]: rule for rule in json.loads(run("list", "--committee", str(committee), "--json")[1])}
    assert (listed["LINK-2"]["severity"], listed["LINK-2"]["changed_from"]) == ("block", "warn")
    assert (listed["OWN-1"]["own"], listed["LINK-1"]["own"]) == (True, False)
    printed = run("list", "--committee", str(committee))[1]
    assert "(was warn)" in printed
    assert "(the committee's own)" in printed


def test_show(committee: Path) -> None:
    """One rule is shown whole, with its words, examples and file; an unknown one is asked back."""
    shown = json.loads(run("show", "OWN-1", "--committee", str(committee), "--json")[1])
    assert shown["settings"] == {"frames": {"en": ["raisin*"]}}
    assert shown["examples"]["failing"] == [{"text": "Raisin cakes."}]
    assert shown["file"] == str(committee.with_name("rules.yaml"))
    assert "Did you mean LINK-1?" in run("show", "LINK-1O")[1]


def test_the_examples_of_the_pack() -> None:
    """Every example of every rule does as it says."""
    code, printed = run("test")
    assert (code, "all right." in printed) == (0, True)


def test_the_committees_examples(committee: Path) -> None:
    """Own rules are tried alone; an example that does not hold is named with what was said of it."""
    assert run("test", "--committee", str(committee)) == (0, "1 rule, 2 examples: all right.\n")
    file = committee.with_name("rules.yaml")
    file.write_text(OWN.replace("[Fruit cakes.]", "[A raisin, Nothing]").replace("[Raisin cakes.]", "[Fruit]"))
    code, printed = run("test", "--committee", str(committee))
    assert code == 1
    assert "OWN-1: a passing example is accused: “raisin”." in printed
    assert "OWN-1: a failing example is let pass" in printed
    assert json.loads(run("test", "--committee", str(committee), "--json")[1])["examples"] == 3


def test_no_own_rules(committee: Path) -> None:
    """A committee file without own rules is told what to write."""
    committee.write_text(committee.read_text().replace("rules: rules.yaml\n", ""))
    code, printed = run("test", "--committee", str(committee))
    assert (code, "add `rules: rules.yaml`" in printed) == (2, True)


def test_the_page() -> None:
    """The page in the documentation is what the rule files say."""
    assert run("list", "--markdown")[1] == (ROOT / "docs" / "rules.md").read_text()
