"""The engine: places, order, words; the same subject always gives the same findings."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.committee.mistake import Place
from communique.policy.engine import Subject, check, load_pack
from communique.post.finding import Verdict, verdict

MakeSubject = Callable[..., Subject]
WHOLE, KIND, MEDIA, SECOND = Place(1, 1, 9, 1), Place(2, 7, 2, 18), Place(4, 8, 6, 1), Place(5, 3, 6, 1)
CAKE = {"file": "cake.png", "alt": "A sponge cake", "credit": "A. Baker", "licence": "CC-BY-4.0"}


def place_of(subject: Subject, rule: str, **places: Place) -> Place:
    """Give where the only finding of a rule points to."""
    placed = dataclasses.replace(subject, places={"": WHOLE, **places})
    (found,) = [finding for finding in check(load_pack(), placed) if finding.rule == rule]
    return Place(found.line, found.column, found.end_line, found.end_column)


def test_fine(make_subject: MakeSubject) -> None:
    """A fine idea has no findings at all."""
    assert check(load_pack(), make_subject({})) == ()


def test_a_finding_points_at_its_field(make_subject: MakeSubject) -> None:
    """A finding stands where its field stands."""
    assert place_of(make_subject({"kind": "resolution"}), "CONT-1", kind=KIND) == KIND


@pytest.mark.parametrize(
    ("places", "expected"),
    [({"media": MEDIA, "media[1]": SECOND}, SECOND), ({"media": MEDIA}, MEDIA), ({}, WHOLE)],
)
def test_a_missing_field_points_at_what_lies_around_it(
    places: dict[str, Place], expected: Place, make_subject: MakeSubject
) -> None:
    """A finding on a field that isn't there points to the nearest one around it, at last to the file."""
    subject = make_subject({"media": [CAKE, {**CAKE, "alt": ""}]})
    assert place_of(subject, "ALT-1", **places) == expected


def test_a_missing_attestation_points_at_the_kind(make_subject: MakeSubject) -> None:
    """Where there is no `material` at all, the finding points at the kind that asks for it."""
    assert place_of(make_subject({"kind": "presentation"}), "PRES-A", kind=KIND) == KIND
    whole_group = {"kind": "presentation", "material": {"presentation": {}}}
    assert place_of(make_subject(whole_group), "PRES-A", kind=KIND, material=MEDIA) == MEDIA


def test_without_places_a_finding_points_at_the_start(make_subject: MakeSubject) -> None:
    """Without any places a finding stands at line 1, column 1."""
    (found,) = check(load_pack(), make_subject({"kind": "resolution"}))
    assert (found.line, found.column) == (1, 1)


def test_a_finding_points_at_its_words(make_subject: MakeSubject) -> None:
    """Where the file is known a finding stands at the very words, however they are written."""
    source = 'text: "One \\\n  http://10.0.0.1/ two"\n'
    subject = make_subject({"text": "One http://10.0.0.1/ two"})
    written = dataclasses.replace(subject, source=source)
    field = Place(1, 7, 2, 24)
    assert place_of(written, "LINK-1", text=field) == Place(2, 3, 2, 19)
    assert place_of(subject, "LINK-1", text=field) == field
    assert place_of(written, "LINK-1") == WHOLE


def test_order(make_subject: MakeSubject) -> None:
    """Findings come in the order of the file's lines, and equal subjects give equal findings."""
    piece = {"kind": "resolution", "author": "x.unknown", "text": "http://10.0.0.1/"}
    places = {"author": Place(1, 9), "text": Place(2, 7), "kind": Place(3, 7)}
    subject = dataclasses.replace(make_subject(piece), places=places)
    findings = check(load_pack(), subject)
    assert [finding.rule for finding in findings] == ["ROLE-3", "LINK-1", "CONT-1"]
    assert findings == check(load_pack(), dataclasses.replace(subject))


def test_braces_in_an_idea_are_only_text(make_subject: MakeSubject) -> None:
    """What an author writes is never taken for a placeholder."""
    (found,) = check(load_pack(), make_subject({"author": "{author.__class__}{0}"}))
    assert found.message.startswith("{author.__class__}{0} is not")


def test_what_is_certain_may_not_be_waived() -> None:
    """Only what software can't judge for sure may be lifted: what is said in words, and words of private papers."""
    uncertain = {"said", "leak", "source-not-shown", "phone", "mail"}
    assert {rule.check for rule in load_pack().rules if rule.waivable} <= uncertain


def test_verdicts(make_subject: MakeSubject) -> None:
    """A block outweighs a decision, a decision outweighs a warning."""
    found = {
        name: verdict(check(load_pack(), make_subject(piece)))
        for name, piece in {
            "warn": {"link": "http://www.iso.org/"},
            "decide": {"kind": "resolution", "link": "http://www.iso.org/"},
            "block": {"kind": "resolution", "author": "x.unknown"},
        }.items()
    }
    assert found == {"warn": Verdict.OK, "decide": Verdict.REVIEW, "block": Verdict.BLOCK}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(min_size=1).filter(str.strip),
    link=(st.text(min_size=1) | st.from_regex(r"https?://[^/]{0,20}(/.{0,9})?", fullmatch=True)).filter(str.strip),
    alt=st.text(),
)
def test_any_text_is_judged(make_subject: MakeSubject, text: str, link: str, alt: str) -> None:
    """Whatever people write, the rules judge it and never fail."""
    subject = make_subject({"text": text, "link": link, "title": alt, "media": [{**CAKE, "alt": alt}]})
    assert check(load_pack(), subject) == check(load_pack(), subject)
