"""A backup of an installation that may be running: one file with all that can't be made anew."""

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from communique.committee.mistake import Unreadable
from communique.committee.workspace import Home
from communique.connectors import disk
from communique.flows.archive import QUEUE, Contents, Manifest, pack
from communique.flows.installation import Installation
from communique.queue import audit, copies

SECRETS = ("key", "login")
"""What goes along of the program's own folder. The rest is made anew, or is Prefect's."""
NEVER = (".communique", ".git")
PATIENCE = 30.0
"""So many seconds a publisher may hold its site."""


class Misplaced(Exception):
    """A backup can't be written there; says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written."""

    manifest: Manifest
    left_out: tuple[Path, ...]
    """Private papers, and links, which lead elsewhere."""


def back_up(installation: Installation, file: Path, *, private: bool, now: dt.datetime) -> Backup:
    """Write a backup into a new file; publishers of a blog wait while their site is copied.

    Raises `Misplaced`, `Unreadable` if a committee file can't tell which papers are private, `CopyFailed`, and OSError
    if the disk fails; then there is no file.
    """
    root, engine = installation.workspace.root.resolve(), installation.engine
    refuse_place(file, root)
    homes, mistakes = installation.survey()
    if mistakes and not private:
        raise Unreadable(list(mistakes))
    contents = Contents(
        version=version("communique"), moment=now, head=audit.head(engine), private=private,
        database="postgresql" if engine.dialect.name == "postgresql" else "sqlite",
    )  # fmt: skip
    papers = set[Path]() if private else set(private_papers(homes))
    closed = papers | live(root, engine)
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as made:
        copy, draft = Path(made) / "queue", Path(made) / "backup"
        # The queue first: what is published on a site after that is found there later. The other way it would be lost.
        copies.copy_out(engine, copy)
        with held(homes):
            manifest = pack(draft, members(root, copy, walk(root, closed)), contents)
        file.hardlink_to(draft)  # whole or not at all, and never over another one
    links = (path for path in walk(root, closed) if path.is_symlink())
    return Backup(manifest, tuple(sorted([*filter(Path.exists, papers), *links])))


def refuse_place(file: Path, root: Path) -> None:
    """Raise `Misplaced` if a file is there already, or lies in what is backed up."""
    if file.exists():
        raise Misplaced(f"{file} is there already: name a new file. Nothing was written.")
    if file.resolve().is_relative_to(root):
        raise Misplaced(f"{file} lies in the workspace itself: name a file elsewhere. Nothing was written.")


def private_papers(homes: Iterable[Home]) -> Iterator[Path]:
    """Name the folders and files that are compared with and never shown."""
    for home in homes:
        given = home.committee.private
        yield from ((home.folder / path).resolve() for path in ("private", given.roster, given.drafts) if path)


def live(root: Path, engine: Engine) -> set[Path]:
    """Name what is never copied as it lies there: our own folder, a history of versions, and SQLite's files."""
    queue = Path(engine.url.database or "").resolve()
    return {root / name for name in NEVER} | {queue.with_name(queue.name + end) for end in ("", "-wal", "-shm")}


def walk(root: Path, closed: set[Path]) -> Iterator[Path]:
    """Give every file of the workspace in a fixed order, links too; what is closed is left out."""
    for folder, names, found in os.walk(root):
        here = Path(folder)
        links = [name for name in names if (here / name).is_symlink()]
        names[:] = sorted(name for name in names if here / name not in closed)
        yield from (here / name for name in sorted([*found, *links]) if here / name not in closed)


def members(root: Path, copy: Path, files: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Give the members of a backup by their names."""
    yield QUEUE, copy
    for file in (*(root / ".communique" / name for name in SECRETS), *files):
        if file.is_file() and not file.is_symlink():
            yield file.relative_to(root).as_posix(), file


@contextlib.contextmanager
def held(homes: Iterable[Home]) -> Generator[None]:
    """Keep publishers away from the sites, so that each is copied whole."""
    with contextlib.ExitStack() as stack:
        for home in homes:
            if home.site and home.site.is_dir():
                stack.enter_context(disk.locked(home.site, seconds=PATIENCE))
        yield
