"""What changed between two texts, word by word."""

import difflib
import re


def words(text: str) -> list[str]:
    """Split a text into words, each with the space after it, and other white space."""
    return re.findall(r"\S+ ?|\s+", text)


def word_diff(old: str, new: str) -> str:
    """Give the new text with `[-gone-]` and `{+added+}` where it differs from the old one, as `git diff` does.

    In a long text the words that come all the time align nothing, or comparing takes hours.
    """
    before, after = words(old), words(new)
    pieces: list[str] = []
    for what, i, j, k, m in difflib.SequenceMatcher(a=before, b=after).get_opcodes():
        if what == "equal":
            pieces.append("".join(after[k:m]))
            continue
        if i < j:
            pieces.append(f"[-{''.join(before[i:j])}-]")
        if k < m:
            pieces.append(f"{{+{''.join(after[k:m])}+}}")
    return "".join(pieces)
