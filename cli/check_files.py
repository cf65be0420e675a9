"""Which files are ideas, and which committee each belongs to."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.workspace import COMMITTEE_FILE, Home, read_home

if TYPE_CHECKING:
    from communique.policy.around import Around

ENDINGS = (".yaml", ".yml")


class Homes:
    """The committees of the ideas that are checked, each file read once."""

    def __init__(self, given: Path | None, *, private: bool = True) -> None:
        """Take every idea for the given committee's, or else look for the nearest committee file.

        `private` is False where the committees' private files are not at hand.
        """
        self.given = given
        self._private = private
        self.broken: dict[Path, tuple[Mistake, ...]] = {}
        """The committee files that can't be read, with their mistakes."""
        self._homes: dict[Path, Home] = {}
        self._around: dict[Path, Around] = {}

    def of(self, idea: Path) -> Home | None:
        """Give the committee of an idea, or None if its file is broken.

        Raises `Unreadable` if there is no committee file in the idea's folder or above.
        """
        file = self.given or nearest(idea)
        if file is None:
            cure = f"name it with --committee, or put {COMMITTEE_FILE} into the folder above the ideas"
            raise Unreadable([Mistake(str(idea), Place(), "", f"there is no {COMMITTEE_FILE} here or above", cure)])
        return self.read(file)

    def read(self, file: Path) -> Home | None:
        """Read a committee file, once; None if it is broken."""
        file = file.absolute()
        if file not in self._homes and file not in self.broken:
            try:
                self._homes[file] = read_home(file)
            except Unreadable as error:
                self.broken[file] = error.mistakes
        return self._homes.get(file)

    def around(self, home: Home) -> "Around":
        """Give what lies around a committee's posts, read once."""
        from communique.policy.around import around  # noqa: PLC0415 -- a broken committee file needs no rules

        if home.file not in self._around:
            self._around[home.file] = around(home, private=self._private)
        return self._around[home.file]


def idea_files(path: Path, homes: Homes) -> Iterator[Path]:
    """Give a file itself; of a folder its idea files, of a workspace the idea files of its committees."""
    if not path.is_dir():
        yield path
        return
    workspaces = [] if homes.given else sorted(path.rglob(COMMITTEE_FILE))
    if not workspaces:
        yield from _ideas_in(path)
    for file in workspaces:
        if home := homes.read(file):
            yield from _ideas_in(home.ideas)


def _ideas_in(folder: Path) -> list[Path]:
    """List the idea files of a folder and its sub-folders; names that begin with a dot are left alone."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    visible = (path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return sorted(path for path in visible if path.name != COMMITTEE_FILE)


def nearest(idea: Path) -> Path | None:
    """Find the committee file in the idea's folder or the nearest one above."""
    files = (folder / COMMITTEE_FILE for folder in idea.absolute().parents)
    return next((file for file in files if file.is_file()), None)
