"""Texts taken apart: words, numbers, addresses, sentences, and the way back to the author's characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.policy.language.tokens import LONGEST_QUOTE, Reading, read


def pairs(text: str) -> list[tuple[str, str]]:
    """Give each token with its kind."""
    reading = read([text])
    return list(zip(reading.raw, reading.kind, strict=True))


@pytest.mark.parametrize(
    ("text", "token", "kind"),
    [
        ("See https://www.iso.org/a.html now", "https://www.iso.org/a.html", "link"),
        ("on drive.google.com/file/x", "drive.google.com/file/x", "link"),
        ("to tmb@iso.org, please", "tmb@iso.org", "mail"),
        ("thanks @m.crumb!", "@m.crumb", "handle"),
        ("in ISO/TC 34/SC 4 they", "ISO/TC 34/SC 4", "committee"),
        ("ISO/IEC JTC 1/SC 7 meets", "ISO/IEC JTC 1/SC 7", "committee"),
        ("our WG 3 met", "WG 3", "committee"),
        ("ISO/DIS 22222-1 is", "ISO/DIS 22222-1", "draft"),
        ("DIN EN ISO 9001:2015 helps", "DIN EN ISO 9001:2015", "standard"),
        ("document N 1234 says", "N 1234", "paper"),
        ("3.5 degrees", "3.5", "number"),
        ("l'ISO publie", "l'", "elision"),
        ("they don't vote", "don't", "word"),
        ("thanks 🇯🇵!", "🇯🇵", "emoji"),
        ("soon 🤞🏽", "🤞", "emoji"),
        ("60 % of it", "60 %", "number"),
    ],
)
def test_kinds(text: str, token: str, kind: str) -> None:
    """What is more than a word is one token, and known by its kind."""
    assert (token, kind) in pairs(text)


def test_what_only_looks_so() -> None:
    """A mask is no document, and ISO alone is a word."""
    assert ("N", "word") in pairs("an N95 mask")
    assert ("ISO", "word") in pairs("ISO has 170 members")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", 3),
        ("Dr. Crumb met J. Farine on p. 512. Good.", 2),
        ("A version 2.0 of it", 1),
        ("First line\n\nsecond line", 2),
        ("List:\n- one\n- two", 3),
        ("The end…", 1),
        ("¿Qué? ¡Sí!", 2),
        ("approx. five cakes", 1),
        ("Bake at 180 °C. Cool it.", 2),
        ("Am 3. März tagen wir.", 1),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    """A sentence ends at its mark, at an empty line or before a bullet; not after an abbreviation."""
    assert len(set(read([text]).sentence)) == sentences


def test_texts_are_apart() -> None:
    """A sentence never goes on in the next text, and each token knows its text."""
    reading = read(["One part", "and another"])
    assert [text for text, _, _ in reading.spans] == [0, 0, 1, 1]
    assert reading.sentence == [0, 0, 1, 1]


def test_quotations_and_questions() -> None:
    """Quotations are spans of tokens, questions their last tokens; an open mark quotes nothing."""
    reading = read(['He “said so” twice. Did he? "No.'])
    assert reading.quotes == [(1, 3)]
    assert reading.questions == [5]
    assert read(['"' + "a " * (LONGEST_QUOTE + 1) + '"']).quotes == []


def test_places_of_folded_text() -> None:
    """Accents, ligatures and invisible characters move no place."""
    text = "Die ﬁne\u200b Abstimmung, é\u0301té"
    assert words(read([text]), text) == ["Die", "ﬁne", "Abstimmung", "é\u0301té"]


def words(reading: Reading, text: str) -> list[str]:
    """Give the author's characters of each token, without what is invisible at their ends."""
    return [text[start:end].strip("\u200b") for _, start, end in reading.spans]


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text can be taken apart, and every token lies inside it, in order."""
    reading = read([text])
    ends = [end for _, _, end in reading.spans]
    assert all(0 <= start <= end <= len(text) for _, start, end in reading.spans)
    assert ends == sorted(ends)
    assert reading.sentence == sorted(reading.sentence)
