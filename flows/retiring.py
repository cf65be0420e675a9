"""Retiring old posts: what they said goes into a file, and only then out of the queue."""

import base64
import datetime as dt
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from communique.flows.archive import OURS, Damaged
from communique.queue import audit, contents, copies, cutting, retention
from communique.queue.chain import Walk, as_event
from communique.queue.database import reading
from communique.queue.registers import Event
from communique.queue.retention import Old

KIND = "communique retired"
Line = Mapping[str, Any]


class Misplaced(Exception):
    """The file can't be written there; says why."""


@dataclass(frozen=True, slots=True)
class Retired:
    """What went out of the queue."""

    posts: int
    pictures: int
    entries: int
    """Of the log."""
    file: str
    """SHA-256 of the file that all was written to."""
    shrunk: bool
    """Whether the database gave the room back to the disk."""


def retire(engine: Engine, found: Old, file: Path, *, who: str, now: dt.datetime) -> Retired:
    """Write what is old to a new file, read it again, and only then take it out of the queue.

    Killed at any moment nothing is lost: what is gone is in the file. Raises `Misplaced`, `Damaged` if the file is not
    what was written, and OSError.
    """
    digest = write(engine, found, file, now=now)
    posts = retention.empty(engine, found, who, digest, now=now)
    pictures = retention.drop_pictures(engine, found)
    entries = cutting.cut_off(engine, found.log, who, digest, now=now)
    return Retired(posts, pictures, entries, digest, copies.shrink(engine))


def write(engine: Engine, found: Old, file: Path, *, now: dt.datetime) -> str:
    """Write what is old to a new file, safely on the disk, and give its SHA-256. Raises `Misplaced`, `Damaged`."""
    if file.exists():
        raise Misplaced(f"{file} is there already: name a new file. Nothing was removed.")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".retired-") as made:
        draft = Path(made) / "retired"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OURS), "wb") as sink:
            with gzip.GzipFile(fileobj=sink, mode="wb", mtime=0) as packed:
                put(packed.write, lines(engine, found, now))
            sink.flush()
            os.fsync(sink.fileno())
        agree(draft, found)
        file.hardlink_to(draft)  # whole or not at all, and never over another one
    folder = os.open(file.absolute().parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def put(write: Callable[[bytes], object], said: Iterable[Line]) -> None:
    """Write one JSON object a line, and at the end the digest of all lines."""
    digest = hashlib.sha256()
    for each in said:
        row = json.dumps(each, sort_keys=True).encode() + b"\n"
        digest.update(row)
        write(row)
    write(json.dumps({"end": digest.hexdigest()}).encode() + b"\n")


def lines(engine: Engine, found: Old, now: dt.datetime) -> Iterator[Line]:
    """Give what is old, one thing after the other."""
    yield {"kind": KIND, "version": version("communique"), "moment": now.isoformat()}
    with reading(engine) as session:
        for post in found.posts:
            yield {"post": contents.of_post(session, post)}
            session.expunge_all()
        for refusal in found.refusals:
            yield {"refusal": contents.of_refusal(session, refusal)}
        for digest in found.pictures:
            yield {"picture": contents.of_picture(session, digest)}
            session.expunge_all()
    for entry in audit.export(engine):
        if entry["seq"] > found.log.through:
            return
        yield {"entry": entry}


def read(file: Path) -> Iterator[Line]:
    """Give the lines of a file of ours; raises `Damaged` at the latest at its end, if it is not whole."""
    digest, before = hashlib.sha256(), b""
    try:
        with gzip.open(file, "rb") as stream:
            for row in stream:
                if before:
                    digest.update(before)
                    yield json.loads(before)
                elif json.loads(row).get("kind") != KIND:
                    raise Damaged(f"{file} was not written by `communique retire`")
                before = row
        end = json.loads(before)
    except (gzip.BadGzipFile, EOFError, zlib.error, ValueError, AttributeError) as error:
        raise Damaged(f"{file} was not written by `communique retire`, or it is damaged: {error}") from error
    if end != {"end": digest.hexdigest()}:
        raise Damaged(f"{file} is damaged: it is not what was written")


def entries(file: Path) -> Iterator[Event]:
    """Give the entries of the log that a file holds, oldest first. Raises `Damaged`."""
    for line in read(file):
        if "entry" in line:
            try:
                yield as_event(line["entry"])
            except (KeyError, ValueError, TypeError) as error:
                raise Damaged(f"{file} is damaged: an entry of the log can't be read") from error


def agree(file: Path, found: Old) -> None:
    """Read the file again, and raise `Damaged` unless all that is to go is in it."""
    counts: Counter[str] = Counter()
    walk, wrong = Walk(), list[str]()
    for line in read(file):
        counts.update(name for name in line if name in {"post", "refusal", "picture"})
        if "picture" in line and digest_of(line["picture"]) != line["picture"]["digest"]:
            wrong.append("a picture")
        if "entry" in line:
            walk.step(as_event(line["entry"]))
    expected = {"post": len(found.posts), "refusal": len(found.refusals), "picture": len(found.pictures)}
    wrong += [name for name, count in expected.items() if counts[name] != count] + walk.wrong
    if wrong or walk.here.seq != found.log.through:
        raise Damaged(f"{file} is not what was to be written: {', '.join(wrong) or 'the log'}. Nothing was removed.")


def digest_of(picture: Line) -> str:
    """Give the digest of a picture's bytes."""
    return hashlib.sha256(base64.b64decode(picture["body"])).hexdigest()
