"""A real Redis on loopback, from Debian's program, for the tests with several Prefect servers."""

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from office import until
from ports import free_port


def answers(port: int) -> bool:
    """Tell whether the server has loaded what it kept and takes commands."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


@contextlib.contextmanager
def redis_served(folder: Path) -> Iterator[str]:
    """Run a server that keeps its data in the folder and give its address."""
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        reason = "needs Redis: install Debian's package redis-server"
        if os.environ.get("COMMUNIQUE_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        until("Redis answers", lambda: answers(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(30)
