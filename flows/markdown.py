"""Untrusted words made safe for the Markdown that Prefect renders in the Secretary's browser."""

import re
import unicodedata
from collections.abc import Iterable

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-=.!|~<>&:/@])")


def plain(text: str) -> str:
    """Give the text so that Markdown shows it as it is: no link, no image, no markup, on one line."""
    return SPECIAL.sub(lambda match: f"&#{ord(match[1])};", " ".join(text.split()))


def fenced(text: str) -> str:
    """Give the text in a code block whose fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def visible(text: str) -> str:
    """Name each character that shows nothing, or that changes how others are shown, as in ⟨U+200B⟩."""
    return "".join(f"⟨U+{ord(char):04X}⟩" if hidden(char) else char for char in text)


def hidden(char: str) -> bool:
    """Tell whether a character can't be seen; a space and a line end can, a tab can't."""
    return char not in "\n " and unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"}


def exact(text: str) -> str:
    """Give the text word for word between two rules; it wraps, and every space, line end and hidden mark is kept."""
    lines = (spaced(visible(line)) for line in text.split("\n"))
    return "***\n\n" + "\\\n".join(lines) + "\n\n***"


def spaced(line: str) -> str:
    """Escape one line and keep runs of spaces, and spaces at its ends."""
    escaped = SPECIAL.sub(lambda match: f"&#{ord(match[1])};", line)
    return re.sub(r"^ | $|(?<= ) ", "&nbsp;", escaped) or "&nbsp;"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Give a Markdown table; the cells must be safe already."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
