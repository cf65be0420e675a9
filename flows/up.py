"""One command for everything: the server, the deployments of `prefect.yaml` and one runner."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable

from filelock import FileLock, Timeout

from communique.committee.workspace import Workspace
from communique.flows.server import ServerFailed, environment, running

PORT = 4200
LIMIT = 4
"""Flow runs at once; each takes about 100 MB."""


def up(workspace: Workspace, *, port: int, ready: Callable[[dict[str, str]], None]) -> None:
    """Run Communiqué on a workspace until Ctrl-C or SIGTERM; calls `ready` with the settings once all stands.

    Raises ServerFailed if another one runs on this workspace, the port is taken, or the server does not start.
    """
    try:
        with FileLock(workspace.state / "up.lock", timeout=0):
            refuse_taken(port)
            settings = environment(workspace, port)
            os.environ.update(settings)
            with running(workspace, settings):
                serve(workspace, lambda: ready(settings))
    except Timeout:
        raise ServerFailed(f"Communiqué runs on {workspace.root} already: use that one, or end it first.") from None


def refuse_taken(port: int) -> None:
    """Raise ServerFailed if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            message = f"Port {port} is taken by another program. Choose another one, for example: --port {port + 1}"
            raise ServerFailed(message) from None


def serve(workspace: Workspace, ready: Callable[[], None]) -> None:
    """Register the deployments and run what is due until told to end."""
    # Only now: Prefect reads its settings from the environment when it is imported.
    from communique.flows.runner import run  # noqa: PLC0415

    previous = signal.getsignal(signal.SIGTERM)
    try:
        asyncio.run(run(workspace, limit=LIMIT, ready=ready))
    finally:
        signal.signal(signal.SIGTERM, previous)
