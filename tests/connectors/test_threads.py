"""Threads: as the author cut them, or at sentence ends where the author asks for it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.connectors import text
from communique.connectors.connector import Limits
from communique.connectors.threads import split, texts
from communique.post.idea import Idea

LIMITS = Limits(length=80, pictures=4, measure=text.measure)
Ideas = Callable[..., Idea]
LONG = (
    "ISO 22222 is published. It took five years, e.g. for the crumb. We thank all who helped! Do you bake? "
    "The launch was on 3. March in Paris.\n\nA new paragraph begins here and it goes on."
)


def test_cut_at_sentence_ends(idea: Ideas) -> None:
    """Each part ends where a sentence ends, bears its number, and fits; the link stands below the last."""
    assert texts(idea(text=LONG, split=True, link="https://iso.org/x"), "fake", LIMITS) == [
        "ISO 22222 is published. It took five years, e.g. for the crumb. (1/3)",
        "We thank all who helped! Do you bake? The launch was on 3. March in Paris. (2/3)",
        "A new paragraph begins here and it goes on. (3/3)\n\nhttps://iso.org/x",
    ]


def test_the_link_is_said_once(idea: Ideas) -> None:
    """A link that stands in any part is not said again; the beginning of a longer one is another link."""
    link = "https://iso.org/a"
    assert texts(idea(thread=(f"See {link}.", "Two."), link=link), "fake", LIMITS) == [f"See {link}.", "Two."]
    assert texts(idea(text=f"See {link}/b", link=link), "fake", LIMITS) == [f"See {link}/b\n\n{link}"]


def test_nobody_cuts_unasked(idea: Ideas) -> None:
    """Without `split` a text that is too long stays whole, and a thread stays as its author cut it."""
    assert texts(idea(text=LONG), "fake", LIMITS) == [LONG]
    assert texts(idea(thread=(LONG, "Two."), split=True), "fake", LIMITS) == [LONG, "Two."]


def test_what_fits_is_not_cut(idea: Ideas) -> None:
    """A short text gets neither a number nor a second part."""
    assert texts(idea(text="Short. And sweet.", split=True), "fake", LIMITS) == ["Short. And sweet."]


def test_a_long_sentence_stays_whole() -> None:
    """No sentence is broken; its part is too long, and the author is told."""
    parts = split(f"Short. {'long ' * 30}end. Short.", "", LIMITS)
    assert sum("long" in part for part in parts) == 1


@given(st.lists(st.text("abcdefg äé", min_size=1, max_size=50).filter(str.strip), min_size=2, max_size=12))
def test_nothing_is_lost_and_all_fits(sentences: list[str]) -> None:
    """Put together, the parts say what was written; each is within the limit."""
    whole = " ".join(f"{' '.join(sentence.split())}." for sentence in sentences)
    parts = split(whole, "", LIMITS)
    said = [part.rpartition(" (")[0] for part in parts]
    assert " ".join(said) == whole or parts == [whole]
    assert all(LIMITS.measure(part) <= 80 for part in parts) or parts == [whole]
    assert [part.rpartition("(")[2] for part in parts] == [f"{n}/{len(parts)})" for n in range(1, len(parts) + 1)]


@pytest.mark.parametrize("words", ["No. 7", "Dr. X", "z.B. so", "5. Mai", "A. B."])
def test_abbreviations_end_no_sentence(words: str) -> None:
    """What ends with a full stop and not with a sentence stays with what follows."""
    parts = split(f"{'x' * 50} {words} {'y' * 10}. {'z' * 60}.", "", LIMITS)
    assert words in parts[0]
