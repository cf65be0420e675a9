"""Rules of words: every text that people read, its place, and one finding where several overlap."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from communique.policy.engine import Subject, check
from communique.policy.pack import Pack, load_pack

RULE = """\
  - id: {id}
    clause: "Communiqué's own rule: sample"
    severity: {severity}
    check: said
    settings: {settings}
    message: "“{{words}}” is said."
    cure: "Don't."
    examples: {{passing: [fine], failing: [bad]}}
"""
MakeSubject = Callable[[Mapping[str, object]], Subject]
CAKE = {"file": "raisin.png", "alt": "A raisin", "credit": "R. Raisin", "licence": "CC0-1.0"}


def pack(folder: Path, *rules: tuple[str, str, str]) -> Pack:
    """Give a pack of rules: id, severity, settings."""
    body = "".join(RULE.format(id=name, severity=severity, settings=settings) for name, severity, settings in rules)
    (folder / "sample.yaml").write_text(f"family: Samples\nrules:\n{body}")
    return load_pack(folder=folder)


def fields(pack: Pack, subject: Subject) -> list[str]:
    """Give the fields that were found fault with."""
    return [finding.field for finding in check(pack, subject)]


WHOLE = {
    "title": "Raisin",
    "text": "A raisin",
    "overrides": {"fake": {"thread": ["Raisin one", "No"]}, "blog": {"text": "raisin"}},
    "media": [CAKE],
    "link": "https://www.iso.org/raisin",
}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["title", "text", "overrides.fake.thread[0]", "overrides.blog.text", "media[0].alt"]),
        ("fields: [file, credit]", ["media[0].credit", "media[0].file"]),
        ("fields: [link]", ["link"]),
        ("kinds: [meeting]", []),
        ("without: link", []),
        ("without: material.presentation, fields: [title]", ["title"]),
    ],
)
def test_fields(settings: str, expected: list[str], tmp_path: Path, make_subject: MakeSubject) -> None:
    """A rule looks where it says: texts, overrides, titles, alternative texts, credits, file names, links."""
    rules = pack(tmp_path, ("SAMPLE-1", "warn", '{frames: {any: [raisin, "*raisin*"]}, %s}' % settings))  # noqa: UP031 -- braces
    assert fields(rules, make_subject(WHOLE)) == expected


def test_a_thread_is_read_as_one(tmp_path: Path, make_subject: MakeSubject) -> None:
    """What stands in the part before counts as around."""
    rules = pack(tmp_path, ("SAMPLE-1", "warn", '{frames: {en: ["against && ballot"]}}'))
    assert fields(rules, make_subject({"thread": ["The ballot ran.", "They are against."]})) == ["thread[1]"]


def test_overlapping_findings_are_one(tmp_path: Path, make_subject: MakeSubject) -> None:
    """Of overlapping findings of a family the heaviest stays; what stands apart is told apart."""
    rules = pack(
        tmp_path,
        ("SAMPLE-1", "warn", '{frames: {en: ["raisin cake"]}}'),
        ("SAMPLE-2", "block", '{frames: {en: ["cake is"]}}'),
        ("SAMPLE-3", "advice", '{frames: {en: ["good"]}}'),
    )
    findings = check(rules, make_subject({"text": "The raisin cake is very good."}))
    assert [(finding.rule, finding.excerpt) for finding in findings] == [("SAMPLE-2", "cake is"), ("SAMPLE-3", "good")]


def test_the_words_are_told(tmp_path: Path, make_subject: MakeSubject) -> None:
    """The message names the author's own words, accents and capitals and all."""
    rules = pack(tmp_path, ("SAMPLE-1", "warn", '{frames: {fr: ["gateau"]}}'))
    (finding,) = check(rules, make_subject({"text": "Un GÂTEAU, deux.", "language": "fr"}))
    assert finding.message == "“GÂTEAU” is said."
