"""The account rules, read from their files."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, cast

import yaml

from communique.policy.rule import BrokenPack, Rule
from communique.policy.standing.checks import CHECKS
from communique.policy.standing.terms import Terms

FOLDER = Path(__file__).parent / "rules"

Piece = dict[str, Any]
"""A mapping as it stands in a rule file."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One account rule, what it tells its check, and its examples: pieces of a committee file."""

    rule: Rule
    terms: Terms
    passing: tuple[Piece, ...]
    failing: tuple[Piece, ...]


@cache
def load_demands(folder: Path = FOLDER) -> tuple[Demand, ...]:
    """Read every rule file of a folder, in the order of their names; raises `BrokenPack`, which names file and rule."""
    demands: dict[str, Demand] = {}
    for file in sorted(folder.glob("*.yaml")):
        name = file.name
        try:
            for number, body in enumerate(_bodies(yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)), 1):
                name = f"{file.name}, rule {body.get('id', number)}"
                demand = _demand(body)
                _fits(demand, demands)
                demands[demand.rule.id] = demand
        except (OSError, yaml.YAMLError, TypeError, ValueError, LookupError) as error:
            raise BrokenPack(f"{name}: {error}") from error
    return tuple(demands.values())


def _bodies(content: object) -> list[Piece]:
    """Give the rules of a file as they were written; raises ValueError if it is no list of rules."""
    whole = cast("Piece", content) if isinstance(content, dict) else {}
    if set(whole) != {"family", "rules"} or not whole["rules"]:
        raise ValueError("a rule file has a `family` and a list of `rules`, and nothing else")
    return [{**body, "family": whole["family"]} for body in cast("list[Piece]", whole["rules"])]


def _demand(body: Piece) -> Demand:
    """Make a rule of what was written; raises ValueError."""
    examples, settings = body.pop("examples", {}), body.pop("settings", {})
    if set(examples) != {"passing", "failing"} or not all(examples.values()):
        raise ValueError("`examples` must have `passing` and `failing` pieces of a committee file, and nothing else")
    rule = Rule.model_validate_json(json.dumps(body))
    terms = Terms.model_validate_json(json.dumps(settings))
    return Demand(rule, terms, tuple(examples["passing"]), tuple(examples["failing"]))


def _fits(demand: Demand, others: Collection[str]) -> None:
    """Raise ValueError if the id is taken, or the check is none or gets and gives something else than the rule says."""
    rule, terms = demand.rule, demand.terms
    if rule.id in others:
        raise ValueError("there is another rule with this id")
    if rule.check not in CHECKS:
        raise ValueError(f"there is no check called {rule.check!r}; there are: {', '.join(CHECKS)}")
    check, given = CHECKS[rule.check], terms.model_fields_set
    if not set(check.needs) <= given <= {*check.needs, *check.takes}:
        raise ValueError(f"the check {rule.check!r} needs the settings {check.needs} and may have {check.takes}")
    named = {name for text in (rule.message, rule.cure) for _, name, _, _ in Formatter().parse(text) if name}
    if unknown := named - set(check.says):
        raise ValueError(f"the check {rule.check!r} can't fill in {{{min(unknown)}}}")
