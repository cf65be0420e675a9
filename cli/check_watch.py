"""`communique check --watch`: checks, and checks again whenever a file changes."""

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import watchfiles

from communique.cli.check_files import nearest
from communique.cli.trouble import words_for
from communique.policy.pack import FOLDER, forget

CLEAR = "\x1b[2J\x1b[H"
"""Empties a terminal (ECMA-48); what can be scrolled back to stays."""
LOOK = 200
"""Milliseconds after which watching is known to have begun."""


def check_at_changes(ask: Callable[[], int], changes: Iterable[object]) -> None:
    """Check once for each of the changes, until there are no more or somebody presses Ctrl-C."""
    try:
        for _ in changes:
            forget()
            if sys.stdout.isatty():
                sys.stdout.write(CLEAR)
            _ask(ask)
            sys.stdout.flush()
            sys.stderr.write(f"{dt.datetime.now(dt.UTC).astimezone():%H:%M:%S}: waiting for changes; Ctrl-C ends.\n")
            sys.stderr.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\n")


def changes_around(paths: Iterable[Path], committee: Path | None) -> Iterator[object]:
    """Give a first change as soon as watching has begun, then one whenever something changes that counts.

    What counts are the ideas, what lies beside them, the committee files and the rules.
    """
    begun = False
    ignored = watchfiles.DefaultFilter(ignore_dirs=(*watchfiles.DefaultFilter.ignore_dirs, ".communique"))
    folders = watched(paths, committee)
    for changed in watchfiles.watch(*folders, watch_filter=ignored, yield_on_timeout=True, rust_timeout=LOOK):
        if changed or not begun:
            begun = True
            yield changed


def watched(paths: Iterable[Path], committee: Path | None) -> list[Path]:
    """List the folders to watch, none within another: of the paths, of their committee files, of the rules."""
    found = {FOLDER}
    for path in paths:
        home = committee or nearest(path / "idea")
        found |= {_folder(path), *([_folder(home)] if home else [])}
    return sorted(folder for folder in found if not found & {*folder.parents})


def _folder(path: Path) -> Path:
    """Give a folder itself, of a file the folder it lies in; if there is none, the nearest above."""
    return next(folder for folder in (path.absolute(), *path.absolute().parents) if folder.is_dir())


def _ask(ask: Callable[[], int]) -> None:
    """Check; a rule file that is broken while somebody writes it ends nothing."""
    try:
        ask()
    except Exception as error:
        words = words_for(error)
        if words is None:
            raise
        sys.stdout.write(f"{words}\n")
