"""The rule pack: every rule that is applied, and all their words, read from the rule files."""

from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

from communique.policy import shelf
from communique.policy.language.speakers import Speakers
from communique.policy.rule import BrokenPack, Rule, Settings
from communique.post.finding import Severity

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True, slots=True)
class Change:
    """What a committee changed: a rule of its own, or another severity of one of the pack's."""

    rule: str
    severity: Severity
    before: Severity | None = None
    """The severity that the pack gives it; None for a rule of the committee's own."""


@dataclass(frozen=True)
class Pack:
    """The rules in the order of their files, and the version that approvals are sealed with."""

    version: str
    """SHA-256, in hex, of everything in the rule files but their comments and examples."""
    rules: tuple[Rule, ...]
    speakers: tuple[Speakers, ...]
    """They look for what the rules say in patterns of words; their frames name rules by their ids."""
    changes: tuple[Change, ...] = ()
    """What the committee changed, in the order of the rules."""

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Give the rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def only(self, *ids: str) -> "Pack":
        """Give a pack of some of the rules; the others find nothing."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in ids))


def load_pack(own: Path | None = None, folder: Path = FOLDER) -> Pack:
    """Give the rules of a folder, with what a committee's own rule file adds and changes.

    What was read is kept, compiled, in the user's cache folder; a changed rule file is read anew. Raises `BrokenPack`
    if one can't be read, or names what no detector knows.
    """
    if own is None:
        return _ours(folder)
    try:
        stat = own.stat()
    except OSError as error:
        raise BrokenPack(f"{own.name}: {error.strerror or error}") from error
    return _with(folder, own, (stat.st_size, stat.st_mtime_ns))


def forget() -> None:
    """Have every rule file read anew the next time: whoever waits for changes may meet a changed one."""
    _ours.cache_clear()
    _with.cache_clear()


@cache
def _ours(folder: Path) -> Pack:
    """Read the pack, once per run of the program."""
    files = _files(folder)
    kept = shelf.find(files)
    if kept is None:
        from communique.policy.assembling import assemble  # noqa: PLC0415 -- only where a rule file has changed

        kept = assemble(files)
        shelf.keep(files, kept)
    return Pack(kept["version"], tuple(map(_rule, kept["rules"])), (Speakers(kept["matchers"], kept["vocabulary"]),))


@lru_cache(maxsize=16)
def _with(folder: Path, own: Path, _stamp: tuple[int, int]) -> Pack:
    """Add a committee's own rules to the pack; read again when the file's size or time has changed."""
    base, files = _ours(folder), _files(folder)
    kept = shelf.find([*files, own])
    if kept is None:
        from communique.policy.assembling import assemble_own  # noqa: PLC0415 -- as above

        kept = assemble_own(files, own)
        shelf.keep([*files, own], kept)
    added = tuple(map(_rule, kept["rules"]))
    rules = tuple(
        rule.model_copy(update={"severity": Severity(kept["severity"].get(rule.id, rule.severity))})
        for rule in base.rules
    )
    changes = [
        Change(rule.id, rule.severity, before.severity)
        for rule, before in zip(rules, base.rules, strict=True)
        if rule.severity != before.severity
    ]
    changes += [Change(rule.id, rule.severity) for rule in added]
    speakers = (*base.speakers, Speakers(kept["matchers"], {}))  # few frames: looked for in every language
    return Pack(kept["version"], (*rules, *added), speakers, tuple(changes))


def _files(folder: Path) -> list[Path]:
    return [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("words/*.yaml"))]


def _rule(kept: dict[str, Any]) -> Rule:
    """Make a rule without judging it again; JSON has no tuples."""
    settings: dict[str, Any] = {
        name: tuple(cast("list[object]", value)) if isinstance(value, list) else value
        for name, value in kept["settings"].items()
    }
    values: dict[str, Any] = {**kept, "severity": Severity(kept["severity"])}
    values["settings"] = Settings.model_construct(None, **settings)
    return Rule.model_construct(None, **values)
