"""Gathers running text into blocks while a reader walks through a marked-up document."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from communique.policy.leaks.paper import Block, Part, Trouble, Unreadable

MOST_TEXT = 20_000_000
"""Characters of text in one paper; longer ones are refused before they fill the memory."""
ADDED, REMOVED = "added", "removed"


@dataclass
class _Open:
    heading: bool
    pieces: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Texts, each with the tracked change that it belongs to."""


class Flow:
    """Blocks in the order in which they end; text outside of any block is a block of its own."""

    def __init__(self, part: Part = Part.PARAGRAPH) -> None:
        """Begin; `part` is where everything stands that no table or note is around."""
        self.part = part
        self.change = ""
        self.blocks: list[Block] = []
        self._open = [_Open(heading=False)]
        self._counts: Counter[Part] = Counter()
        self._size = 0

    def text(self, text: str) -> None:
        """Take a piece of text."""
        self._size += len(text)
        if self._size > MOST_TEXT:
            raise Unreadable(Trouble.TOO_LARGE)
        self._open[-1].pieces.append((text, self.change))

    def begin(self, *, heading: bool = False) -> None:
        """Begin a block, perhaps inside of another one."""
        self._open.append(_Open(heading))

    def call_heading(self) -> None:
        """Say that the block begun last is a heading."""
        self._open[-1].heading = True

    def end(self, part: Part | None = None) -> None:
        """End the block begun last, or the loose text."""
        block = self._open.pop()
        if not self._open:
            self._open.append(_Open(heading=False))
        part = self.part if part is None else part
        views = list(dict.fromkeys(_views(block.pieces)))
        self._counts[part] += bool(views)
        self.blocks += [Block(part, self._counts[part], text, block.heading) for text in views]


def _views(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """Give the text as it will be, and as it was before its tracked changes."""
    for left_out in (REMOVED, ADDED):
        text = "".join(text for text, change in pieces if change != left_out).strip()
        if text:
            yield text
