"""Characters as people see them: an emoji or a letter with its accents is one, however it is stored."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern


def graphemes(text: str) -> int:
    """Count the extended grapheme clusters of a text (Unicode Standard Annex 29)."""
    return len(text) if text.isascii() and "\r" not in text else len(_cluster().findall(text))


@cache
def _cluster() -> "Pattern[str]":
    """Give the pattern of one cluster."""
    import regex  # noqa: PLC0415 -- only networks that count so need it

    return regex.compile(r"\X")
