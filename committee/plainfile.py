"""Opens files of a folder that others may write into: plain ones that lie there, and nothing else."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_plain(path: Path, folder: Path) -> BinaryIO:
    """Open a plain file of a folder to read its bytes.

    What is no plain file is not waited for; a link that leads out of the folder is not followed, also if it is put
    there at the last moment: what was opened must be what lies there. Raises OSError, with words.
    """
    stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    try:
        hold_plain(stream.fileno(), path, folder)
    except BaseException:
        stream.close()
        raise
    return stream


def hold_plain(descriptor: int, path: Path, folder: Path) -> None:
    """Raise OSError if what was opened is no plain file, or does not lie in the folder."""
    opened, real = os.fstat(descriptor), lies_at(descriptor, path)
    if not stat.S_ISREG(opened.st_mode):
        raise OSError(errno.EINVAL, "it is no plain file")
    if not real.is_relative_to(folder.resolve()) or not os.path.samestat(opened, real.lstat()):
        raise OSError(errno.EXDEV, "it leads out of its folder")


def lies_at(descriptor: int, path: Path) -> Path:
    """Give the place of what was opened: Linux knows it; elsewhere the path is followed once more."""
    try:
        return Path(f"/proc/self/fd/{descriptor}").readlink()
    except FileNotFoundError:
        return path.resolve()
