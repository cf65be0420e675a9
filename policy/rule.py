"""The ISO guidelines as data: one rule, with its clause and its words."""

from typing import Annotated, Literal

from pydantic import Field

from communique.committee.committee import Kind
from communique.committee.strict import Strict
from communique.post.finding import Severity
from communique.post.idea import Question

Sentence = Annotated[str, Field(min_length=1)]
CodePoints = Annotated[str, Field(pattern=r"^[0-9A-F]{4,6}(-[0-9A-F]{4,6})?$")]
Patterns = dict[str, tuple[Sentence, ...]]
"""Patterns of words by language (policy/language/pattern.py); `any` stands for every language."""


class BrokenPack(Exception):
    """A rule file that can't be used; says which file and rule, and what is wrong there."""


class Settings(Strict):
    """What a rule tells its detector; each detector takes only the settings it names."""

    field: str = ""
    """A field of the idea file; `[]` stands for every entry of a list."""
    kinds: tuple[Kind, ...] = ()
    """The kinds of content that the rule is about; all if none is named."""
    days: Annotated[int, Field(ge=1)] = 1
    schemes: tuple[str, ...] = ()
    """The first word of an address, as in `https`."""
    most: dict[str, int] = Field(default_factory=dict[str, int])
    """The highest number allowed, by network."""
    when: tuple[Question, ...] = ()
    """The questions of the public that the rule is about."""
    addresses: tuple[Sentence, ...] = ()
    """Web addresses without their scheme; one of them is wanted."""
    characters: tuple[CodePoints, ...] = ()
    """Unicode code points or ranges of them, as in `202A-202E`."""
    frames: Patterns = Field(default_factory=dict[str, tuple[Sentence, ...]])
    """What is said, in patterns of words."""
    unless: Patterns = Field(default_factory=dict[str, tuple[Sentence, ...]])
    """What makes it harmless where it stands in the same sentence."""
    words: Patterns = Field(default_factory=dict[str, tuple[Sentence, ...]])
    """Words that a detector looks for by itself, by what they stand for."""
    fields: tuple[Literal["text", "title", "alt", "credit", "file", "link"], ...] = ()
    """Where to look; in text, title and alt if nothing is named."""
    without: str = ""
    """A field of the idea file; where it is filled in, the rule is silent."""


class Rule(Strict):
    """One clause that software can keep an eye on."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z0-9]+)+$")]
    family: Sentence
    """The heading of its rule file; of overlapping findings of one family only the heaviest is shown."""
    clause: Sentence
    """The heading in the guidelines and what stands under it, in our words."""
    severity: Severity
    cannot: bool = False
    """Whether it is a "can't" of the guidelines, which no committee may make lighter than `decide`."""
    waivable: bool = False
    """Whether the Secretary may lift a block, with a reason that is recorded."""
    check: str
    """The detector: what kind of rule this is."""
    settings: Settings = Field(default_factory=Settings)
    message: Sentence
    """What is wrong; may name the detector's words in braces."""
    cure: Sentence
    """What would make the post pass; may name the detector's words in braces."""
