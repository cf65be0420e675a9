"""Words shown and words meant."""

from communique.committee.words import nearest, shown


def test_the_nearest_word() -> None:
    """A typo finds its word, whatever its case; something else or endless finds none."""
    assert nearest("Publicaton", ["meeting", "publication"]) == "publication"
    assert nearest("cake", ["meeting", "publication"]) is None
    assert nearest("meeting" * 20, ["meeting"]) is None


def test_long_words_are_shortened() -> None:
    """A message stays readable, whatever stands in the file."""
    assert shown("cake") == "`cake`"
    assert len(shown("cake" * 1000)) < 90
