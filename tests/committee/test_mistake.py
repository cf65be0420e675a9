"""Mistakes as people read them."""

from communique.committee.mistake import Mistake, Place, Unreadable


def test_a_mistake_is_one_line() -> None:
    """File, place, field, message and cure stand in one line; what is not there leaves no gap."""
    assert (
        str(Mistake("a.yaml", Place(2, 3), "text", "is empty", "write one")) == "a.yaml:2:3: text: is empty (write one)"
    )
    assert str(Mistake("a.yaml", Place(), "", "the file is a list")) == "a.yaml:1:1: the file is a list"


def test_unreadable_says_every_mistake() -> None:
    """The error's own text is one line per mistake."""
    mistakes = [Mistake("a.yaml", Place(line), "", "wrong") for line in (1, 2)]
    assert str(Unreadable(mistakes)) == "a.yaml:1:1: wrong\na.yaml:2:1: wrong"
