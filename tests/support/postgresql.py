"""A real PostgreSQL on loopback, from Debian's programs, for the tests that need one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ports import free_port

PROGRAMS = Path("/usr/lib/postgresql")


def programs() -> Path:
    """Find the newest server that Debian has installed; skip, or fail under COMMUNIQUE_REQUIRE_ALL, without one."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    reason = "needs PostgreSQL: install Debian's package postgresql"
    if os.environ.get("COMMUNIQUE_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def served(*, durable: bool = False) -> Iterator[str]:
    """Run a server and give its address; the database `postgres` on it is there and empty.

    Only if it is to be durable does each commit wait for the disk.
    """
    binaries, folder, port = programs(), Path(tempfile.mkdtemp(prefix="postgres")), free_port()
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        shutil.chown(folder, user)
    place = str(folder / "cluster")
    options = f"-h 127.0.0.1 -p {port} -k '' -c fsync={'on' if durable else 'off'} -c max_connections=60"
    make = [binaries / "initdb", "-D", place, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
    start = [binaries / "pg_ctl", "start", "-w", "-D", place, "-o", options, "-l", str(folder / "log")]
    try:
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
        yield f"postgresql://tester@127.0.0.1:{port}"
    finally:
        stop = [binaries / "pg_ctl", "stop", "-D", place, "-m", "immediate"]
        subprocess.run(stop, check=False, capture_output=True, user=user, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)
