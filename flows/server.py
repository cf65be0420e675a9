"""A Prefect server of our own on loopback: its settings, its login, its start and its end."""

import base64
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from pathlib import Path

import requests

from communique.committee.workspace import Workspace
from communique.flows import logs
from communique.flows.door import PAGE_LOGIN

LOGIN = "login"
"""File in the workspace's state that holds the login of the page."""
START_SECONDS = 90.0
STOP_SECONDS = 15.0
MARK = "server"
"""File in the workspace's state that holds the server's process id and port while it runs."""
UNAUTHORIZED = 401


class ServerFailed(Exception):
    """The Prefect server did not start; says where to read why."""


def secret(path: Path, text: str) -> str:
    """Give the secret that the file keeps; write `text` there first if there is none (mode 0600)."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(text)
    return path.read_text().strip()


def login(workspace: Workspace) -> str:
    """Give the login of the workspace's Prefect page, as `name:password`; made once."""
    return secret(workspace.state / LOGIN, f"secretary:{secrets.token_urlsafe(12)}")


def environment(workspace: Workspace, port: int) -> dict[str, str]:
    """Give the settings that server, runner and flow runs share.

    Loopback only, with one login for people and one for programs, CSRF protection, encrypted blocks, and no
    telemetry (https://docs.prefect.io, settings reference).
    """
    address = f"http://127.0.0.1:{port}"
    own = secret(workspace.state / "own-login", f"communique:{secrets.token_urlsafe(32)}")
    block_key = secret(workspace.state / "block-key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return {
        "COMMUNIQUE_WORKSPACE": str(workspace.root),
        "PYTHONSAFEPATH": "1",  # nothing is imported from the folder that we happen to be in
        PAGE_LOGIN: login(workspace),
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(workspace.state / "prefect"),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_API_AUTH_STRING": own,
        "PREFECT_SERVER_API_AUTH_STRING": own,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_ENCRYPTION_KEY": block_key,
        # Runs that ended are forgotten after a month: the collector alone makes 288 a day. Ours is the history.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        **logs.settings(),
    }


@contextlib.contextmanager
def running(workspace: Workspace, settings: Mapping[str, str]) -> Generator[subprocess.Popen[bytes]]:
    """Run a Prefect server while the block lasts; raises ServerFailed if it does not get healthy."""
    log = workspace.state / "server.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "communique.flows.door"],
            env={**os.environ, **settings},
            stdout=sink,
            stderr=sink,
            cwd=workspace.state,
            start_new_session=True,  # a Ctrl-C goes to us first: the runner stops before its server does
        )
        mark = workspace.state / MARK
        mark.write_text(f"{process.pid} {settings['PREFECT_SERVER_API_PORT']}")
        try:
            wait_until_healthy(process, settings, log)
            yield process
        finally:
            end(process)
            mark.unlink(missing_ok=True)


def end_orphan(workspace: Workspace) -> None:
    """End the server that outlived a killed `up`: it would keep the port, and two of them one database.

    Its process id may be another program's by now, so whatever listens on its port must want our login, and take it.
    """
    mark = workspace.state / MARK
    if not mark.exists():
        return
    process, port = map(int, mark.read_text().split())
    deadline = time.monotonic() + STOP_SECONDS
    while listens(workspace, port):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL)
        time.sleep(0.2)


def listens(workspace: Workspace, port: int) -> bool:
    """Tell whether a server of this workspace listens on the port."""
    address = f"http://127.0.0.1:{port}/api/admin/version"
    name, _, password = login(workspace).partition(":")
    try:
        stranger = requests.get(address, timeout=10)
        return stranger.status_code == UNAUTHORIZED and requests.get(address, auth=(name, password), timeout=10).ok
    except requests.RequestException:
        return False


def wait_until_healthy(process: subprocess.Popen[bytes], settings: Mapping[str, str], log: Path) -> None:
    """Return when the server answers; raises ServerFailed if it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    name, _, password = settings["PREFECT_API_AUTH_STRING"].partition(":")
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerFailed(f"The Prefect server ended at once. Its own words are in {log}")
        with contextlib.suppress(requests.RequestException):
            answer = requests.get(f"{settings['PREFECT_API_URL']}/health", auth=(name, password), timeout=2)
            if answer.ok:
                return
        time.sleep(0.2)
    raise ServerFailed(f"The Prefect server did not answer within {START_SECONDS:.0f} s. Its own words are in {log}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server and what it started, politely first."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
