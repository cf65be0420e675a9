"""The ready answers keep to the rules themselves."""

from collections.abc import Callable

import pytest

from communique.policy.answers import ready_answers
from communique.policy.engine import Subject, check, load_pack
from communique.post.idea import Question

TEXTS = [(topic, language) for topic, texts in ready_answers().items() for language in texts]


def test_every_question_has_an_answer_in_four_languages() -> None:
    """There is a text for each question that an idea may name, in English, French, German and Spanish."""
    assert {topic: [*texts] for topic, texts in ready_answers().items()} == {
        question.value: ["en", "fr", "de", "es"] for question in Question
    }


@pytest.mark.parametrize(("topic", "language"), TEXTS)
def test_an_answer_passes(topic: str, language: str, make_subject: Callable[..., Subject]) -> None:
    """Used as it is, a ready answer brings no finding on any network."""
    piece = {"answers": topic, "language": language, "text": ready_answers()[topic][language]}
    assert [(found.rule, found.excerpt) for found in check(load_pack(), make_subject(piece))] == []


@pytest.mark.parametrize(
    "address", ["www.iso.org/ISOmembers", "(https://www.iso.org/isomembers)", "iso.org/isomembers."]
)
def test_the_address_may_be_written_in_several_ways(address: str, make_subject: Callable[..., Subject]) -> None:
    """Capitals, a scheme and the punctuation around it do not count."""
    subject = make_subject({"answers": "votes", "text": f"Please ask them: {address}"})
    assert [found.rule for found in check(load_pack(), subject)] == []


def test_silent_networks_are_named(make_subject: Callable[..., Subject]) -> None:
    """The finding stands at `answers` and names the networks on which the address is missing."""
    overrides = {"fake": {"text": "We can't say."}}
    subject = make_subject({"answers": "people", "text": "See www.iso.org/isomembers", "overrides": overrides})
    (found,) = check(load_pack(), subject)
    assert (found.rule, found.field, found.excerpt) == ("IDENT-4", "answers", "people")
    assert "on fake it does not say" in found.message
