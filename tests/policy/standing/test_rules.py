"""Every account rule lets its passing examples pass and finds fault with its failing ones."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from communique.policy.standing.checks import CHECKS
from communique.policy.standing.findings import apply
from communique.policy.standing.pack import Demand, load_demands
from communique.policy.standing.standing import Standing

DEMANDS = load_demands()
HEADINGS = (
    "Is this for me?", "Our social media values", "Before you start", "To be or not to be", "OK, you are ready",
    "What's in a name?", "And you are?", "Team ISO", "Who does what?", "Ideas corner", "Communiqué's own rule",
)  # fmt: skip


def cases(which: str) -> list[Any]:
    """List the examples of all rules as test cases."""
    return [
        pytest.param(demand, piece, id=f"{demand.rule.id}-{number}")
        for demand in DEMANDS
        for number, piece in enumerate(getattr(demand, which), 1)
    ]


@pytest.mark.parametrize(("demand", "piece"), cases("passing"))
def test_passing(demand: Demand, piece: dict[str, Any], stand: Callable[..., Standing]) -> None:
    """A rule says nothing about its passing examples."""
    assert apply([demand], stand(piece)) == ()


@pytest.mark.parametrize(("demand", "piece"), cases("failing"))
def test_failing(demand: Demand, piece: dict[str, Any], stand: Callable[..., Standing]) -> None:
    """A rule finds fault with its failing examples, in words without gaps."""
    found = apply([demand], stand(piece))
    assert found
    for finding in found:
        assert (finding.rule, finding.severity) == (demand.rule.id, demand.rule.severity)
        assert not re.search(r"\{[a-z]+\}", finding.message + finding.cure)


def test_a_good_committee_has_no_findings(stand: Callable[..., Standing]) -> None:
    """A committee that did everything the guidelines ask for hears nothing."""
    assert apply(DEMANDS, stand({})) == ()


def test_every_check_is_used() -> None:
    """A check without a rule would be dead code."""
    assert {demand.rule.check for demand in DEMANDS} == set(CHECKS)


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: demand.rule.id)
def test_clause(demand: Demand) -> None:
    """Every rule names the heading of the guidelines it stands under, or says that it is our own."""
    assert demand.rule.clause.partition(":")[0] in HEADINGS
