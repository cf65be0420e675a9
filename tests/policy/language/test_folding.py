"""One form for the many ways to write the same words, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.policy.language.folding import fold

TRICKY = st.sampled_from("aZ é\u0301\u200b\u00adﬁ½…𝐁🅱ꜰаСтΑμß’–\u3164한가\ud800")
TEXTS = st.lists(st.one_of(TRICKY, st.characters()), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("plain", "plain"),
        ("Crème brûlée, größer, Ñandú", "Creme brulee, großer, Nandu"),
        ("𝐁𝐨𝐥𝐝 𝒄𝒂𝒌𝒆 ｆｕｌｌ ﬁne №", "Bold cake full fine No"),
        ("🅲🅐🄺🅴 ᴄᴀᴋᴇ", "CAKE cake"),
        ("ca\u200bke so\u00adft e\u0301clair \u3164", "cake soft eclair "),
        ("l’été – “ISO‑22222”", "l'ete - “ISO-22222”"),
        ("cаkе Ѕропgе", "cake Sponge"),
        ("СОСОА", "COCOA"),
        ("Москва, торт, μm", "Москва, торт, μm"),
    ],
)  # fmt: skip
def test_one_form(written: str, folded: str) -> None:
    """Accents, bold letters, invisible characters, dashes and look-alikes fall away; other languages and case stay."""
    assert fold(written).text == folded


@pytest.mark.parametrize(
    ("written", "word", "shown"),
    [
        ("a ca\u200bke rises", "cake", "ca\u200bke"),
        ("oﬃcial cake", "cial", "cial"),
        ("oﬃcial cake", "off", "oﬃ"),
        ("½ cake", "cake", "cake"),
        ("the e\u0301clair", "eclair", "e\u0301clair"),
        ("größer", "großer", "größer"),
        ("wait… 𝐜𝐚𝐤𝐞!", "cake", "𝐜𝐚𝐤𝐞"),
    ],
)
def test_the_way_back(written: str, word: str, shown: str) -> None:
    """A span of the folded text leads to the words as they were written."""
    folded = fold(written)
    at = folded.text.index(word)
    start, end = folded.original(at, at + len(word))
    assert written[start:end] == shown


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded stays as it is."""
    once = fold(text).text
    assert fold(once).text == once


@given(TEXTS, st.integers(-3, 50), st.integers(-3, 50))
def test_places_lie_inside_and_in_order(text: str, start: int, end: int) -> None:
    """Whatever span is asked for, the answer is a span of the original, and later places lead to later ones."""
    folded = fold(text)
    first, last = folded.original(start, end)
    assert 0 <= first <= last <= len(text)
    spans = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)
    assert all(start < end for start, end in spans)


@given(TEXTS)
def test_a_place_leads_to_what_was_folded(text: str) -> None:
    """Every character of the folded text is found in the folded form of its own place."""
    folded = fold(text)
    for at, character in enumerate(folded.text):
        start, end = folded.original(at, at + 1)
        assert fold(f"a{character}").text[1:] in fold(f"a{text[start:end]}").text


def test_long_words_take_no_long_time() -> None:
    """A word of a million letters, one of them a look-alike, is folded in one go."""
    assert fold("a" * 1_000_000 + "а\u00ad").text == "a" * 1_000_001
