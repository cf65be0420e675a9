"""What a rule looks at, and what it says when it finds something."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import TYPE_CHECKING, NamedTuple, cast

from communique.committee.committee import Committee
from communique.committee.mistake import Place
from communique.post.idea import Idea
from communique.post.rendering import Rendering

if TYPE_CHECKING:
    from communique.policy.leaks.folder import Leaks
    from communique.policy.roster import Roster

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
"""One step of a field's name: into a group or, by number, into a list."""


class Fault(NamedTuple):
    """A file around the committee that can't be read."""

    file: str
    reason: str
    cure: str


class Recent(NamedTuple):
    """What the committee approved or published not long ago: one post on one network."""

    post: str
    """The idea's id."""
    network: str
    day: dt.date
    """The day of its publication, in the committee's zone; that of its approval if it is not out yet."""
    likeness: str
    """What texts that say the same have in common (`communique.post.likeness`)."""
    corrects: str | None = None
    """Id of the post that it corrects."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One revision as it is judged at one moment."""

    idea: Idea
    committee: Committee
    renderings: tuple[Rendering, ...]
    now: dt.datetime
    """In UTC; the same moment gives the same findings."""
    after: dt.datetime | None = None
    """Start of the publishing window, in UTC."""
    before: dt.datetime | None = None
    """End of the publishing window, in UTC."""
    places: Mapping[str, Place] = default(default_factory=dict[str, Place])
    """Where each field stands in the idea file."""
    source: str = ""
    """The idea file's whole text; empty where nobody has it any more."""
    leaks: "Leaks | None" = None
    """The committee's private papers; None if it has none, or if they are not at hand."""
    roster: "Roster | None" = None
    """The committee's private list of people and companies; None if it has none, or if it is not at hand."""
    faults: tuple[Fault, ...] = ()
    """What could not be read around the committee; as long as there is one, nothing goes out."""
    recent: tuple[Recent, ...] = ()
    """What the committee said before that may be the same; empty where there is no queue to look into."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a detector found: in which field, on which words."""

    field: str
    """The field of the idea file, as in `media[0].alt`."""
    excerpt: str = ""
    """The words found, as they stand in the field."""
    words: Mapping[str, str] = default(default_factory=dict[str, str])
    """What the rule's message and cure may name in braces."""
    at: str = ""
    """The field to point at where `field` does not stand in the file."""
    span: tuple[int, int] | None = None
    """Where the words begin and end in the field's value, in characters; None if the whole field is meant."""
    instead: str | None = None
    """What to write in place of the words, where there is no choice in it; empty if they only have to go."""


def texts(idea: Idea) -> Iterator[tuple[str, str]]:
    """Give every text that may be sent, with its field, in the order of the file's description."""
    yield from _texts("", idea.text, idea.thread)
    for network, override in idea.overrides.items():
        yield from _texts(f"overrides.{network}.", override.text, override.thread)


def spoken(idea: Idea) -> Iterator[tuple[str, str]]:
    """Give all words that people may come to read, with their fields: texts, title, what describes pictures."""
    yield from texts(idea)
    if idea.title:
        yield "title", idea.title
    for number, item in enumerate(idea.media):
        yield from ((f"media[{number}].{name}", getattr(item, name)) for name in ("alt", "credit", "file"))


def value_of(idea: Idea, field: str) -> object:
    """Give the value of a field that stands in the idea file, as in `media[0].alt`."""
    value: object = idea
    for name, number in _STEP.findall(field):
        if number:
            value = cast("tuple[object, ...]", value)[int(number)]
        elif isinstance(value, dict):
            value = cast("dict[str, object]", value)[name]
        else:
            value = getattr(value, name)
    return value


def part_field(idea: Idea, network: str, number: int, parts: int) -> str:
    """Name the field from which part `number` of `parts` was rendered for a network."""
    own = idea.overrides.get(network)
    chosen, prefix = (own, f"overrides.{network}.") if own and (own.text or own.thread) else (idea, "")
    if not chosen.thread:
        return f"{prefix}text"
    return f"{prefix}thread[{number}]" if len(chosen.thread) == parts else f"{prefix}thread"


def clip(text: str, most: int = 60) -> str:
    """Give the first line of a text, at most so many characters of it."""
    line = text.strip().split("\n", 1)[0]
    return line[:most]


def _texts(prefix: str, text: str | None, thread: tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
    if text is not None:
        yield f"{prefix}text", text
    for number, part in enumerate(thread or ()):
        yield f"{prefix}thread[{number}]", part
