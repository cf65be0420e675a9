"""SARIF 2.1.0: what the standard asks for, and results that are the same wherever their lines have moved."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from communique.cli.check import check_paths
from communique.cli.check_result import Checked
from communique.cli.check_sarif import FINGERPRINT, print_sarif
from communique.post.finding import Finding, Severity

SCENARIOS = Path(__file__).parent.parent / "scenarios"
Sarif = Callable[..., dict[str, Any]]


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    """Describe an object of the standard that has these properties and no others."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


WORDS = {"type": "string", "minLength": 1}
FROM_ONE = {"type": "integer", "minimum": 1}
MESSAGE = closed(["text"], text=WORDS)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = closed(
    ["id"],
    id=WORDS,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=closed([], level=LEVEL),
)
ARTIFACT = closed([], uri={"type": "string", "format": "uri-reference", "pattern": "^[^ ]+$"}, uriBaseId=WORDS)
REGION = closed([], startLine=FROM_ONE, startColumn=FROM_ONE, endLine=FROM_ONE, endColumn=FROM_ONE)
LOCATION = closed([], physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION))
RESULT = closed(
    ["message"],
    ruleId=WORDS,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION, "minItems": 1, "uniqueItems": True},
    partialFingerprints={"type": "object", "additionalProperties": WORDS},
)
DRIVER = closed(["name"], name=WORDS, version=WORDS, rules={"type": "array", "items": RULE, "uniqueItems": True})
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
STANDARD = closed(
    ["version", "runs"], **{"$schema": WORDS}, version={"const": "2.1.0"}, runs={"type": "array", "items": RUN}
)
"""What we write, as the standard's section 3 describes it."""


@pytest.fixture
def sarif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sarif:
    """Give a way to check idea files, by their names and texts, and get the run; the standard is kept each time."""
    (tmp_path / "committee.yaml").write_text((SCENARIOS / "committee.yaml").read_text())
    monkeypatch.chdir(tmp_path)

    def ask(**ideas: str) -> dict[str, Any]:
        for name, text in ideas.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        with contextlib.redirect_stdout(io.StringIO()) as out:
            check_paths([tmp_path / f"{name}.yaml" for name in ideas], form="sarif")
        whole = json.loads(out.getvalue())
        jsonschema.validate(whole, STANDARD)
        return dict(whole["runs"][0])

    return ask


@pytest.mark.parametrize("name", sorted(file.parent.name for file in SCENARIOS.glob("*/idea.yaml")))
def test_scenarios(name: str, sarif: Sarif) -> None:
    """Every result bears the level, the rule and the place of a finding, and keeps the standard."""
    told = sarif(idea=(SCENARIOS / name / "idea.yaml").read_text())
    rules = told["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in told["results"])
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert told["columnKind"] == "unicodeCodePoints"


def test_a_result(sarif: Sarif) -> None:
    """A result names the file below the folder that the command runs in, and points at the words themselves."""
    text = 'text: "A 🎂: http://10.0.0.1/."\nkind: publication\nauthor: a.baker\n'
    found = sarif(**{"sponge cäkes": text})["results"]
    (result,) = [result for result in found if result["ruleId"] == "LINK-1"]
    assert (result["level"], "by number" in result["message"]["text"]) == ("error", True)
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "sponge%20c%C3%A4kes.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "startColumn": 13, "endLine": 1, "endColumn": 29},
    }


def test_a_file_elsewhere(sarif: Sarif, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that does not lie below the folder is named in full."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (result,) = sarif(cakes="text: [")["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": (tmp_path / "cakes.yaml").as_uri()}
    assert (result["ruleId"], result["level"]) == ("unreadable", "error")


def test_fingerprints(sarif: Sarif) -> None:
    """Lines that move make no other result; two results never share a fingerprint."""
    text = 'text: "http://10.0.0.1/ http://10.0.0.2/"\nkind: opinion\nauthor: v.visitor\n'
    prints = [
        [result["partialFingerprints"][FINGERPRINT] for result in sarif(cakes=each)["results"]]
        for each in (text, f"# Cakes\n\n{text}")
    ]
    assert prints[0] == prints[1]
    assert len(prints[0]) == len({*prints[0]}) >= 3


def test_the_same_said_twice_is_two_results() -> None:
    """Results that say the same of the same words are told apart, and a rule that only they know is described."""
    finding = Finding(
        rule="OWN-1", severity=Severity.ADVICE, message="Fewer cakes.", clause="Our own rule", cure="Eat one.",
        waivable=True, field="text", line=1, column=1, end_line=1, end_column=5, excerpt="cake",
    )  # fmt: skip
    out = io.StringIO()
    print_sarif([Checked(Path("cakes.yaml").absolute(), "cakes", (finding, finding))], out)
    run = json.loads(out.getvalue())["runs"][0]
    assert len({result["partialFingerprints"][FINGERPRINT] for result in run["results"]}) == 2
    (rule,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "OWN-1"]
    assert (rule["shortDescription"]["text"], rule["defaultConfiguration"]["level"]) == ("Our own rule", "note")


def test_a_rule_speaks_of_no_finding_in_particular(sarif: Sarif) -> None:
    """The words that a finding fills in are left open where the rule is described."""
    driver = sarif()["tool"]["driver"]
    assert not any("{" in rule["fullDescription"]["text"] + rule["help"]["text"] for rule in driver["rules"])
    assert {rule["id"] for rule in driver["rules"]} >= {"LINK-1", "FIT-1", "unreadable"}
