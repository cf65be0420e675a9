"""Text and Markdown: paragraphs between empty lines."""

import re
from collections.abc import Iterator

from communique.policy.leaks.paper import Block, Part
from communique.policy.leaks.words import public, tokens

_GAP = re.compile(r"\n[ \t]*\n\s*|\n(?=#{1,6} )|(?<=\n)(?=#{1,6} )")
_MARKS = re.compile(r"[*_`|>\[\]]+")
_DEFINES = re.compile(r":\W*[a-z]")
"""What follows a term is no title, though it has no full stop."""
_NUMBER = re.compile(r"(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+")
LONGEST_HEADING = 12
"""Words; what stands alone and is longer is a sentence."""


def decoded(content: bytes) -> str:
    """Give the characters of a text file: UTF-8 or UTF-16 if it says or looks so, else Windows' western set."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_text(content: bytes) -> list[Block]:
    """Give the paragraphs of a text; what stands alone, is short and ends without a full stop is a heading."""
    return list(paragraphs(decoded(content).replace("\r\n", "\n").replace("\r", "\n")))


def read_markdown(content: bytes) -> list[Block]:
    """Give the paragraphs of Markdown without its marks; a hard line break ends none."""
    found: list[Block] = []
    for block in paragraphs(decoded(content).replace("\r\n", "\n")):
        marked = block.text.startswith("#")
        title, _, rest = block.text.partition("\n") if marked else ("", "", block.text)
        for text, heading in (
            (title.lstrip("# "), True),
            (_MARKS.sub(" ", rest).strip(), block.heading and not marked),
        ):
            if text:
                found.append(block._replace(text=text, heading=heading))
    return found


def paragraphs(text: str) -> Iterator[Block]:
    """Split at empty lines and number what lies between."""
    for number, piece in enumerate((piece for piece in _GAP.split(text) if piece.strip()), 1):
        stripped = piece.strip()
        yield Block(Part.PARAGRAPH, number, stripped, looks_like_heading(stripped))


def looks_like_heading(line: str, *, longest: int = LONGEST_HEADING) -> bool:
    """Say whether a line that stands alone reads like a title: short, no full stop, a number or capital in front."""
    if "\n" in line or line[-1:] in ".!?:;," or _DEFINES.search(line):
        return False
    words = _NUMBER.sub("", line, count=1).split()
    if not 0 < len(words) <= longest or not public().verbs.isdisjoint(tokens(line)):
        return False
    return words[0][:1].isupper() or not words[0][:1].isalpha()
