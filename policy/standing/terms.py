"""What an account rule tells its check."""

from typing import Annotated

from pydantic import Field

from communique.committee.strict import Strict, Text


class Terms(Strict):
    """What an account rule tells its check; each check takes only the terms it names."""

    fields: tuple[Text, ...] = ()
    """Fields of the committee file; `[]` stands for every entry of a list, or for every account."""
    days: Annotated[int, Field(ge=1)] = 1
    until: Annotated[int, Field(ge=1)] | None = None
    """After so many days another rule speaks."""
    most: Annotated[int, Field(ge=1)] = 1
    least: Annotated[int, Field(ge=1)] = 1
    """So many words of the title must be there, if it has as many."""
    besides: tuple[Text, ...] = ()
    """Words of a title that say nothing of its subject."""
    room: Annotated[int, Field(ge=1)] | None = None
    """So many characters fit; where there is no space left, nothing is asked for."""
    phrases: tuple[Text, ...] = ()
    """One of them must be there: `…` stands for up to four words, {number} for the committee, {iso} for ISO."""
    patterns: tuple[Text, ...] = ()
    """Regular expressions (https://docs.python.org/3/library/re.html); none may be found, capitals or not."""
