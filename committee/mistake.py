"""What is wrong in a file that a person wrote, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text file; lines and columns count from 1, the end is exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that makes a file unreadable: where, in which field, what is wrong, what would be right."""

    file: str
    place: Place
    field: str
    message: str
    cure: str = ""

    def __str__(self) -> str:
        """Give the mistake on one line, as compilers do."""
        field = f" {self.field}:" if self.field else ""
        cure = f" ({self.cure})" if self.cure else ""
        return f"{self.file}:{self.place.line}:{self.place.column}:{field} {self.message}{cure}"


class Unreadable(Exception):
    """A file that can't be used; carries every mistake found in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        """Keep the mistakes; there is at least one."""
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)
