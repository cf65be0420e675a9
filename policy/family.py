"""Reads a rule file: a family of rules, their words and their examples."""

import json
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import NamedTuple, cast

import yaml
from pydantic import ValidationError

from communique.committee.committee import Kind
from communique.policy.detectors import DETECTORS
from communique.policy.language.lexicon import ANY, LANGUAGES
from communique.policy.rule import BrokenPack, Rule
from communique.policy.subject import value_of
from communique.post.finding import Severity
from communique.post.idea import Idea

Piece = dict[str, object]
"""A mapping as it stands in a rule file."""
Lists = dict[str, dict[str, list[str]]]
"""Word lists by name, then by language."""


_BLANK = Idea(id="blank", networks=("blog",), kind=Kind.TEASER, author="nobody")
"""An idea in which nothing is filled in, but every field is there."""


class Examples(NamedTuple):
    """Pieces of idea files that a rule must let pass, and such that it must find fault with."""

    passing: list[Piece]
    failing: list[Piece]


@dataclass(frozen=True, slots=True)
class Family:
    """What stands in one rule file."""

    name: str
    words: Lists
    rules: list[tuple[Rule, Examples]]
    severity: dict[str, Severity]
    """Other severities that a committee gives to rules of the pack."""


def read_family(file: Path) -> Family:
    """Read the rules of one file with their words and examples; raises `BrokenPack`."""
    whole = _whole(file, {"family", "words", "rules"}, {"family", "rules"})
    return _family(file, whole)


def read_own(file: Path) -> Family:
    """Read a committee's own rule file: other severities, and rules of its own; raises `BrokenPack`."""
    whole = _whole(file, {"family", "words", "rules", "severity"}, {"family"})
    return _family(file, {"rules": [], **whole})


def _whole(file: Path, known: set[str], needed: set[str]) -> Piece:
    """Give what stands in a rule file, if it has the right parts; raises `BrokenPack`."""
    try:
        written: object = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise BrokenPack(f"{file.name}: {_plain(error)}") from error
    whole = cast("Piece", written) if isinstance(written, dict) else {}
    if not needed <= set(whole) <= known:
        optional = ", ".join(f"`{name}`" for name in sorted(known - needed))
        wanted = " and ".join(f"`{name}`" for name in sorted(needed))
        raise BrokenPack(f"{file.name}: a rule file has {wanted}, perhaps {optional}, and nothing else")
    return whole


def _family(file: Path, whole: Piece) -> Family:
    """Read the parts of a rule file; raises `BrokenPack`."""
    name, heading = file.name, str(whole["family"])
    read: list[tuple[Rule, Examples]] = []
    try:
        for number, body in enumerate(_pieces(whole["rules"], "rules") if whole["rules"] != [] else [], 1):
            name = f"{file.name}, rule {body.get('id', number)}"
            examples = read_examples(body.pop("examples", None))
            read.append((_known(Rule.model_validate_json(json.dumps({**body, "family": heading}))), examples))
        name = file.name
        severity = {rule: Severity(str(word)) for rule, word in _mapping(whole.get("severity", {})).items()}
        return Family(heading, read_lists(whole.get("words", {})), read, severity)
    except (TypeError, ValueError) as error:
        raise BrokenPack(f"{name}: {_plain(error)}") from error


def read_words(file: Path) -> Lists:
    """Read a file of word lists; raises `BrokenPack`."""
    try:
        return read_lists(yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
        raise BrokenPack(f"{file.name}: {_plain(error)}") from error


def read_lists(written: object) -> Lists:
    """Read word lists: a mapping by language, or a plain list for all of them; raises ValueError."""
    return {name: _by_language(name, lists) for name, lists in _mapping(written).items()}


def read_examples(written: object) -> Examples:
    """Read examples: `passing` and `failing` pieces, plain or by language; raises ValueError."""
    whole = _mapping(written)
    if set(whole) <= set(LANGUAGES):
        each = [(language, _both(both)) for language, both in whole.items()]
        return Examples(
            [_piece(piece, language) for language, both in each for piece in both.passing],
            [_piece(piece, language) for language, both in each for piece in both.failing],
        )
    return _both(written)


def _both(written: object) -> Examples:
    """Give examples, at least one of each sort; raises ValueError."""
    both = cast("Piece", written) if isinstance(written, dict) else {}
    if set(both) != {"passing", "failing"}:
        raise ValueError("`examples` must have `passing` and `failing` pieces of an idea file, and nothing else")
    return Examples(_pieces(both["passing"], "passing"), _pieces(both["failing"], "failing"))


def _piece(piece: Piece, language: str) -> Piece:
    return {"language": language, **piece}


def _mapping(written: object) -> Piece:
    """Give a mapping of a rule file; raises ValueError."""
    if not isinstance(written, dict):
        raise ValueError(f"a mapping is wanted, not {written!r:.60}")  # noqa: TRY004 -- one kind of error for a broken file
    return cast("Piece", written)


def _pieces(written: object, name: str) -> list[Piece]:
    """Give a list of mappings that is not empty, a plain text as `text`; raises ValueError."""
    listed = cast("list[object]", written) if isinstance(written, list) else []
    pieces = [{"text": piece} if isinstance(piece, str) else piece for piece in listed]
    if not pieces or not all(isinstance(piece, dict) for piece in pieces):
        raise ValueError(f"`{name}` must be a list of mappings, at least one")
    return cast("list[Piece]", pieces)


def _by_language(name: str, written: object) -> dict[str, list[str]]:
    lists: Piece = {ANY: cast("object", written)} if isinstance(written, list) else _mapping(written)
    for language, words in lists.items():
        listed = cast("list[object]", words) if isinstance(words, list) else [None]
        if not all(isinstance(word, str) for word in listed) or language not in {*LANGUAGES, ANY}:
            raise ValueError(f"the word list {name!r}: {language!r} must be a language with a list of words in quotes")
    return cast("dict[str, list[str]]", lists)


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
    if without := rule.settings.without:
        try:
            value_of(_BLANK, without)
        except AttributeError as error:
            raise ValueError(f"`without`: an idea file has no field {without!r}") from error
    named = {name for text in (rule.message, rule.cure) for _, name, _, _ in Formatter().parse(text) if name}
    if unknown := named - set(detector.says):
        raise ValueError(f"the check {rule.check!r} can't fill in {{{min(unknown)}}}")
    return rule


def _plain(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
