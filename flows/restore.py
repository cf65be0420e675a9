"""An installation from a backup: whole or not at all, and so that nothing goes out a second time."""

import contextlib
import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from communique.flows.archive import QUEUE, Damaged, Manifest, unpack
from communique.queue import audit, copies, restored
from communique.queue.database import open_database, upgrade


class NotEmpty(Exception):
    """There is something already where the backup should go; says what."""


@dataclass(frozen=True, slots=True)
class Restored:
    """An installation that was made from a backup."""

    manifest: Manifest
    in_doubt: int
    """How many deliveries may have gone out since."""


def restore(file: Path, folder: Path, *, who: str, now: dt.datetime) -> Restored:
    """Make an installation from a backup, in an empty folder and an empty database.

    Raises `Damaged`, `NotEmpty`, `CopyFailed`, or OSError; then nothing was made.
    """
    with staged(folder) as stage:
        manifest = unpack(file, stage)
        (stage / ".communique").chmod(0o700)
        with database(manifest, stage) as engine:
            upgrade(engine)
            wrong = audit.verify(engine, manifest.head)
            if wrong:
                raise Damaged(f"The audit log in {file} is not whole: {wrong[0]}")
            in_doubt = restored.doubt_everything(engine, manifest.moment, who=who, now=now)
        # The queue first. Without a committee file nothing starts; with one, but no queue, all would be new.
        for child in sorted(stage.iterdir(), key=lambda each: each.name != ".communique"):
            child.rename(folder / child.name)
    return Restored(manifest, in_doubt)


@contextlib.contextmanager
def staged(folder: Path) -> Generator[Path]:
    """Give a place in the folder to work in; if anything fails, the folder is as it was. Raises `NotEmpty`."""
    there = folder.is_dir()
    if folder.exists() and not (there and not any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not an empty folder: choose a new one. Nothing was restored.")
    folder.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=".restoring-"))
    try:
        yield stage
    finally:
        shutil.rmtree(stage)
        if not there and not any(folder.iterdir()):
            folder.rmdir()


@contextlib.contextmanager
def database(manifest: Manifest, stage: Path) -> Generator[Engine]:
    """Open the restored queue; what was made is taken away again if the block fails."""
    given = os.environ.get("COMMUNIQUE_DATABASE", "")
    wanted = make_url(given).get_backend_name() if given else "sqlite"
    if wanted != manifest.database:
        words = f"The backup holds a queue of {manifest.database}, but COMMUNIQUE_DATABASE says {wanted}"
        raise NotEmpty(f"{words}. Nothing was restored.")
    opened = on_a_server if wanted == "postgresql" else in_a_file
    with opened(given, stage / QUEUE) as engine:
        yield engine


@contextlib.contextmanager
def in_a_file(given: str, copy: Path) -> Generator[Engine]:
    """Open the copy, and put it in its place once all is done."""
    elsewhere = Path(make_url(given).database or "").absolute() if given else None
    if elsewhere and elsewhere.exists():
        raise NotEmpty(f"There is a queue in {elsewhere} already. Nothing was restored.")
    file = copy.rename(copy.with_name("queue.db"))
    engine = open_database(f"sqlite:///{file}")
    try:
        yield engine
    finally:
        engine.dispose()
    if elsewhere:
        shutil.move(file, elsewhere)


@contextlib.contextmanager
def on_a_server(given: str, dump: Path) -> Generator[Engine]:
    """Fill an empty database from the dump."""
    engine = open_database(given)
    try:
        if not copies.empty(engine):
            raise NotEmpty("The database that COMMUNIQUE_DATABASE names is not empty. Nothing was restored.")
        copies.copy_in(engine, dump)
        with dropped_on_failure(engine):
            yield engine
    finally:
        engine.dispose()
    dump.unlink()


@contextlib.contextmanager
def dropped_on_failure(engine: Engine) -> Generator[None]:
    """Take the tables that we made away again if the block fails."""
    try:
        yield
    except BaseException:
        copies.drop(engine)
        raise
