"""One command for everything: the server, the deployments of `prefect.yaml` and one runner."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Generator
from pathlib import Path

from filelock import FileLock, Timeout

from communique.committee.workspace import Workspace
from communique.flows.server import ServerFailed, end_orphan, environment, running

MARK = "running"
"""File in the workspace's state that holds the port while `up` runs."""

LOCK = "up.lock"
"""File beside it that `up` holds as long as it lives."""

LIMIT = 4
"""Flow runs at once; each takes about 100 MB."""


def up(workspace: Workspace, *, port: int, ready: Callable[[dict[str, str]], None]) -> None:
    """Run Communiqué on a workspace until Ctrl-C or SIGTERM; calls `ready` with the settings once all stands.

    It works in our own folder: Prefect reads settings, and Python code, from where it is, and others write elsewhere.
    Raises ServerFailed if another one runs on this workspace, the port is taken, or the server does not start.
    """
    try:
        with FileLock(workspace.state / LOCK, timeout=0), contextlib.chdir(workspace.state):
            end_orphan(workspace)
            refuse_taken(port)
            settings = environment(workspace, port)
            os.environ.update(settings)
            with gone_at_the_end(workspace.state / MARK) as mark:
                while not once(workspace, settings, lambda: announce(mark, settings, ready)):
                    logging.getLogger(__name__).error("The Prefect server ended by itself. It is started again.")
    except Timeout:
        raise ServerFailed(f"Communiqué runs on {workspace.root} already: use that one, or end it first.") from None


def once(workspace: Workspace, settings: dict[str, str], ready: Callable[[], None]) -> bool:
    """Run server and runner until told to end; False if the server ended before that."""
    with running(workspace, settings) as server:
        serve(workspace, server, ready)
        return server.poll() is None


@contextlib.contextmanager
def gone_at_the_end(file: Path) -> Generator[Path]:
    """Give the file; it is removed when the block ends."""
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def announce(mark: Path, settings: dict[str, str], ready: Callable[[dict[str, str]], None]) -> None:
    """Leave the port where other commands look for it, and say that all stands."""
    mark.write_text(settings["PREFECT_SERVER_API_PORT"])
    ready(settings)


def refuse_taken(port: int) -> None:
    """Raise ServerFailed if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            message = f"Port {port} is taken by another program. Choose another one, for example: --port {port + 1}"
            raise ServerFailed(message) from None


def serve(workspace: Workspace, server: "subprocess.Popen[bytes]", ready: Callable[[], None]) -> None:
    """Register the deployments and run what is due until told to end, or until the server ends."""
    # Only now: Prefect reads its settings from the environment when it is imported.
    from communique.flows.runner import run  # noqa: PLC0415

    previous = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(run(workspace, server, limit=LIMIT, ready=ready))
    finally:
        signal.signal(signal.SIGTERM, previous)
