"""The command `answer`: a ready text for what the public asks and a committee does not answer itself."""

from collections.abc import Collection

import typer

from communique.cli.options import fail
from communique.committee.words import nearest
from communique.policy.answers import ready_answers


def print_answer(topic: str, language: str) -> None:
    """Print the text on a topic in a language; ends with a message if there is none."""
    texts = ready_answers()
    if topic not in texts:
        unknown("topic", topic, texts)
    if language not in texts[topic]:
        unknown("language", language, texts[topic])
    typer.echo(texts[topic][language])


def unknown(what: str, word: str, known: Collection[str]) -> None:
    """Say that there is no such topic or language, and which there are."""
    meant = nearest(word, [*known])
    fail(f"There is no {what} {word!r}. " + (f"Did you mean {meant}?" if meant else f"There is: {', '.join(known)}"))
