"""LinkedIn's “little text”: how the words of a post go over the wire.

A reserved character that is not escaped cuts the post there, and LinkedIn says yes all the same.
Source: learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
"""

import re
import unicodedata

_PIECE = re.compile(
    r"""(?P<tag>(?<![^\s(\[{«“‘"'])\#(?=[^\W_]*[^\W\d_])[^\W_]+)   # a hashtag: a word with a letter, after a space
    |(?P<reserved>[|{}@\[\]()<>\#\\*_~])""",
    re.VERBOSE,
)
_ELEMENT = re.compile(
    r"""\\(?P<escaped>.)
    |\{hashtag\|\\?[\#＃]\|(?P<tag>(?:\\.|[^\\}])*)\}
    |@\[(?P<name>(?:\\.|[^\\\]])*)\]\([^)]*\)""",
    re.VERBOSE | re.DOTALL,
)


def encoded(text: str) -> str:
    """Give a text as LinkedIn wants it: every reserved character escaped, hashtags left as they are."""
    return _PIECE.sub(lambda piece: piece.group() if piece["tag"] else f"\\{piece.group()}", text)


def decoded(little: str) -> str:
    """Give what the public reads of a text that LinkedIn tells, hashtags and mentions as plain words."""
    return _ELEMENT.sub(_plain, little)


def measure(text: str) -> int:
    """Count a text as it is sent, in UTF-16 units.

    LinkedIn says “3000 characters” and not of which form; this is the longest that it can mean.
    """
    return len(encoded(text).encode("utf-16-le", "surrogatepass")) // 2


def normal(text: str) -> str:
    """Give a text for comparing: composed (NFC), every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain(element: re.Match[str]) -> str:
    """Give one element as the public reads it."""
    if element["escaped"] is not None:
        return element["escaped"]
    return f"#{decoded(element['tag'])}" if element["tag"] is not None else decoded(element["name"])
