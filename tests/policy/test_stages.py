"""A stage's code and the word beside it agree."""

from collections.abc import Callable, Mapping

import pytest
from growth import grows_linearly

from communique.policy.rule import Settings
from communique.policy.stages import contradicted
from communique.policy.subject import Subject

MakeSubject = Callable[[Mapping[str, object]], Subject]
SETTINGS = Settings(
    words={
        "stage": ("stage", "Stufe"),
        "20": ("WD", "AWI", "working draft"),
        "10": ("NP", "AWI"),
        "30": ("CD", "committee"),
        "40": ("DIS", "enquiry"),
        "50": ("FDIS",),
    }
)


def found(text: str, make_subject: MakeSubject) -> list[tuple[str, str, str]]:
    """Give the words, the code and the name of every contradiction."""
    hits = contradicted(make_subject({"text": text}), SETTINGS)
    return [(hit.excerpt, hit.words["code"], hit.words["name"]) for hit in hits]


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("Now at 40.20 FDIS.", "40.20 FDIS"),
        ("We are at stage 40, committee.", "40, committee"),
        ("We are at the enquiry stage (30.20).", "enquiry stage (30.20"),
        ("We are at stage 40, the committee stage.", "40, the committee"),
        ("ISO/DIS 22777 (50.20)", "ISO/DIS 22777 (50.20"),
        ("Stufe 20 DIS", "20 DIS"),
        ("Stage 50: working draft", "50: working draft"),
    ],
)
def test_contradiction(text: str, excerpt: str, make_subject: MakeSubject) -> None:
    """A code beside the name of another stage is found, with its place."""
    assert [words for words, _, _ in found(text, make_subject)] == [excerpt]


@pytest.mark.parametrize(
    "text",
    [
        "ISO/DIS 22777 (40.20)",
        "From stage 30 to the enquiry stage.",
        "AWI (20.00), AWI (10.99)",
        "At stage 40 the committee meets.",
        "At 10.30 DIS, at 40.10 CD",
        "40 committees, 30 enquiry desks",
        "Stage",
        "40.20",
    ],
)
def test_harmless(text: str, make_subject: MakeSubject) -> None:
    """Codes that agree, other numbers, and names that belong to something else are no contradiction."""
    assert found(text, make_subject) == []


def test_long_text(make_subject: MakeSubject) -> None:
    """A megabyte of codes is looked through in linear time."""
    assert grows_linearly(lambda text: found(text, make_subject), "stage 40 the stage 30.20 working draft of ")
