"""The engine: applies a rule pack to one revision and says what it found, where, and by which clause."""

from communique.committee.document import nearest_place
from communique.committee.mistake import Place
from communique.policy.detectors import DETECTORS
from communique.policy.pack import BrokenPack, Pack, load_pack
from communique.policy.rule import Rule
from communique.policy.subject import Hit, Subject
from communique.post.finding import Finding

__all__ = ["BrokenPack", "Pack", "Subject", "check", "load_pack"]


def check(pack: Pack, subject: Subject) -> tuple[Finding, ...]:
    """Give every finding, in the order of the file's lines; the same subject always gives the same."""
    found = [
        _finding(rule, hit, subject)
        for rule in pack.rules
        for hit in DETECTORS[rule.check].look(subject, rule.settings)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.line, finding.column)))


def _finding(rule: Rule, hit: Hit, subject: Subject) -> Finding:
    place = _place(hit, subject)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=rule.message.format_map(hit.words),
        clause=rule.clause,
        cure=rule.cure.format_map(hit.words),
        waivable=rule.waivable,
        field=hit.field,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        excerpt=hit.excerpt,
    )


def _place(hit: Hit, subject: Subject) -> Place:
    """Give the place of the field, or of what the hit names instead, or of what lies around the field."""
    places = subject.places
    instead = hit.field not in places and hit.at in places
    return nearest_place(places, hit.at if hit.at and instead else hit.field)
