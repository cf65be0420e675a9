"""A copy of the queue while it is in use, and a queue from a copy."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import URL
from sqlmodel import SQLModel

PRIVATE = ("--no-owner", "--no-privileges")


class CopyFailed(Exception):
    """A program of PostgreSQL failed; says which, and its own words."""


def copy_out(engine: Engine, file: Path) -> None:
    """Write the queue as it is at one moment to a new file, while others go on using it.

    SQLite's online backup (https://www.sqlite.org/backup.html), or `pg_dump`. Raises `CopyFailed`.
    """
    if engine.dialect.name == "postgresql":
        run("pg_dump", engine.url, "--format=custom", *PRIVATE, f"--file={file}")
        return
    with closing(engine.raw_connection()) as lent, closing(sqlite3.connect(file)) as copy:
        source: Any = lent.driver_connection
        source.backup(copy)


def copy_in(engine: Engine, file: Path) -> None:
    """Fill an empty PostgreSQL database from a dump, wholly or not at all. Raises `CopyFailed`."""
    run("pg_restore", engine.url, "--single-transaction", "--exit-on-error", *PRIVATE, str(file))


def empty(engine: Engine) -> bool:
    """Tell whether a database has no tables at all."""
    return not inspect(engine).get_table_names()


def drop(engine: Engine) -> None:
    """Take the tables of a queue out of a database that held nothing else."""
    with engine.begin() as connection:
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def run(program: str, url: URL, *options: str) -> None:
    """Run a program of PostgreSQL on a database; the password is not on its command line. Raises `CopyFailed`."""
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    command = [program, f"--dbname={address.render_as_string(hide_password=False)}", *options]
    try:
        done = subprocess.run(
            command, env={**os.environ, **secret}, capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError:
        raise CopyFailed(f"{program} is not installed: on Debian it is in the package postgresql-client") from None
    if done.returncode:
        raise CopyFailed(f"{program} failed: {done.stderr.strip()}")


def shrink(engine: Engine) -> bool:
    """Give room that is free in the database back to the disk, on SQLite; False if that was not done.

    PostgreSQL uses the room again by itself. Others wait meanwhile; nothing is done if they hold it for long.
    """
    if engine.dialect.name == "postgresql":
        return False
    with closing(engine.raw_connection()) as lent:
        try:
            lent.cursor().execute("VACUUM")
            busy: int = lent.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False
    return busy == 0
