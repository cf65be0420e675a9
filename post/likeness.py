"""When two texts count as the same: whatever the spaces, the capitals and the forms of letters."""

import hashlib
import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """Give a text as it is compared: compatible forms, no capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def likeness(parts: Iterable[str]) -> str:
    """Give the SHA-256, in hex, of a text in its parts as it is compared: the same for texts that say the same."""
    # A text that YAML let in may hold half of a pair of code units, which no encoding takes.
    return hashlib.sha256("\n".join(map(folded, parts)).encode(errors="replace")).hexdigest()
