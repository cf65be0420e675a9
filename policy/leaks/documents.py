"""The private papers: every file of the drafts folder, read or reported."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from communique.policy.leaks.paper import Block, Trouble, Unreadable

MOST_BYTES = 100_000_000
"""Larger files are reported, not read."""
PUBLIC_LIST = "public.txt"
"""A file right in the drafts folder whose text anybody may know."""


class Paper(NamedTuple):
    """What was read of one file; there may be blocks and trouble both, if only some pages could be read."""

    blocks: list[Block]
    trouble: Trouble | None = None


class File(NamedTuple):
    """A file of the folder as the listing gives it."""

    name: str
    """Its path inside the folder, with slashes."""
    path: Path
    size: int
    modified: int
    """In nanoseconds."""
    trouble: Trouble | None = None
    """Why it can't even be looked at."""


def listed(folder: Path) -> list[File]:
    """Give every file of the folder and of those inside it, by name; raises OSError if it can't be listed."""
    return sorted(_inside(folder, ""))


def read(file: File, content: bytes) -> Paper:
    """Give the text of a paper."""
    reader = _READERS.get(file.path.suffix.lower())
    if reader is None:
        return Paper([], Trouble.KIND)
    try:
        paper = reader(content)
    except Unreadable as unreadable:
        return Paper([], unreadable.trouble)
    has_text = any(block.text for block in paper.blocks)
    return paper if has_text else Paper([], paper.trouble or Trouble.NO_TEXT)


def bytes_of(file: File) -> bytes:
    """Give the content of a file; raises Unreadable."""
    if file.trouble is not None:
        raise Unreadable(file.trouble)
    if file.path.suffix.lower() not in _READERS:
        raise Unreadable(Trouble.KIND)
    try:
        with file.path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except PermissionError:
        raise Unreadable(Trouble.NOT_ALLOWED) from None
    except FileNotFoundError:
        raise Unreadable(Trouble.GONE) from None
    except OSError:
        raise Unreadable(Trouble.BROKEN) from None
    if len(content) > MOST_BYTES:
        raise Unreadable(Trouble.TOO_LARGE)
    return content


def _inside(folder: Path, prefix: str, around: frozenset[tuple[int, int]] = frozenset()) -> Iterator[File]:
    """List a folder; one that a link leads back to, inside of itself, is not listed again."""
    status = folder.stat()
    around |= {(status.st_dev, status.st_ino)}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~$")):  # hidden, or an office program's note that a file is open
                continue
            name, path = f"{prefix}{entry.name}", Path(entry.path)
            try:
                status = entry.stat()
                if not entry.is_dir():
                    yield File(
                        name, path, status.st_size, status.st_mtime_ns, None if entry.is_file() else Trouble.KIND
                    )
                elif (status.st_dev, status.st_ino) not in around:
                    yield from _inside(path, f"{name}/", around)
            except PermissionError:
                yield File(name, path, 0, 0, Trouble.NOT_ALLOWED)
            except OSError:
                yield File(name, path, 0, 0, Trouble.BROKEN)


def _text(content: bytes) -> Paper:
    from communique.policy.leaks.plain import read_text  # noqa: PLC0415 -- only for files that changed

    return Paper(read_text(content))


def _markdown(content: bytes) -> Paper:
    from communique.policy.leaks.plain import read_markdown  # noqa: PLC0415 -- only for files that changed

    return Paper(read_markdown(content))


def _html(content: bytes) -> Paper:
    from communique.policy.leaks.web import read_html  # noqa: PLC0415 -- only for files that changed

    return Paper(read_html(content))


def _word(content: bytes) -> Paper:
    from communique.policy.leaks.office import read_word  # noqa: PLC0415 -- only for files that changed

    return Paper(read_word(content))


def _open_document(content: bytes) -> Paper:
    from communique.policy.leaks.office import read_open_document  # noqa: PLC0415 -- only for files that changed

    return Paper(read_open_document(content))


def _pdf(content: bytes) -> Paper:
    from communique.policy.leaks.portable import read_pdf  # noqa: PLC0415 -- a library of a tenth of a second

    return Paper(*read_pdf(content))


_READERS: dict[str, Callable[[bytes], Paper]] = {
    ".txt": _text,
    ".md": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _word,
    ".docm": _word,
    ".odt": _open_document,
    ".pdf": _pdf,
}
