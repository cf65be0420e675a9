"""The ISO guidelines as data: one rule, with its clause, its words and its examples."""

from typing import Annotated

from pydantic import Field

from communique.committee.committee import Kind
from communique.committee.strict import Strict
from communique.post.finding import Severity

Sentence = Annotated[str, Field(min_length=1)]
CodePoints = Annotated[str, Field(pattern=r"^[0-9A-F]{4,6}(-[0-9A-F]{4,6})?$")]


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
    characters: tuple[CodePoints, ...] = ()
    """Unicode code points or ranges of them, as in `202A-202E`."""


class Rule(Strict):
    """One clause that software can keep an eye on."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z0-9]+)+$")]
    clause: Sentence
    """The heading in the guidelines and what stands under it, in our words."""
    severity: Severity
    waivable: bool = False
    """Whether the Secretary may lift a block, with a reason that is recorded."""
    check: str
    """The detector: what kind of rule this is."""
    settings: Settings = Settings()
    message: Sentence
    """What is wrong; may name the detector's words in braces."""
    cure: Sentence
    """What would make the post pass; may name the detector's words in braces."""
