"""Texts are tidied without losing a word, and titles are taken at the right place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.connectors import text


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ("  One.\r\nTwo.\rThree.  \n", "One.\nTwo.\nThree."),
        ("One.\n \n\t\n\nTwo.", "One.\n\nTwo."),
        ("Bell\a and\x00 bad \ufffe", "Bell and bad"),
        ("Crème 🍰", "Crème 🍰"),
    ],
)
def test_tidy(given: str, tidied: str) -> None:
    """Line ends are one, paragraphs lie one blank line apart, and what no page can carry is gone."""
    assert text.tidy(given) == tidied


@settings(deadline=None)
@given(st.text())
def test_tidy_is_done_once(given: str) -> None:
    """Tidying a tidy text changes nothing, so what is approved is what is sent."""
    once = text.tidy(given)
    assert text.tidy(once) == once
    assert "".join(once.split("\n\n")).count("\n\n") == 0


def test_an_accent_is_no_character() -> None:
    """A letter and its accent count as one, however they are written."""
    assert text.measure("é") == text.measure("e\u0301") == 1


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("ISO 22222, Sponge cakes, is published. Read more.", "ISO 22222, Sponge cakes, is published"),
        ("Did you know? Cakes rise.", "Did you know? Cakes rise"),
        ("Have you read ISO 22222? It is out.", "Have you read ISO 22222?"),
        ("Dr. A. Baker speaks in Lyon. Come.", "Dr. A. Baker speaks in Lyon"),
        ("No full stop\nat all\n\nSecond paragraph.", "No full stop at all"),
        ("国際規格が発行されました、スポンジケーキ。詳細。", "国際規格が発行されました、スポンジケーキ。"),
        ("And so on...", "And so on..."),
        ("", ""),
    ],
)
def test_a_title_is_the_first_sentence(given: str, title: str) -> None:
    """The first sentence, if it is long enough to be one, without its full stop."""
    assert text.title(given) == title


def test_a_long_title_is_cut_at_a_word() -> None:
    """A first sentence without end is cut between words, with an ellipsis, within the limit."""
    title = text.title("Sponge cakes " * 20)
    assert title.endswith((" cakes…", " Sponge…"))
    assert len(title) <= text.TITLE


@settings(deadline=None)
@given(st.text(), st.integers(2, 50))
def test_shortening_keeps_the_limit(given: str, limit: int) -> None:
    """However odd the text, it is never longer than asked."""
    assert len(text.shorten(given, limit)) <= limit


@pytest.mark.parametrize(
    ("given", "rest"),
    [("One sentence, long enough. And more.", "And more."), ("One sentence, long enough.", ""), ("Short", "")],
)
def test_what_follows_a_title(given: str, rest: str) -> None:
    """What follows a title that was taken from the text does not say it again."""
    assert text.rest(text.title(given), given) == rest


def test_what_follows_a_cut_title() -> None:
    """After a title cut in the middle, the rest goes on where it was cut."""
    given = "Sponge cakes " * 20 + "end."
    title = text.title(given)
    rest = text.rest(title, given)
    assert rest is not None
    assert rest.startswith("… ")
    assert title.removesuffix("…") + rest.removeprefix("…") == given


def test_a_title_of_its_own_has_no_rest() -> None:
    """A title that is not the text's beginning leaves the text whole."""
    assert text.rest("A title", "A text.") is None
