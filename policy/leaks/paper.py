"""What a private paper is made of, and why one can't be read."""

from enum import IntEnum
from typing import NamedTuple


class Part(IntEnum):
    """The sort of place inside a paper; the number is what the index keeps, so none may ever change."""

    PARAGRAPH = 0
    TABLE = 1
    HEADER = 2
    FOOTER = 3
    FOOTNOTE = 4
    COMMENT = 5
    TEXT_BOX = 6
    PAGE = 7

    def say(self, number: int) -> str:
        """Name a place, as in `paragraph 12`; headers and footers are not counted."""
        name = self.name.lower().replace("_", " ")
        return name if self in {Part.HEADER, Part.FOOTER} else f"{name} {number}"


class Block(NamedTuple):
    """A stretch of text that belongs together, and where in the paper it stands."""

    part: Part
    number: int
    text: str
    heading: bool = False
    """Whether it is a title, which anybody may know."""


class Trouble(IntEnum):
    """Why a file of the folder can't be compared with posts; the number is what the index keeps."""

    KIND = 1
    BROKEN = 2
    LOCKED = 3
    NO_TEXT = 4
    TOO_LARGE = 5
    NOT_ALLOWED = 6
    GONE = 7
    NO_FOLDER = 8


READABLE = ".docx, .odt, .pdf, .md, .txt or .html"
WORDS: dict[Trouble, tuple[str, str]] = {
    Trouble.KIND: ("files of this kind can't be read", f"Save it as {READABLE}, or move it out of the folder."),
    Trouble.BROKEN: ("the file is damaged or is not what its name says", "Open it, save it anew, or replace it."),
    Trouble.LOCKED: ("the file is protected by a password", "Save it without a password."),
    Trouble.NO_TEXT: ("no text was found in it, or on one of its pages; it may be scanned",
                      "Put the text beside it as .docx or .txt and move the scan out of the folder."),
    Trouble.TOO_LARGE: ("the file is too large", "Split it, or save only its text as .txt."),
    Trouble.NOT_ALLOWED: ("the program is not allowed to read it", "Give the program the right to read the file."),
    Trouble.GONE: ("the file vanished while it was read", "Check again."),
    Trouble.NO_FOLDER: ("there is no such folder",
                        "Make it and put the committee's drafts and minutes there, or correct the committee file."),
}  # fmt: skip
"""What is wrong, and the cure, in words for a secretary."""


class Unreadable(Exception):
    """A paper whose text can't be had."""

    def __init__(self, trouble: Trouble) -> None:
        """Keep the reason."""
        super().__init__(WORDS[trouble][0])
        self.trouble = trouble


class UnreadableFile(NamedTuple):
    """A file of the drafts folder that no post could be compared with."""

    name: str
    """Its path inside the folder."""
    reason: str
    cure: str
