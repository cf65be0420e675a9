"""The commands `rules list`, `rules show` and `rules test`: what is checked, by which clause, and whether it works."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from communique.cli.options import fail
from communique.cli.terminal import console, safe
from communique.committee.words import nearest
from communique.committee.workspace import read_home
from communique.policy.family import Family, read_family, read_own
from communique.policy.pack import FOLDER, Pack, load_pack
from communique.policy.rule import Rule
from communique.policy.trial import Trial, trials
from communique.post.finding import Severity

COLOURS = {Severity.BLOCK: "red", Severity.DECIDE: "yellow", Severity.WARN: "yellow", Severity.ADVICE: "cyan"}


def list_rules(committee: Path | None, *, family: str | None, as_json: bool, as_page: bool) -> None:
    """List the rules by family, with what the committee adds and changes."""
    pack = _pack(committee)
    families = list(dict.fromkeys(rule.family for rule in pack.rules))
    if family is not None and family not in families:
        meant = nearest(family, families)
        fail(f"There is no family {family!r}. " + (f"Did you mean {meant!r}?" if meant else "; ".join(families)))
    rules = [rule for rule in pack.rules if family in {None, rule.family}]
    if as_json:
        typer.echo(json.dumps([_as_dict(rule, pack) for rule in rules], indent=2, ensure_ascii=False))
    elif as_page:
        typer.echo("\n".join(_page(rules)))
    else:
        _print_table(rules, pack)


def show_rule(name: str, committee: Path | None, *, as_json: bool) -> None:
    """Show everything about one rule: clause, message, cure, its words, its examples, and where it lies."""
    pack = _pack(committee)
    rules = {rule.id: rule for rule in pack.rules}
    if name not in rules:
        meant = nearest(name, list(rules))
        fail(
            f"There is no rule {name!r}. " + (f"Did you mean {meant}?" if meant else "`communique rules list` has all.")
        )
    file, family = next(each for each in _files(committee) if any(rule.id == name for rule, _ in each[1].rules))
    written, examples = next(each for each in family.rules if each[0].id == name)
    content = {
        **_as_dict(rules[name], pack),
        "file": str(file),
        "settings": written.settings.model_dump(mode="json", exclude_unset=True),
        "examples": examples._asdict(),
    }
    if as_json:
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))
        return
    import yaml  # noqa: PLC0415 -- only here

    typer.echo(
        yaml.safe_dump(json.loads(json.dumps(content, default=str)), allow_unicode=True, sort_keys=False, width=110)
    )


def test_rules(committee: Path | None, *, as_json: bool) -> int:
    """Try the examples of every rule, or of a committee's own rules; gives 1 if one does not do as it says."""
    pack = _pack(committee)
    files = [each for each in _files(committee) if committee is None or each[0].parent != FOLDER]
    tried = [trial for _, family in files for trial in trials(family, pack)]
    wrong = [trial for trial in tried if not trial.right]
    if as_json:
        typer.echo(json.dumps({"examples": len(tried), "wrong": [_told(trial) for trial in wrong]}, ensure_ascii=False))
        return int(bool(wrong))
    for trial in wrong:
        told = _told(trial)
        typer.secho(f"{told['rule']}: {told['problem']}", fg=typer.colors.RED)
        typer.echo(f"    {told['example']}")
    rules = len({trial.rule.id for trial in tried})
    verdict = f"{len(wrong)} wrong" if wrong else "all right"
    typer.echo(f"{rules} {'rule' if rules == 1 else 'rules'}, {len(tried)} examples: {verdict}.")
    return int(bool(wrong))


def _told(trial: Trial) -> dict[str, str]:
    said = "; ".join(finding.message for finding in trial.findings)
    problem = f"a passing example is accused: {said}" if trial.passing else "a failing example is let pass"
    return {
        "rule": trial.rule.id,
        "problem": problem,
        "example": json.dumps(trial.piece, ensure_ascii=False, default=str),
    }


def _pack(committee: Path | None) -> Pack:
    return load_pack(_own(committee))


def _own(committee: Path | None) -> Path | None:
    """Give the committee's own rule file; ends with a message if it has none that can be read."""
    if committee is None:
        return None
    home = read_home(committee)
    if home.rules is None:
        fail(f"{committee} names no rules of its own: add `rules: rules.yaml`, and write that file.")
    return home.rules


def _files(committee: Path | None) -> Iterator[tuple[Path, Family]]:
    """Give every rule file, the committee's own last."""
    for file in sorted(FOLDER.glob("*.yaml")):
        yield file, read_family(file)
    if own := _own(committee):
        yield own, read_own(own)


def _as_dict(rule: Rule, pack: Pack) -> dict[str, object]:
    change = next((change for change in pack.changes if change.rule == rule.id), None)
    kept = rule.model_dump(mode="json", exclude={"settings"})
    before = change.before.value if change and change.before else None
    return {**kept, "changed_from": before, "own": bool(change and change.before is None)}


def _print_table(rules: Iterable[Rule], pack: Pack) -> None:
    changes = {change.rule: change for change in pack.changes}
    shown = Table("Rule", "Severity", "What the guidelines say", expand=False)
    family = ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            shown.add_section()
            shown.add_row("", "", safe(family, "bold"))
        severity = Text(rule.severity.value, COLOURS[rule.severity])
        if change := changes.get(rule.id):
            severity.append(f"\n(was {change.before})" if change.before else "\n(the committee's own)")
        shown.add_row(safe(rule.id), severity, safe(rule.clause))
    console().print(shown)


def _page(rules: Iterable[Rule]) -> Iterator[str]:
    """Give the rules as a page of the documentation."""
    yield "# The rules"
    yield ""
    yield "Made by `communique rules list --markdown`; a test holds it against the rule files in `policy/rules`."
    yield "`communique rules show ID` prints one rule with its words and examples."
    family = ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            yield from (
                "",
                f"## {family}",
                "",
                "| rule | severity | what the guidelines say | the cure |",
                "|---|---|---|---|",
            )
        lifted = ", the Secretary may lift it" if rule.waivable and rule.severity is Severity.BLOCK else ""
        cannot = ", a “can't”" if rule.cannot else ""
        cells = (f"`{rule.id}`", f"{rule.severity.value}{lifted}{cannot}", rule.clause, rule.cure)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
