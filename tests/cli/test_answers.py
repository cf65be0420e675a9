"""`communique answer`: texts that may be used as they are."""

from collections.abc import Callable

import pytest
from typer.testing import Result

from communique.policy.answers import ready_answers

Run = Callable[..., Result]


def test_a_text_is_printed(run: Run) -> None:
    """The text alone, in English unless another language is wanted."""
    assert run("answer", "votes").stdout == ready_answers()["votes"]["en"] + "\n"
    assert run("answer", "people", "--language", "de").stdout == ready_answers()["people"]["de"] + "\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["voters"], "There is no topic 'voters'. Did you mean votes?"),
        (["cakes"], "There is: votes, people, comments, other"),
        (["votes", "--language", "it"], "There is: en, fr, de, es"),
    ],
)
def test_what_there_is_not(words: list[str], says: str, run: Run) -> None:
    """An unknown topic or language is answered with those that there are."""
    assert says in run("answer", *words, expect=2).stderr
