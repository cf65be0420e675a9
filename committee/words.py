"""Words of a file as they are shown to people, and the words that were probably meant."""

from collections.abc import Sequence

LONGEST_WORD = 80


def shown(value: object) -> str:
    """Quote what stands in the file, shortened if it is long."""
    word = str(value)
    return f"`{word}`" if len(word) <= LONGEST_WORD else f"`{word[: LONGEST_WORD - 1]}…`"


def nearest(word: str, words: Sequence[str]) -> str | None:
    """Find the valid word that was probably meant."""
    import difflib  # noqa: PLC0415 - most files have no mistakes

    lower = {known.lower(): known for known in words}
    if len(word) > LONGEST_WORD:
        return None
    found = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else None
