"""An installation on several machines for the tests: each server and worker is a process with a home of its own."""

import base64
import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psutil
import psycopg
import requests

from communique.committee.workspace import Workspace
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.queue import approvers
from communique.queue.database import open_database, upgrade
from office import ROOT, Office, until

LOGIN = "secretary:a-long-password"
OWN_LOGIN = "communique:a-longer-password"
SOON = {
    "PREFECT_WORKER_QUERY_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "1",
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "1",
}
"""What waits for seconds in an installation waits for one here."""


def written(name: str, *, several: bool = False) -> dict[str, str]:
    """Give the settings of one of the files in `deploy`; with `several`, those for several servers, too."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    marked = "#?" if several else ""
    return dict(re.findall(rf"^{marked}([A-Z][A-Z_]+)=(.*)$", text, re.MULTILINE))


def new_database(server: str, name: str) -> str:
    """Make an empty database on a PostgreSQL server and give its address."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


def new_key() -> str:
    """Make a Fernet key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@dataclass
class Machines(Office):
    """One workspace, one queue, and the machines that work on it, by their names."""

    queue: str = ""
    """Address of the queue's database."""
    prefect: str = ""
    """Address of Prefect's database."""
    redis: str = ""
    """Address of the Redis that several servers share, if there are several."""
    keys: tuple[str, str] = field(default_factory=lambda: (new_key(), new_key()))
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict[str, "subprocess.Popen[bytes]"])

    @cached_property
    def installation(self) -> Installation:
        """Open the queue."""
        engine = open_database(self.queue)
        upgrade(engine)
        return Installation(Workspace(self.folder), engine)

    @property
    def login(self) -> str:
        """Give the login of people, on every server."""
        return LOGIN

    @property
    def own_login(self) -> str:
        """Give the login of our own programs."""
        return OWN_LOGIN

    def enroll(self) -> None:
        """Give the Secretary a key for one-time codes."""
        who = ("s.miller", "Sam Miller")
        engine, key = self.installation.engine, self.keys[0].encode()
        self.secret = approvers.enroll(engine, "iso-tc-400", *who, key=key, now=utc_now())

    def of_server(self, port: int) -> dict[str, str]:
        """Give what an administrator writes into the server's file, in the place of the examples."""
        values = written("server.env.example", several=bool(self.redis)) | {
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.prefect.replace("postgresql:", "postgresql+asyncpg:"),
            "PREFECT_SERVER_API_PORT": str(port),
            "COMMUNIQUE_PAGE_LOGIN": LOGIN,
            "PREFECT_SERVER_API_AUTH_STRING": OWN_LOGIN,
            "PREFECT_SERVER_UI_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{port}",
            "PREFECT_SERVER_ENCRYPTION_KEY": self.keys[1],
        }
        return {name: self.redis if "redis://" in value else value for name, value in values.items()}

    def of_worker(self) -> dict[str, str]:
        """Give what an administrator writes into the file of every other machine."""
        return written("communique.env.example") | {
            "COMMUNIQUE_WORKSPACE": str(self.folder),
            "COMMUNIQUE_DATABASE": self.queue,
            "COMMUNIQUE_KEY": self.keys[0],
            "PREFECT_API_URL": f"{self.address}/api",
            "PREFECT_API_AUTH_STRING": OWN_LOGIN,
        }

    def launch(self, name: str, command: list[str], settings: dict[str, str]) -> None:
        """Start a program on a machine of its own: its own home, its own process group, its own log."""
        home = self.folder.parent / "machines" / name
        home.mkdir(parents=True, exist_ok=True)
        around = {**os.environ, **settings, **SOON, "PREFECT_HOME": str(home), "TMPDIR": str(home)}
        with (home / "log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=around, cwd=home, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def serve(self, name: str, port: int) -> None:
        """Start a Prefect server, without waiting for it."""
        self.launch(name, ["communique.flows.door"], self.of_server(port))

    def healthy(self) -> None:
        """Wait until the server that we talk to answers."""
        until(f"the server on port {self.port}", lambda: answers(f"{self.address}/api/health"))

    def work(self, *names: str) -> None:
        """Start workers that talk to the server that we talk to."""
        for name in names:
            self.launch(name, ["prefect", "worker", "start", "--pool", "communique", "--name", name], self.of_worker())

    def command(self, *words: str) -> str:
        """Run a command of ours as an operator does; it must end well."""
        return self.python("from communique.cli import program; program()", *words)

    def python(self, code: str, *words: str) -> str:
        """Run code on a machine that knows the settings, and give what it prints."""
        around = {**os.environ, **self.of_worker(), "PREFECT_HOME": str(self.folder.parent / "machines" / "operator")}
        asked = [sys.executable, "-c", code, *words]
        return subprocess.run(asked, env=around, check=True, capture_output=True, text=True, timeout=300).stdout

    def kill(self, *names: str) -> None:
        """Kill machines: each program and all that it started, at once."""
        for name in names:
            process = self.running.pop(name)
            parent = psutil.Process(process.pid)
            for each in [*parent.children(recursive=True), parent]:
                each.kill()
            process.wait(30)

    def end_all(self) -> None:
        """Leave nothing running."""
        self.kill(*self.running)
        self.installation.engine.dispose()

    def runs(self, **wanted: Any) -> list[dict[str, Any]]:
        """Give the runs that Prefect's filter finds."""
        return list(self.ask("POST", "/flow_runs/filter", wanted))


def answers(address: str) -> bool:
    """Tell whether a server answers well."""
    try:
        return requests.get(address, timeout=5).ok
    except requests.RequestException:
        return False
