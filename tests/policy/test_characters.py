"""Characters that show something else than is sent are found in every field that people read."""

from collections.abc import Callable, Mapping

import pytest

from communique.policy.characters import found
from communique.policy.engine import Subject, check, load_pack
from communique.policy.rule import Settings

CAKE = {"file": "cake.png", "alt": "A cake", "credit": "A. Baker", "licence": "CC-BY-4.0"}
ATTESTED = {
    "authors_agree": "Yes",
    "committee_agrees": "Yes",
    "no_draft_content": True,
    "non_commercial": True,
    "source": "ISO",
}


@pytest.mark.parametrize(
    ("field", "piece"),
    [
        ("text", {"text": "A \u202ecake"}),
        ("thread[1]", {"thread": ["One", "Two\u202e"]}),
        ("overrides.fake.text", {"overrides": {"fake": {"text": "A \u202ecake"}}}),
        ("title", {"title": "A \u202ecake"}),
        ("media[1].alt", {"media": [CAKE, {**CAKE, "alt": "A \u202ecake"}]}),
        ("media[0].credit", {"media": [{**CAKE, "credit": "A \u202ecake"}]}),
        ("media[0].licence", {"media": [{**CAKE, "licence": "A \u202ecake"}]}),
        (
            "material.presentation.authors_agree",
            {"material": {"presentation": {**ATTESTED, "authors_agree": "\u202eA"}}},
        ),
    ],
)
def test_every_field_is_looked_at(
    field: str, piece: Mapping[str, object], make_subject: Callable[..., Subject]
) -> None:
    """No field that the Secretary or the public reads is left out."""
    findings = [finding for finding in check(load_pack(), make_subject(piece)) if finding.rule == "TEXT-4"]
    assert [finding.field for finding in findings] == [field]


def test_a_character_is_named_once(make_subject: Callable[..., Subject]) -> None:
    """A field with the same character many times has one remark, which names it by its Unicode name."""
    findings = check(load_pack(), make_subject({"text": "a\u202eb\u202ec\u2066d\x07"}))
    assert [finding.message.partition(": ")[2] for finding in findings] == [
        "U+0007 (control character).",
        "U+202E (right-to-left override).",
        "U+2066 (left-to-right isolate).",
    ]


def test_the_first_of_each_is_marked(make_subject: Callable[..., Subject]) -> None:
    """A character is marked where it stands first, whatever stands between."""
    hits = found(make_subject({"text": "a\u202eb\u2066\u202e"}), Settings(characters=("202A-202E", "2066")))
    assert [(hit.excerpt, hit.span) for hit in hits] == [("\u202e", (1, 2)), ("\u2066", (3, 4))]


@pytest.mark.parametrize(
    "text",
    ["👩\u200d👧", "\u200eISO\u200f", "می\u200cخواهم", "🏴\U000e0067\U000e0062\U000e007f", "a\u00a0b", "ABC\u00ad"],
)
def test_what_languages_need_is_let_through(text: str, make_subject: Callable[..., Subject]) -> None:
    """Joiners, direction marks, flags, hard spaces and soft hyphens belong to honest texts."""
    assert check(load_pack(), make_subject({"text": text})) == ()
