"""What must be filled in: media metadata and attestations."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from communique.committee.document import inside
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject
from communique.post.idea import Idea
from communique.post.likeness import folded
from communique.post.rendering import Rendering


def missing(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a field that is empty or not affirmed though the idea's kind, or what stands around it, asks for it."""
    idea = subject.idea
    for name, value in _values("", idea, _steps(settings.field)):
        asked = value is not None or not settings.kinds or idea.kind in settings.kinds
        if asked and not value:
            yield Hit(name, "", {"file": _file(idea, name)}, at="" if value is not None else "kind")


def too_many_pictures(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find more pictures than a network takes on one post."""
    for rendering in subject.renderings:
        most, pictures = settings.most.get(rendering.network), len(rendering.pictures)
        if most is not None and pictures > most:
            words = {"network": rendering.network, "pictures": str(pictures), "most": str(most)}
            yield Hit(f"media[{most}]", "", words, at="media")


def source_not_shown(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find a presentation whose source the public of some network can't read."""
    presentation = subject.idea.material.presentation
    source = folded(presentation.source) if presentation else ""
    if not source:
        return
    silent = [rendering.network for rendering in subject.renderings if source not in _shown(rendering)]
    if silent:
        yield Hit("material.presentation.source", "", {"networks": " and ".join(silent)})


def not_said(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find an answer to one of the rule's questions that leaves out, on some network, the address to ask at."""
    question = subject.idea.answers
    if question is None or question not in settings.when:
        return
    named = "|".join(map(re.escape, settings.addresses))
    address = re.compile(rf"(?:(?<![\w./@-])|(?<=https://)|(?<=http://))(?:{named})(?![\w-])", re.IGNORECASE)
    silent = [rendering.network for rendering in subject.renderings if not address.search(_read(rendering))]
    if silent:
        yield Hit("answers", question, {"networks": " and ".join(silent)})


def _shown(rendering: Rendering) -> str:
    """Give the words that the public reads on a network."""
    return folded(" ".join([rendering.title, *(part.text for part in rendering.parts), rendering.link or ""]))


def _read(rendering: Rendering) -> str:
    """Give the texts and the link of a post on a network, as they are."""
    return "\n".join([*(part.text for part in rendering.parts), rendering.link or ""])


@cache
def _steps(path: str) -> tuple[tuple[str, bool], ...]:
    """Take a path like `media[].alt` apart: each name, and whether it stands for a list."""
    return tuple((step.removesuffix("[]"), step.endswith("[]")) for step in path.split("."))


def _values(name: str, value: object, steps: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, object]]:
    """Follow a path; a value is None where the path breaks off."""
    for done, (step, several) in enumerate(steps, 1):
        name, value = inside(name, step), getattr(value, step, None)
        if several:
            for number, item in enumerate(cast("tuple[object, ...]", value)):
                yield from _values(inside(name, number), item, steps[done:])
            return
    yield name, value


def _file(idea: Idea, name: str) -> str:
    """Name the picture that a field like `media[1].alt` belongs to."""
    if not name.startswith("media["):
        return ""
    return idea.media[int(name.removeprefix("media[").split("]", 1)[0])].file
