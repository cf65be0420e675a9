"""The little language of word lists and frames."""

import pytest

from communique.policy.language.pattern import BrokenPattern, Clause, Name, Step, Word, read_frame, read_part


def test_a_part() -> None:
    """Words, lists, gaps, choices and words that may be missing."""
    assert read_part("<member> ..8 voted|<no> the? against") == (
        Step((Name("member"),)),
        Step((Word("voted"), Name("no")), gap=8),
        Step((Word("the"),), optional=True),
        Step((Word("against"),)),
    )


def test_words() -> None:
    """Words are folded; a hyphen makes two of one; = keeps capitals; stars stay."""
    assert read_part("P-Mitglied vot* *ballót =BIS") == tuple(
        Step((word,)) for word in (Word("p"), Word("mitglied"), Word("vot*"), Word("*ballot"), Word("BIS", exact=True))
    )


def test_a_frame() -> None:
    """& joins what stands in one sentence, && what stands around it."""
    one, other, third = (read_part(word) for word in ("one", "other", "third"))
    assert read_frame("one & not other && not third") == (
        (Clause(one), Clause(other, negated=True)),
        (Clause(third, negated=True),),
    )


@pytest.mark.parametrize(
    "written",
    ["", "  ", "..3 word", "word ..3", "a ..16 b", "v*", "a? b", "<Member>", "<member", "not a", "a & ", "a||b"],
)
def test_broken(written: str) -> None:
    """What can't be read is refused, never guessed."""
    with pytest.raises(BrokenPattern):
        read_frame(written)


@pytest.mark.parametrize(("written", "words"), [("qu'", ["qu'"]), ("d'", ["d'"]), ("l'avis", ["l'", "avis"])])
def test_elided_words(written: str, words: list[str]) -> None:
    """A word that has lost its last letter is the word that texts are taken apart into."""
    assert [choice.text for step in read_part(written) for choice in step.choices if isinstance(choice, Word)] == words
