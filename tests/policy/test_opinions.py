"""An opinion needs its mark in every text that people read."""

import pytest
from growth import grows_linearly

from communique.committee.committee import Kind
from communique.policy.opinions import unmarked
from communique.policy.rule import Settings
from communique.policy.trial import sample, subject_of

SETTINGS = Settings(
    kinds=(Kind.OPINION,),
    words={"en": ("personal|personally", "not ..2 committee"), "fr": ("à titre personnel",)},
)


def fields(piece: dict[str, object]) -> list[str]:
    """Name the fields in which a piece of an idea file lacks the mark."""
    subject = subject_of({"kind": "opinion", **piece}, sample())
    return [hit.field for hit in unmarked(subject, SETTINGS)]


@pytest.mark.parametrize(
    "piece",
    [
        {"text": "My personal view: tea. And cake. And jam. And honey. And bread."},
        {"text": "Tea. Cake. Jam. Honey. Bread. PERSONALLY!"},
        {"title": "À titre personnel", "text": "Tea."},
        {"thread": ["This is not the committee speaking.", "Tea."]},
        {"kind": "article", "text": "Tea."},
    ],
)
def test_marked(piece: dict[str, object]) -> None:
    """A mark anywhere in the title, the text or the thread is enough, however long the post."""
    assert fields(piece) == []


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        ({"text": "Tea."}, ["text"]),
        ({"thread": ["Tea.", "Cake."]}, ["thread[0]"]),
        ({"text": "Impersonally speaking: tea."}, ["text"]),
        ({"text": "Personally: tea.", "overrides": {"fake": {"text": "Tea."}}}, ["overrides.fake.text"]),
        ({"text": "Tea.", "media": [{"file": "a.png", "alt": "A personal cup."}]}, ["text"]),
    ],
)
def test_unmarked(piece: dict[str, object], found: list[str]) -> None:
    """A text of its own needs a mark of its own, and an alternative text is not where people look for it."""
    assert fields(piece) == found


@pytest.mark.parametrize("word", ["not ", "Tea. ", "à titre ", "personalpersonal"])
def test_long_text(word: str) -> None:
    """A megabyte takes time in proportion to its length, whatever it is made of."""
    assert grows_linearly(lambda text: fields({"text": text}), word)
