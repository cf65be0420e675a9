"""Files that are either the old ones or the new ones, whole, whenever the power fails."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path


def put(path: Path, body: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one; an unchanged one is left alone.

    Raises OSError; then the file is the old one, or the new one but perhaps not yet safe from a power cut.
    """
    if not _holds(path, body):
        commit(stage(path, body), path)


def stage(path: Path, body: bytes) -> Path:
    """Write the new content beside a file, safely on the disk, and give its place; the file itself is untouched.

    Raises OSError.
    """
    _make(path.parent)
    # One fixed name: whoever writes holds the lock, and what a crash left behind is written over.
    draft = path.with_name(f".{path.name}.new")
    target = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        written = 0
        while written < len(body):
            written += os.write(target, body[written:])
        os.fsync(target)
    finally:
        os.close(target)
    return draft


def commit(draft: Path, path: Path) -> None:
    """Put staged content in the place of a file, in one step; raises OSError."""
    os.replace(draft, path)  # noqa: PTH105 every effect goes through `os`, where tests let it fail
    _sync(path.parent)


def drop(path: Path) -> None:
    """Remove a file that may be there; raises OSError."""
    if path.exists():
        os.unlink(path)  # noqa: PTH108 every effect goes through `os`, where tests let it fail
        _sync(path.parent)


@contextmanager
def locked(folder: Path, *, seconds: float) -> Generator[None]:
    """Keep every other publisher, in this process or another, away from a folder.

    Raises OSError if the folder can't be written or another one holds it for longer than so many seconds.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 `communique check` never needs it

    _make(folder)
    lock = FileLock(folder / ".lock", timeout=seconds)
    try:
        lock.acquire()
    except Timeout as late:
        raise TimeoutError(f"another publisher has held {folder} for {seconds:g} seconds") from late
    try:
        yield
    finally:
        lock.release()


def _holds(path: Path, body: bytes) -> bool:
    """Tell whether a file holds exactly these bytes."""
    return path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body


def _make(folder: Path) -> None:
    """Make a folder and those above it, each safely entered in the one above."""
    if not folder.is_dir():
        _make(folder.parent)
        with suppress(FileExistsError):  # another publisher was faster
            os.mkdir(folder, 0o755)  # noqa: PTH102 every effect goes through `os`, where tests let it fail
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Bring the names in a folder safely to the disk."""
    target = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(target)
    finally:
        os.close(target)
