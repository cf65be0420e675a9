"""Languages that no rule understands are found, and texts in another language than the idea file says."""

from collections.abc import Callable, Mapping

import pytest
from growth import grows_linearly

from communique.policy.engine import Subject, check, load_pack
from communique.post.finding import Finding

MakeSubject = Callable[[Mapping[str, object]], Subject]
ITALIAN = "Il comitato si è riunito a Oslo e la prossima riunione della primavera è prevista per il mese di maggio."
GERMAN = "Der Ausschuss traf sich in Oslo, und die nächste Sitzung findet im Frühjahr in Lima statt."
ENGLISH = "The committee met in Oslo, and the next meeting will be held in Lima in the spring of next year."


def findings(rule: str, subject: Subject) -> list[Finding]:
    """Give what one rule finds."""
    return [*check(load_pack().only(rule), subject)]


def test_a_language_of_no_rule(make_subject: MakeSubject) -> None:
    """A post that says its language has no rules is for a person to read, however short."""
    (finding,) = findings("LANG-1", make_subject({"language": "it", "text": "Torta"}))
    assert (finding.field, finding.excerpt) == ("language", "it")


@pytest.mark.parametrize(
    ("field", "piece"),
    [
        ("text", {"text": ITALIAN}),
        ("thread[0]", {"thread": [ITALIAN[:60], ITALIAN[60:]]}),
        ("overrides.fake.text", {"overrides": {"fake": {"text": ITALIAN}}}),
        ("media[0].alt", {"media": [{"file": "cake.png", "alt": ITALIAN, "credit": "A", "licence": "CC0-1.0"}]}),
        ("text", {"text": "Комитет провёл заседание в Осло."}),
        ("text", {"text": "委員会はオスロで会合を開きました。"}),
    ],
)
def test_every_text_is_looked_at(field: str, piece: Mapping[str, object], make_subject: MakeSubject) -> None:
    """A text in a language without rules is found wherever people read it, whatever the idea file says."""
    assert [finding.field for finding in findings("LANG-1", make_subject(piece))] == [field]


@pytest.mark.parametrize(
    "text", ["Ciao a tutti!", "ISO/TC 34/SC 4, ISO/TC 34/SC 5: " + "cake, " * 20, ENGLISH, "αβγ " + ENGLISH]
)
def test_what_cannot_be_told_is_let_through(text: str, make_subject: MakeSubject) -> None:
    """Short texts and lists of names say nothing about their language; a few foreign letters do no harm."""
    assert findings("LANG-1", make_subject({"text": text})) == []
    assert findings("LANG-2", make_subject({"text": text})) == []


def test_another_of_our_languages(make_subject: MakeSubject) -> None:
    """A German text that is called English is found; one with as much of both is not."""
    (finding,) = findings("LANG-2", make_subject({"text": GERMAN}))
    assert (finding.field, finding.cure) == ("text", "Write `language: de`.")
    assert findings("LANG-2", make_subject({"text": f"{GERMAN} {ENGLISH}"})) == []
    assert findings("LANG-2", make_subject({"text": GERMAN, "language": "it"})) == []


@pytest.mark.parametrize("piece", ["der ", "т", "'", "a"])
def test_long_texts(piece: str, make_subject: MakeSubject) -> None:
    """A text of a megabyte is looked through in linear time."""
    assert grows_linearly(lambda text: findings("LANG-2", make_subject({"text": text})), piece)
