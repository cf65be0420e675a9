"""The engine: applies a rule pack to one revision and says what it found, where, and by which clause."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from communique.committee.document import nearest_place
from communique.committee.mistake import Place
from communique.policy.detectors import DETECTORS
from communique.policy.pack import Pack, load_pack
from communique.policy.rule import BrokenPack, Rule
from communique.policy.said import said
from communique.policy.subject import Hit, Subject, value_of
from communique.post.finding import Finding, Severity

__all__ = ["BrokenPack", "Pack", "Subject", "check", "load_pack"]


_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}
MOST = 50
"""So many findings of one rule are shown; nobody reads more."""


def check(pack: Pack, subject: Subject) -> tuple[Finding, ...]:
    """Give every finding, in the order of the file's lines; the same subject always gives the same.

    Of findings of one family that overlap in one text only the heaviest is given.
    """
    hits = [*_looked(pack, subject), *said(pack, subject)]
    found = dict.fromkeys(finding_of(rule, hit, _place(hit, subject)) for rule, hit in _apart(hits))
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.column)))


def _looked(pack: Pack, subject: Subject) -> Iterator[tuple[Rule, Hit]]:
    """Let every detector look that looks for itself."""
    for rule in pack.rules:
        if look := DETECTORS[rule.check].look:
            for hit in islice(look(subject, rule.settings), MOST):
                yield rule, hit


def _apart(hits: list[tuple[Rule, Hit]]) -> Iterator[tuple[Rule, Hit]]:
    """Leave out what overlaps with a heavier finding of the same family."""
    taken: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for rule, hit in sorted(hits, key=lambda each: (_WEIGHT[each[0].severity], each[0].waivable)):
        if hit.span is None or _take(hit.span, taken.setdefault((rule.family, hit.field), [])):
            yield rule, hit


def _take(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    """Put a span among those in their order, if it overlaps with none of them."""
    start, end = span
    place = bisect_left(spans, span)
    if (place and spans[place - 1][1] > start) or (place < len(spans) and spans[place][0] < end):
        return False
    spans.insert(place, span)
    return True


def finding_of(rule: Rule, hit: Hit, place: Place) -> Finding:
    """Say in a rule's words what was found, and where."""
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
        instead=hit.instead,
    )


def _place(hit: Hit, subject: Subject) -> Place:
    """Give the place of the words; else of the field, of what the hit names instead, or of what lies around it."""
    places = subject.places
    instead = hit.field not in places and hit.at in places
    place = nearest_place(places, hit.at if hit.at and instead else hit.field)
    if not hit.span or not subject.source or hit.field not in places:
        return place
    from communique.committee.spot import spot  # noqa: PLC0415 -- most ideas have no words to point at

    value = value_of(subject.idea, hit.field)
    return spot(subject.source, place, *hit.span, value=value) if isinstance(value, str) else place
