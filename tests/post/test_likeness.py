"""When two texts count as the same."""

import pytest

from communique.post.likeness import folded, likeness


@pytest.mark.parametrize("other", ["Fine  cake", "FINE\ncake", " ﬁne cake "])
def test_the_same(other: str) -> None:
    """Spaces, capitals and compatible forms make no other text."""
    assert folded(other) == "fine cake"
    assert likeness([other, "Other"]) == likeness(["fine cake", "other"])


@pytest.mark.parametrize("other", [["fine cakes"], ["fine", "cake"], ["fine cake."], []])
def test_another(other: list[str]) -> None:
    """Other words, other signs and other parts do."""
    assert likeness(other) != likeness(["fine cake"])


def test_any_text_has_a_likeness() -> None:
    """Half of a pair of code units is no reason to fail."""
    assert len(likeness(["\ud83c"])) == 64
