"""The one pydantic model that all our files share: frozen, and no field that nobody knows."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")
Several = Annotated[tuple[Item, ...], Field(strict=False)]
"""A list in the file, a tuple in the program; its items stay strict."""

Word = Annotated[Item, Field(strict=False)]
"""An enumeration that is written as a word in the file."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""A text that is not empty; spaces and line breaks around it do not count."""

Note = Annotated[str, StringConstraints(strip_whitespace=True)]
"""A text that may be empty; spaces and line breaks around it do not count."""


class Strict(BaseModel):
    """A frozen value that refuses unknown fields and never guesses a type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
