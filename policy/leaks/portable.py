"""PDF, page by page."""

import io
import logging
from collections.abc import Iterator

from pypdf import PageObject, PdfReader

from communique.policy.leaks.flow import MOST_TEXT
from communique.policy.leaks.paper import Block, Part, Trouble, Unreadable
from communique.policy.leaks.plain import looks_like_heading

SHORT = 0.75
"""A line that is shorter than this share of the page's longest may be a heading; others were broken by the margin."""


def read_pdf(content: bytes) -> tuple[list[Block], Trouble | None]:
    """Give the text of the pages, and whether some page shows things but has no text; raises Unreadable."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell a secretary about offsets and tables
    try:
        return _read(content)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 -- whatever the library makes of damaged bytes, the file can't be read
        raise Unreadable(Trouble.BROKEN) from None


def _read(content: bytes) -> tuple[list[Block], Trouble | None]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(Trouble.LOCKED)
    blocks: list[Block] = []
    trouble, size = None, 0
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text().replace("\u00ad\n", "-\n")
        size += len(text)
        if size > MOST_TEXT:
            raise Unreadable(Trouble.TOO_LARGE)
        if not text.strip() and _shows_something(page):
            trouble = Trouble.NO_TEXT
        blocks += _blocks(number, text)
    return blocks, trouble


def _shows_something(page: PageObject) -> bool:
    contents = page.get_contents()
    return contents is not None and bool(contents.get_data().strip())


def _blocks(page: int, text: str) -> Iterator[Block]:
    """Cut a page at what looks like headings."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    widest = max(map(len, lines), default=0)
    running: list[str] = []
    for following, line in enumerate(lines, 1):
        after = lines[following] if following < len(lines) else ""
        ended = not running or running[-1][-1] in ".:;!?"
        if ended and len(line) < SHORT * widest and not after[:1].islower() and looks_like_heading(line):
            yield Block(Part.PAGE, page, "\n".join(running))
            yield Block(Part.PAGE, page, line, heading=True)
            running = []
        else:
            running.append(line)
            if line[-1] in ".!?" and len(line) < SHORT * widest:  # the last line of a paragraph
                yield Block(Part.PAGE, page, "\n".join(running))
                running = []
    yield Block(Part.PAGE, page, "\n".join(running))
