"""Every rule of the pack lets its passing examples pass and finds fault with its failing ones."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from communique.policy.detectors import DETECTORS
from communique.policy.engine import Subject, check, load_pack
from communique.policy.family import read_family
from communique.policy.pack import FOLDER
from communique.policy.rule import Rule

FAMILIES = {file.stem: read_family(file) for file in sorted(FOLDER.glob("*.yaml"))}
RULES = [rule for family in FAMILIES.values() for rule, _ in family.rules]


def cases(which: str) -> list[object]:
    """List the examples of all rules as test cases."""
    return [
        pytest.param(rule, json.loads(json.dumps(piece)), id=f"{rule.id}-{number}")
        for family in FAMILIES.values()
        for rule, examples in family.rules
        for number, piece in enumerate(getattr(examples, which), 1)
    ]


@pytest.mark.parametrize(("rule", "piece"), cases("passing"))
def test_passing(rule: Rule, piece: Mapping[str, object], make_subject: Callable[..., Subject]) -> None:
    """A rule says nothing about its passing examples."""
    assert check(load_pack().only(rule.id), make_subject(piece)) == ()


@pytest.mark.parametrize(("rule", "piece"), cases("failing"))
def test_failing(rule: Rule, piece: Mapping[str, object], make_subject: Callable[..., Subject]) -> None:
    """A rule finds fault with its failing examples, in words without gaps."""
    found = check(load_pack().only(rule.id), make_subject(piece))
    assert found
    for finding in found:
        assert (finding.rule, finding.severity) == (rule.id, rule.severity)
        assert not re.search(r"[{}]", finding.message + finding.cure)


def test_every_detector_is_used() -> None:
    """A detector without a rule would be dead code."""
    assert {rule.check for rule in RULES} == set(DETECTORS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_clause(rule: Rule) -> None:
    """Every rule names the heading of the guidelines it stands under, or says that it is our own."""
    headings = (
        "Our social media values", "Before you start", "Who does what?", "What can you share?", "Ideas corner",
        "Committee and working group documents", "A place for everything", "Ballots",
        "Participating in committee work", "Committee work", "Communiqué's own rule",
    )  # fmt: skip
    assert rule.clause.partition(":")[0] in headings


def test_the_pack_holds_all_families() -> None:
    """The pack is the files of the folder, and nothing is called twice."""
    assert [rule.id for rule in load_pack().rules] == [rule.id for rule in RULES]
    assert all(Path(FOLDER, f"{family}.yaml").exists() for family in FAMILIES)
