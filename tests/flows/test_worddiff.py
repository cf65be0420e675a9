"""What changed, word by word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.flows.worddiff import word_diff

TEXTS = st.text(alphabet="ab \n")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("A cake.", "A cake.", "A cake."),
        ("A cake.", "A pie.", "A [-cake.-]{+pie.+}"),
        ("A cake.", "A big cake.", "A {+big +}cake."),
        ("A big cake.", "A cake.", "A [-big -]cake."),
        ("", "A cake.", "{+A cake.+}"),
        ("A cake.", "", "[-A cake.-]"),
        ("", "", ""),
    ],
)
def test_words_are_marked(old: str, new: str, shown: str) -> None:
    """What is gone and what was added stands in its place, as `git diff` shows it."""
    assert word_diff(old, new) == shown


@given(old=TEXTS, new=TEXTS)
def test_both_texts_are_in_it(old: str, new: str) -> None:
    """Without what was added it is the old text, without what is gone the new one."""
    marked = word_diff(old, new)
    assert re.sub(r"\{\+.*?\+\}", "", marked, flags=re.DOTALL).replace("[-", "").replace("-]", "") == old
    assert re.sub(r"\[-.*?-\]", "", marked, flags=re.DOTALL).replace("{+", "").replace("+}", "") == new


def test_a_long_text_takes_no_time() -> None:
    """A thread of the longest kind, changed everywhere, is compared at once."""
    words = [f"word{number}" for number in range(2_000)]
    assert word_diff(" ".join(words), " ".join(word.upper() for word in words)).count("[-") >= 1
