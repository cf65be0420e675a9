"""The rule pack: every rule that is applied, read from the rule files."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple, cast

import yaml
from pydantic import ValidationError

from communique.policy.detectors import DETECTORS
from communique.policy.rule import Rule

FOLDER = Path(__file__).parent / "rules"

Piece = dict[str, object]
"""A mapping as it stands in a rule file."""


class BrokenPack(Exception):
    """A rule file that can't be used; says which file and rule, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules in the order of their files, and the version that approvals are sealed with."""

    version: str
    """SHA-256, in hex, of everything in the rule files but their comments and examples."""
    rules: tuple[Rule, ...]


class Examples(NamedTuple):
    """Pieces of idea files that a rule must let pass, and such that it must find fault with."""

    passing: list[Piece]
    failing: list[Piece]


@cache
def load_pack(folder: Path = FOLDER) -> Pack:
    """Read every rule file of a folder, in the order of their names; once per run of the program.

    Raises `BrokenPack` if one can't be read, or names what no detector knows.
    """
    rules = tuple(rule for file in sorted(folder.glob("*.yaml")) for rule, _ in read_family(file))
    twice = [name for name, count in Counter(rule.id for rule in rules).items() if count > 1]
    if twice or not rules:
        raise BrokenPack(f"{folder}: {'two rules are called ' + twice[0] if twice else 'there are no rules'}")
    canonical = json.dumps([rule.model_dump(mode="json") for rule in rules], sort_keys=True, ensure_ascii=False)
    return Pack(hashlib.sha256(canonical.encode()).hexdigest(), rules)


def read_family(file: Path) -> list[tuple[Rule, Examples]]:
    """Read the rules of one file with their examples; raises `BrokenPack`."""
    name = file.name
    read: list[tuple[Rule, Examples]] = []
    try:
        for number, body in enumerate(_bodies(yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)), 1):
            name = f"{file.name}, rule {body.get('id', number)}"
            examples = _examples(body.pop("examples", None))
            read.append((_known(Rule.model_validate_json(json.dumps(body))), examples))
    except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
        raise BrokenPack(f"{name}: {_plain(error)}") from error
    return read


def _bodies(content: object) -> list[Piece]:
    """Give the rules of a file as they were written; raises ValueError if it is no list of rules."""
    whole = cast("Piece", content) if isinstance(content, dict) else {}
    if set(whole) != {"family", "rules"}:
        raise ValueError("a rule file has a `family` and a list of `rules`, and nothing else")
    return _pieces(whole["rules"], "rules")


def _examples(written: object) -> Examples:
    """Give a rule's examples, at least one of each sort; raises ValueError."""
    both = cast("Piece", written) if isinstance(written, dict) else {}
    if set(both) != {"passing", "failing"}:
        raise ValueError("`examples` must have `passing` and `failing` pieces of an idea file, and nothing else")
    return Examples(_pieces(both["passing"], "passing"), _pieces(both["failing"], "failing"))


def _pieces(written: object, name: str) -> list[Piece]:
    """Give a list of mappings that is not empty; raises ValueError."""
    pieces = cast("list[object]", written) if isinstance(written, list) else []
    if not pieces or not all(isinstance(piece, dict) for piece in pieces):
        raise ValueError(f"`{name}` must be a list of mappings, at least one")
    return cast("list[Piece]", pieces)


def _known(rule: Rule) -> Rule:
    """Give the rule back if its detector exists and gets and gives what the rule says; raises ValueError."""
    detector = DETECTORS.get(rule.check)
    if detector is None:
        raise ValueError(f"there is no check called {rule.check!r}; there are: {', '.join(DETECTORS)}")
    given = rule.settings.model_fields_set
    if missing := set(detector.needs) - given:
        raise ValueError(f"the check {rule.check!r} needs the setting {min(missing)!r}")
    if surplus := given - set(detector.needs) - set(detector.takes):
        raise ValueError(f"the check {rule.check!r} does not know the setting {min(surplus)!r}")
    named = {name for text in (rule.message, rule.cure) for _, name, _, _ in Formatter().parse(text) if name}
    if unknown := named - set(detector.says):
        raise ValueError(f"the check {rule.check!r} can't fill in {{{min(unknown)}}}")
    return rule


def _plain(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
