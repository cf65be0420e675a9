"""The file of a backup: a compressed tar archive whose last member says what the others must be."""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from pydantic import AwareDatetime, ValidationError

from communique.committee.strict import Strict

MANIFEST = "communique-backup.json"
QUEUE = ".communique/queue"
"""Where the queue's copy lies: a SQLite database, or what `pg_dump` wrote."""
OURS = 0o600
BLOCK = 1 << 20


class Damaged(Exception):
    """A file is no backup of ours, or no longer whole; says why."""


class Contents(Strict):
    """What a backup says of itself."""

    kind: Literal["communique backup"] = "communique backup"
    version: str
    """Of the program that made it."""
    moment: AwareDatetime
    """Everything that happened before is in it."""
    database: Literal["sqlite", "postgresql"]
    head: str
    """A head of the audit log, which must be in it."""
    private: bool
    """Whether the private papers are in it."""


class Manifest(Contents):
    """The last member of a backup."""

    files: dict[str, str]
    """SHA-256 of each file, by its name."""


def pack(target: Path, members: Iterable[tuple[str, Path]], contents: Contents) -> Manifest:
    """Write a backup, safely on the disk, for its owner only. Raises OSError."""
    digests: dict[str, str] = {}
    with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, OURS), "w+b") as sink:
        with tarfile.open(fileobj=sink, mode="w:gz") as archive:
            for name, file in members:
                with file.open("rb") as stream:
                    status = os.fstat(stream.fileno())
                    digests[name] = add(archive, entry(name, status.st_size, status.st_mode & 0o777), stream)
            manifest = Manifest(**dict(contents), files=digests)
            body = manifest.model_dump_json(indent=1).encode()
            add(archive, entry(MANIFEST, len(body), OURS), io.BytesIO(body))
        sink.flush()
        os.fsync(sink.fileno())
    return manifest


def entry(name: str, size: int, mode: int) -> tarfile.TarInfo:
    """Describe a member; nothing of this machine goes along but the mode."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, mode
    return info


class Read:
    """A stream that knows the digest of what was read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Read from a stream."""
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        body = self._stream.read(size)
        self._digest.update(body)
        return body

    def digest(self) -> str:
        """Give the SHA-256 of all that was read."""
        return self._digest.hexdigest()


def add(archive: tarfile.TarFile, info: tarfile.TarInfo, stream: IO[bytes]) -> str:
    """Add one member and give its digest."""
    read = Read(stream)
    archive.addfile(info, read)
    return read.digest()


def unpack(file: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder. Raises `Damaged` if it is none, or not whole, and OSError."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            digests = {info.name: extract(archive, info, folder) for info in archive}
            while archive.fileobj and archive.fileobj.read(BLOCK):
                pass  # to the very end, where gzip keeps its own sum
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Damaged(f"{file} is no backup of Communiqué, or it is damaged: {error}") from error
    return agreed(file, folder, digests)


def extract(archive: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> str:
    """Write one member below the folder, and give its digest. Raises `Damaged` if it is not one of ours."""
    path = PurePosixPath(info.name)
    stream, target = archive.extractfile(info) if info.isreg() else None, folder / path
    if stream is None or path.is_absolute() or ".." in path.parts or target.exists():
        raise Damaged(f"{archive.name!s} is no backup of Communiqué: it holds {info.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True)
    read = Read(stream)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, info.mode & 0o777), "wb") as sink:
        while body := read.read(BLOCK):
            sink.write(body)
        sink.flush()
        os.fsync(sink.fileno())
    return read.digest()


def agreed(file: Path, folder: Path, digests: dict[str, str]) -> Manifest:
    """Give the manifest if it says what was found, and nothing else. Raises `Damaged`."""
    if MANIFEST not in digests:
        raise Damaged(f"{file} is no backup of Communiqué, or its end is missing")
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except ValidationError as error:
        raise Damaged(f"{file} was made by another version of Communiqué, or its list can't be read") from error
    (folder / MANIFEST).unlink()
    found = {name: digest for name, digest in digests.items() if name != MANIFEST}
    wrong = sorted(name for name, _ in found.items() ^ manifest.files.items())
    if wrong or QUEUE not in found:
        raise Damaged(f"{file} is damaged: {wrong[0] if wrong else QUEUE} is not what it was when the backup was made")
    return manifest
