"""The findings as SARIF 2.1.0, which code hosts and editors read.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import TextIO
from urllib.parse import quote

from communique.cli.check_result import Checked
from communique.committee.mistake import Place
from communique.policy.engine import load_pack
from communique.post.finding import Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.BLOCK: "error", Severity.DECIDE: "warning", Severity.WARN: "warning", Severity.ADVICE: "note"}
UNREADABLE = "unreadable"
FINGERPRINT = "communique/v1"
"""Names how a result is told from others in every run, wherever the lines have moved."""
WORD = re.compile(r"\{\w+\}")
"""A word of one finding, in the sentence of its rule."""

Object = dict[str, object]


def print_sarif(results: list[Checked], out: TextIO) -> None:
    """Print one run with every rule and every result; lines and columns count from 1 in Unicode code points."""
    rules = _rules(results)
    found = [result for checked in results for result in _results(checked)]
    for result in found:
        result["ruleIndex"] = [*rules].index(str(result["ruleId"]))
    driver = {"name": "Communiqué", "version": version("communique"), "rules": [*rules.values()]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}
    json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, out, indent=2)
    out.write("\n")


def _rules(results: list[Checked]) -> dict[str, Object]:
    """Describe every rule of the pack, and what else was found; what a finding says in particular is left open."""
    sentences = {
        rule.id: (rule.severity, rule.clause, WORD.sub("…", rule.message), WORD.sub("…", rule.cure))
        for rule in load_pack().rules
    }
    for finding in (finding for checked in results for finding in checked.findings):
        sentences.setdefault(finding.rule, (finding.severity, finding.clause, finding.message, finding.cure))
    rules = {name: _rule(name, LEVELS[severity], said) for name, (severity, *said) in sentences.items()}
    said = ["The file can't be used as it is.", "A file that can't be read is not judged.", "Do as the result says."]
    return {**rules, UNREADABLE: _rule(UNREADABLE, "error", said)}


def _rule(name: str, level: str, said: Sequence[str]) -> Object:
    short, full, cure = ({"text": text} for text in said)
    body: Object = {"id": name, "shortDescription": short, "fullDescription": full, "help": cure}
    return {**body, "defaultConfiguration": {"level": level}}


def _results(checked: Checked) -> Iterator[Object]:
    """Give the results for one file; those that say the same of the same words are numbered."""
    times: Counter[tuple[str, ...]] = Counter()
    for rule, level, place, said, same in _remarks(checked):
        times[same] += 1
        key = json.dumps([checked.file, *same, times[same]])
        yield {
            "ruleId": rule,
            "level": level,
            "message": {"text": said},
            "locations": [_location(checked, place)],
            "partialFingerprints": {FINGERPRINT: hashlib.sha256(key.encode()).hexdigest()},
        }


def _remarks(checked: Checked) -> Iterator[tuple[str, str, Place, str, tuple[str, ...]]]:
    """Give rule, level, place and words of all that was found, and what tells it from others."""
    for mistake in checked.mistakes:
        field = f"{mistake.field}: " if mistake.field else ""
        said = f"{field}{mistake.message}" + (f" ({mistake.cure})" if mistake.cure else "")
        yield UNREADABLE, "error", mistake.place, said, (UNREADABLE, mistake.field, mistake.message)
    for finding in checked.findings:
        place = Place(finding.line, finding.column, finding.end_line, finding.end_column)
        yield finding.rule, LEVELS[finding.severity], place, f"{finding.message} {finding.cure}", finding.same


def _location(checked: Checked, place: Place) -> Object:
    """Give file and region; a file below the folder that the command runs in is named relative to it."""
    here = not checked.file.startswith("/") and ":" not in checked.file
    where = (
        {"uri": quote(checked.file), "uriBaseId": "%SRCROOT%"} if here else {"uri": checked.path.absolute().as_uri()}
    )
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"physicalLocation": {"artifactLocation": where, "region": region}}
