"""Numbers of committees and phrases, however they are written."""

import re

import pytest
from growth import grows_linearly

from communique.policy.standing.words import folded, parts, phrase

TC, SC, JTC = "ISO/TC 400", "ISO/TC 400/SC 2", "ISO/IEC JTC 1/SC 7"


@pytest.mark.parametrize(
    ("committee", "name", "holds"),
    [
        (TC, "ISOTC400", True), (TC, "iso_tc_400", True), (TC, "ISO\u200b/TC\u00a0400", True), (TC, "ISO/TC 40", False),
        (TC, "ISO/TC 4000", False), (TC, "ISOTC400SC2", False), (TC, "TC 400 of ISO", False), (TC, "", False),
        (SC, "ISOTC400SC2", True), (SC, "SC 2 of ISO/TC 400", True), (SC, "ISO/TC 400", False),
        (SC, "ISOTC400SC21", False),
        (JTC, "ISO/IEC JTC 1/SC 7", True), (JTC, "isoiecjtc1sc7", True), (JTC, "ISO/IEC JTC 1", False),
    ],
)  # fmt: skip
def test_a_number_in_a_name(committee: str, name: str, *, holds: bool) -> None:
    """Signs between the parts, capitals and what can't be seen do not count; another number does."""
    assert all(re.search(part, folded(name)) for part in parts(committee)) is holds


@pytest.mark.parametrize(
    ("written", "text", "said"),
    [
        ("official … account of … {number}", "Official account of ISO/TC 400", True),
        ("official … account of … {number}", "The OFFICIAL  X account\nof the committee ISO/TC 400, Cakes", True),
        ("official … account of … {number}", "Official account of Ann. ISO/TC 400", False),
        ("official … account of … {number}", "Unofficial account of ISO/TC 400", False),
        ("official … account of … {number}", "Official one two three four five account of ISO/TC 400", False),
        ("don't … represent … {iso}", "Views don’t represent @isostandards.", True),
        ("don't … represent … {iso}", "Views don't represent ISO/IEC.", True),
        ("don't … represent … {iso}", "Views don't represent ISO/IEC JTC 1.", False),
        ("don't … represent … {iso}", "Views don't represent ISO TC 400.", False),
        ("don't … represent … {iso}", "Views don't represent ISOlation.", False),
        ("de l'{number}", "de l’ISO/TC 400", True),
    ],
)
def test_a_phrase_in_a_text(written: str, text: str, *, said: bool) -> None:
    """An ellipsis stands for up to four words of the same sentence; only ISO itself is ISO."""
    assert (phrase(written, TC).search(folded(text)) is not None) is said


def test_a_subcommittee_in_a_sentence() -> None:
    """The number of a subcommittee may stand before that of its committee."""
    written = "official account of {number}"
    assert phrase(written, SC).search(folded("Official account of SC 2 of ISO/TC 400"))
    assert phrase(written, SC).search(folded("Official account of ISO/TC 400/SC 2"))
    assert not phrase(written, SC).search(folded("Official account of ISO/TC 400"))


@pytest.mark.parametrize("piece", ["official ", "don't ", "iso ", "x"])
def test_time_is_linear(piece: str) -> None:
    """A description that somebody made as hard as possible is searched in linear time."""
    phrases = [phrase(written, SC) for written in ("official … account of … {number}", "don't … represent … {iso}")]
    assert grows_linearly(lambda text: [each.search(folded(text)) for each in phrases], piece)
