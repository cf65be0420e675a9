"""Sentences in capitals and rows of exclamation marks are found."""

from collections.abc import Callable, Mapping

import pytest

from communique.policy.engine import Subject
from communique.policy.rule import Settings
from communique.policy.shouts import found

MakeSubject = Callable[[Mapping[str, object]], Subject]
SETTINGS = Settings(most={"words": 4, "marks": 2})


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("Cake. READ ALL ABOUT IT TODAY! Now.", [" READ ALL ABOUT IT TODAY"]),
        ("ÜBER ÄPFEL, ÖFEN UND BRÖTCHEN", ["ÜBER ÄPFEL, ÖFEN UND BRÖTCHEN"]),
        ("Out!!! Really! ! !", ["!!!", "! ! !"]),
        ("Out!! ISO, IEC, ITU and CEN met.", []),
        ("AI, IT, VR AND ME", []),
        ("ISO/TC 34/SC 4: FOOD!", []),
    ],
)
def test_found(text: str, shouted: list[str], make_subject: MakeSubject) -> None:
    """More than four words in capitals or more than two marks are shouting; acronyms are not."""
    assert [hit.excerpt for hit in found(make_subject({"text": text}), SETTINGS)] == shouted


@pytest.mark.parametrize("text", ["A" * 1_048_576, "AAA " * 262_144, "! " * 524_288, "AAA-" * 262_144])
def test_long_texts(text: str, make_subject: MakeSubject) -> None:
    """A text of a megabyte is looked through in linear time."""
    assert len([*found(make_subject({"text": text}), SETTINGS)]) <= 1
