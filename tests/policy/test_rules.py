"""Every rule of the pack lets its passing examples pass and finds fault with its failing ones."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from communique.policy.detectors import DETECTORS
from communique.policy.engine import Pack, Subject, check, load_pack
from communique.policy.pack import FOLDER, read_family
from communique.policy.rule import Rule

FAMILIES = {file.stem: read_family(file) for file in sorted(FOLDER.glob("*.yaml"))}
RULES = [rule for family in FAMILIES.values() for rule, _ in family]


def cases(which: str) -> list[object]:
    """List the examples of all rules as test cases."""
    return [
        pytest.param(rule, json.loads(json.dumps(piece)), id=f"{rule.id}-{number}")
        for family in FAMILIES.values()
        for rule, examples in family
        for number, piece in enumerate(getattr(examples, which), 1)
    ]


@pytest.mark.parametrize(("rule", "piece"), cases("passing"))
def test_passing(rule: Rule, piece: Mapping[str, object], make_subject: Callable[..., Subject]) -> None:
    """A rule says nothing about its passing examples."""
    assert check(Pack("", (rule,)), make_subject(piece)) == ()


@pytest.mark.parametrize(("rule", "piece"), cases("failing"))
def test_failing(rule: Rule, piece: Mapping[str, object], make_subject: Callable[..., Subject]) -> None:
    """A rule finds fault with its failing examples, in words without gaps."""
    found = check(Pack("", (rule,)), make_subject(piece))
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
        "Our social media values", "Before you start", "Who does what?", "What can you share?",
        "Committee and working group documents", "Communiqué's own rule",
    )  # fmt: skip
    assert rule.clause.partition(":")[0] in headings


def test_the_pack_holds_all_families() -> None:
    """The pack is the files of the folder, and nothing is called twice."""
    assert load_pack().rules == tuple(RULES)
    assert all(Path(FOLDER, f"{family}.yaml").exists() for family in FAMILIES)
