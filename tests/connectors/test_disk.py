"""Files are replaced whole, or not at all."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.connectors import disk


def test_put_makes_folders_and_replaces(tmp_path: Path) -> None:
    """A file is made with the folders above it, then replaced, and nothing else is left lying there."""
    file = tmp_path / "a" / "b" / "page.html"
    disk.put(file, b"old")
    disk.put(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


def test_what_is_right_is_left_alone(tmp_path: Path) -> None:
    """The same content again does not touch the file, so that copies and caches stay."""
    file = tmp_path / "page.html"
    disk.put(file, b"same")
    os.utime(file, (0, 0))
    disk.put(file, b"same")
    assert file.stat().st_mtime == 0


def test_a_reader_sees_the_old_or_the_new(tmp_path: Path) -> None:
    """Who has the file open while it is replaced reads the old one to its end."""
    file = tmp_path / "page.html"
    disk.put(file, b"old")
    with file.open("rb") as reader:
        disk.put(file, b"new")
        assert reader.read() == b"old"


def test_the_content_is_safe_before_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut can't leave the new name on content that is not yet on the disk, nor lose the new name later."""
    done: list[str] = []

    def noting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        return lambda *given: (done.append(name), real(*given))[1]

    for name in ("fsync", "replace", "write"):
        monkeypatch.setattr(os, name, noting(name, getattr(os, name)))
    disk.put(tmp_path / "page.html", b"x")
    assert done == ["write", "fsync", "replace", "fsync"]


def test_the_public_may_read(tmp_path: Path) -> None:
    """A web server under another user can read what was written."""
    before = os.umask(0o022)
    disk.put(tmp_path / "site" / "page.html", b"x")
    os.umask(before)
    assert stat.filemode((tmp_path / "site").stat().st_mode) == "drwxr-xr-x"
    assert stat.filemode((tmp_path / "site" / "page.html").stat().st_mode) == "-rw-r--r--"


def test_drop_twice(tmp_path: Path) -> None:
    """Removing what is not there changes nothing."""
    disk.put(tmp_path / "page.html", b"x")
    disk.drop(tmp_path / "page.html")
    disk.drop(tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_is_for_one(tmp_path: Path) -> None:
    """Who comes second waits, and after a while is told who is in the way; then the lock is free again."""
    with disk.locked(tmp_path, seconds=1), pytest.raises(TimeoutError, match="another publisher has held"):
        disk.locked(tmp_path, seconds=0.01).__enter__()
    with disk.locked(tmp_path, seconds=0.01):
        pass
