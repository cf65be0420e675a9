"""A plain text as Markdown that reads the same (CommonMark 0.31, 2.4), as Discourse takes it."""

import re

_ADDRESS = re.compile(r"https?://\S+")
_MARK = re.compile(r"[\\`*_\[\]<>&#~|^]|:(?=[\w+-]+:)")
"""What would mean something to Markdown, to HTML, or to Discourse, as in `:cake:`."""
_LIST = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=])", re.MULTILINE)
"""What would begin a list or make a heading of the line above."""
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def markdown(said: str) -> str:
    """Give a text so that the public reads it as it is: no list, no emphasis, no HTML; addresses stay links.

    Spaces at the beginning of a line are left out; they show nowhere, but four would make a program of it.
    """
    said = _INDENT.sub("", said)
    pieces, end = list[str](), 0
    for address in _ADDRESS.finditer(said):
        pieces += [_escaped(said[end : address.start()]), address.group()]
        end = address.end()
    whole = "".join([*pieces, _escaped(said[end:])])
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", whole)


def image(alt: str, width: int, height: int, short_url: str) -> str:
    """Show a picture that was handed over; what would end its alternative text is replaced."""
    plain = " ".join(alt.translate(str.maketrans("[]|\\", "()//")).split())
    return f"![{plain}|{width}x{height}]({short_url})"


def without_addresses(raw: str) -> str:
    """Give a raw text without the addresses of its pictures, which the forum chooses."""
    return re.sub(r"\(upload://[^)\s]*\)", "(upload://)", raw).strip()


def _escaped(said: str) -> str:
    """Put a backslash before every mark."""
    return _MARK.sub(r"\\\g<0>", said)
