"""Puts the rule files together: rules, word lists and frames become one pack in plain values."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from communique.policy.family import Examples, Family, Lists, read_family, read_own, read_words
from communique.policy.language.compiling import Compiler
from communique.policy.language.keeping import to_bytes
from communique.policy.language.lexicon import LANGUAGES
from communique.policy.language.matching import Matcher
from communique.policy.language.speakers import vocabulary
from communique.policy.rule import BrokenPack, Rule
from communique.post.finding import Severity

Kept = dict[str, Any]
"""Rules, matcher and version in plain values, as `pack.py` keeps them."""
LIGHT = (Severity.WARN, Severity.ADVICE)


def assemble(files: Sequence[Path]) -> Kept:
    """Read the pack's rule files and word lists; raises `BrokenPack`."""
    families = _families(files)
    rules = [rule for family in families.values() for rule, _ in family.rules]
    if not rules:
        raise BrokenPack(f"{files and files[0].parent}: there are no rules")
    _refuse_twice(rules)
    lists = _lists(files, families)
    return _kept(rules, lists, [example for family in families.values() for _, example in family.rules])


def assemble_own(files: Sequence[Path], own: Path) -> Kept:
    """Read a committee's own rules, which may use the pack's word lists; raises `BrokenPack`."""
    families, family = _families(files), read_own(own)
    ours = {rule.id: rule for each in families.values() for rule, _ in each.rules}
    rules = [rule for rule, _ in family.rules]
    _refuse_twice([*ours.values(), *rules])
    for name, severity in family.severity.items():
        _refuse_lighter(own, ours.get(name), name, severity)
    lists = _merged([("the pack", _lists(files, families)), (own.name, family.words)])
    kept = _kept(rules, lists, [examples for _, examples in family.rules])
    content = json.dumps([kept["version"], family.severity], sort_keys=True)
    version = hashlib.sha256(content.encode()).hexdigest()
    weights = {name: weight.value for name, weight in family.severity.items()}
    return {**kept, "severity": weights, "version": version}


def _families(files: Iterable[Path]) -> dict[Path, Family]:
    return {file: read_family(file) for file in files if file.parent.name != "words"}


def _kept(rules: Sequence[Rule], lists: Lists, examples: Iterable[Examples]) -> Kept:
    """Compile the frames of rules; raises `BrokenPack`."""
    samples = _samples(examples)
    matchers: dict[str, bytes] = {}
    for language in LANGUAGES:
        matchers[language] = to_bytes(_matcher(rules, Compiler(lists, samples[language], (language,))))
    content = {"rules": [rule.model_dump(mode="json") for rule in rules], "words": lists}
    version = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    kept = [rule.model_dump(mode="json", exclude={"settings": {"frames", "unless"}}) for rule in rules]
    return {"version": version, "rules": kept, "matchers": matchers, "vocabulary": vocabulary(samples)}


def _matcher(rules: Iterable[Rule], compiler: Compiler) -> Matcher:
    """Compile the frames of rules in one language; raises `BrokenPack`."""
    for rule in rules:
        try:
            compiler.add(rule.id, rule.settings.frames, rule.settings.unless)
        except ValueError as error:
            raise BrokenPack(f"rule {rule.id}: {error}") from error
    return compiler.matcher()


def _refuse_twice(rules: Iterable[Rule]) -> None:
    twice = [name for name, count in Counter(rule.id for rule in rules).items() if count > 1]
    if twice:
        raise BrokenPack(f"two rules are called {twice[0]}: every rule needs an id of its own")


def _refuse_lighter(own: Path, rule: Rule | None, name: str, severity: Severity) -> None:
    """Refuse to make a "can't" of the guidelines lighter than a question to the Secretary."""
    if rule is None:
        raise BrokenPack(f"{own.name}: `severity` names {name}, and there is no such rule")
    if rule.cannot and severity in LIGHT:
        allowed = f"its severity may be block or decide, not {severity}"
        raise BrokenPack(f"{own.name}: {name} keeps a “you can't” of the guidelines; {allowed}")


def _lists(files: Iterable[Path], families: dict[Path, Family]) -> Lists:
    """Give all word lists of the pack by name."""
    shared = [(file.name, read_words(file)) for file in files if file.parent.name == "words"]
    return _merged([*shared, *((file.name, family.words) for file, family in families.items())])


def _merged(sources: Iterable[tuple[str, Lists]]) -> Lists:
    """Put word lists together; raises `BrokenPack` if two have one name."""
    merged: Lists = {}
    for name, lists in sources:
        if twice := merged.keys() & lists.keys():
            raise BrokenPack(f"{name}: there is another word list called {min(twice)!r}")
        merged |= lists
    return merged


def _samples(examples: Iterable[Examples]) -> dict[str, list[str]]:
    """Give every example text by its language; one without any is English."""
    samples: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for passing, failing in examples:
        for piece in (*passing, *failing):
            if isinstance(text := piece.get("text"), str):
                samples.get(str(piece.get("language", "en")), []).append(text)
    return samples
