"""The door to the private papers: open the index of a folder, and compare texts with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from communique.policy.leaks.building import build, is_current
from communique.policy.leaks.comparing import Overlap, Vocabulary, compare
from communique.policy.leaks.documents import listed
from communique.policy.leaks.index import BrokenIndex, Index, load
from communique.policy.leaks.joining import Known
from communique.policy.leaks.paper import WORDS, Trouble, UnreadableFile
from communique.policy.leaks.words import PUBLIC_FILE, Numbers

__all__ = ["FORMAT", "Leaks", "Overlap", "UnreadableFile", "open_index"]

FORMAT = 2
"""Goes up whenever papers are read or compared otherwise: older indexes are made anew."""


@dataclass(frozen=True, slots=True)
class Leaks:
    """A folder of private papers, ready to be compared with posts."""

    unreadable: tuple[UnreadableFile, ...]
    """Files that no post could be compared with, in part or at all."""
    vocabulary: Vocabulary | None = None
    """None if there is no folder."""

    def compare(self, text: str) -> list[Overlap]:
        """Give what a text shares with the papers, in its order."""
        return compare(self.vocabulary, text) if self.vocabulary else []


def open_index(drafts: Path, index_file: Path, *, public: Sequence[str] = ()) -> Leaks:
    """Bring the index of a folder up to date and open it; `public` are texts that anybody may know, such as titles."""
    try:
        files = listed(drafts)
    except PermissionError:
        return Leaks((_unreadable(str(drafts), Trouble.NOT_ALLOWED),))
    except OSError:
        return Leaks((_unreadable(str(drafts), Trouble.NO_FOLDER),))
    version = _version(public)
    index = _old(index_file, version)
    if index is None or not is_current(index, files, index_file):
        index = build(files, index, index_file, public=public, version=version)
    names = [file.name for file in files]
    troubled = zip(names, index.files, strict=True)
    unreadable = tuple(_unreadable(name, Trouble(was.trouble)) for name, was in troubled if was.trouble)
    return Leaks(unreadable, Vocabulary(index, Numbers(index.salt), Known(index), names))


def _old(index_file: Path, version: bytes) -> Index | None:
    try:
        return load(index_file, version)
    except (BrokenIndex, OSError):
        return None


def _unreadable(name: str, trouble: Trouble) -> UnreadableFile:
    return UnreadableFile(name, *WORDS[trouble])


def _version(public: Sequence[str]) -> bytes:
    """Give what the index depends on besides the papers."""
    parts = (str(FORMAT), PUBLIC_FILE.read_text("utf-8"), *public)
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
