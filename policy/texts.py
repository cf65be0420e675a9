"""Lengths, and parts that say nothing or say it twice."""

import unicodedata
from collections.abc import Iterator, Sequence

from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, clip, part_field, texts, value_of
from communique.post.likeness import folded
from communique.post.rendering import Part


def too_long(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find parts longer than their network allows, counted as the network counts."""
    for rendering in subject.renderings:
        network, parts = rendering.network, rendering.parts
        for number, part in enumerate(parts):
            if part.limit and part.length > part.limit:
                field = part_field(subject.idea, network, number, len(parts))
                words = {"network": network, "length": str(part.length), "limit": str(part.limit)}
                yield Hit(field, clip(part.text), words, span=_overflow(part, value_of(subject.idea, field)))


def empty(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find texts in which nothing can be seen: only spaces, marks or invisible characters."""
    for field, text in texts(subject.idea):
        if not any(unicodedata.category(character)[0] in "LNPS" for character in text):
            yield Hit(field)


def repeated(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find parts of a thread that say the same as an earlier part, whatever the spaces and capitals."""
    idea = subject.idea
    yield from _repeated("thread", idea.thread or ())
    for network, override in idea.overrides.items():
        yield from _repeated(f"overrides.{network}.thread", override.thread or ())


def _repeated(field: str, thread: Sequence[str]) -> Iterator[Hit]:
    first: dict[str, int] = {}
    for number, part in enumerate(thread):
        earlier = first.setdefault(folded(part), number)
        if earlier != number:
            words = {"part": str(number + 1), "first": str(earlier + 1)}
            yield Hit(f"{field}[{number}]", clip(part), words, span=(0, len(part)))


def _overflow(part: Part, value: object) -> tuple[int, int] | None:
    """Give what is too much, if the network sends the field as it is and counts characters."""
    length = len(part.text)
    return (part.limit, length) if part.text == value and part.length == length else None
