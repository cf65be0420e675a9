"""A real Communiqué for the tests: `communique up` as a process of its own, asked over Prefect's own API."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from communique.cli.start import refresh_attestations
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.server import environment
from communique.queue import approvers, view
from ports import free_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 240.0


def until(what: str, ready: Callable[[], Any]) -> Any:
    """Wait until something holds and give it; fails, with its name, if it never does."""
    deadline = time.monotonic() + PATIENCE
    pause = 0.1
    while time.monotonic() < deadline:
        found = ready()
        if found:
            return found
        # A poll of another process: there is nothing to wait on but its answer.
        threading.Event().wait(pause)
    pytest.fail(f"never happened: {what}")


@dataclass
class Office:
    """One workspace with `communique up` on it, and a Secretary who is enrolled."""

    folder: Path
    secret: str = ""
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    used: set[int] = field(default_factory=set[int])

    @property
    def installation(self) -> Installation:
        """Open the workspace's queue."""
        return Installation.at(self.folder)

    @property
    def address(self) -> str:
        """Give the address of the Prefect page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def login(self) -> str:
        """Give the login of the Prefect page."""
        return (self.folder / ".communique" / "login").read_text().strip()

    @property
    def own_login(self) -> str:
        """Give the login of our own programs."""
        return (self.folder / ".communique" / "own-login").read_text().strip()

    def start(self) -> None:
        """Start `communique up` and wait until it says it is up."""
        (self.folder / ".communique" / "running").unlink(missing_ok=True)
        command = [sys.executable, "-P", "-m", "communique.cli", "up", str(self.folder), "--port", str(self.port)]
        with (self.folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder)
        until("communique up", (self.folder / ".communique" / "running").exists)

    def end(self, number: int = signal.SIGTERM) -> int:
        """End `communique up` by a signal and give its exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(60)

    def ask(self, method: str, path: str, body: object = None, *, login: str = "") -> Any:
        """Ask Prefect's API as our own programs do, or with another login; gives what it answers, which is no error."""
        answer = self.asked(method, path, body, login=login or self.own_login)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def asked(self, method: str, path: str, body: object = None, *, login: str) -> requests.Response:
        """Ask Prefect's API with a login and a CSRF token, as its own page does."""
        name, _, password = login.partition(":")
        with requests.Session() as session:
            session.auth = (name, password)
            # As Prefect's own client does: its SQLite answers 503 while it is busy.
            patient = Retry(8, status_forcelist=[503], backoff_factor=0.2, allowed_methods=None)
            session.mount("http://", HTTPAdapter(max_retries=patient))
            client = str(uuid.uuid4())
            token = session.get(f"{self.address}/api/csrf-token", params={"client": client}, timeout=30).json()["token"]
            headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": client}
            return session.request(method, f"{self.address}/api{path}", json=body, headers=headers, timeout=30)

    def python(self, code: str) -> str:
        """Run code in a process of its own that talks to this Prefect, and give what it prints."""
        settings = {**os.environ, **environment(self.installation.workspace, self.port)}
        answer = subprocess.run(
            [sys.executable, "-c", code], env=settings, capture_output=True, text=True, timeout=60, check=True
        )
        return answer.stdout.strip()

    def hand_in(self, name: str, text: str) -> None:
        """Save an idea file and have it collected."""
        (self.folder / "ideas" / name).write_text(text, encoding="utf-8")
        self.run("collect-ideas/collect-ideas", {"workspace": str(self.folder)})

    def run(self, deployment: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Run a deployment to its end and give the run."""
        found = self.ask("GET", f"/deployments/name/{deployment}")
        run = self.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        path = f"/flow_runs/{run['id']}"
        ended = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
        until(f"{deployment} ends", lambda: self.ask("GET", path)["state"]["type"] in ended)
        return dict(self.ask("GET", path))

    def desk(self, name: str) -> dict[str, Any]:
        """Wait for the suspended review run of this name, form and all."""
        body = {"flow_runs": {"name": {"any_": [name]}, "state": {"type": {"any_": ["PAUSED"]}}}}

        def shown() -> dict[str, Any] | None:
            for run in self.ask("POST", "/flow_runs/filter", body):
                key = run["state"]["state_details"]["run_input_keyset"]["schema"]
                stored = self.ask("POST", f"/flow_runs/{run['id']}/input/filter", {"prefix": key})
                if stored:
                    return dict(run)
            return None

        return dict(until(f"the desk {name}", shown))

    def answer(self, run: dict[str, Any], **given: str) -> None:
        """Answer a desk, with the login of the page."""
        self.ask("POST", f"/flow_runs/{run['id']}/resume", {"run_input": given}, login=self.login)

    def code(self) -> str:
        """Give a one-time code of the Secretary that was not used yet, of this half minute or the ones beside it."""
        step = int(until("a code nobody used", self.free_step))
        self.used.add(step)
        return pyotp.TOTP(self.secret).at(step * 30)

    def free_step(self) -> int | None:
        """Give a half minute whose code is valid now and was not used, or None."""
        now = int(time.time()) // 30
        return next((step for step in (now, now - 1, now + 1) if step not in self.used), None)

    def states(self, idea: str) -> set[str]:
        """Give the states of a post's deliveries."""
        posts = view.posts(self.installation.engine)
        return {str(state) for post in posts if post.idea_id == idea for state in post.states.values()}


def new_workspace(folder: Path) -> Path:
    """Write a workspace without any idea and give its folder."""
    shutil.copytree(ROOT / "examples" / "start", folder)
    refresh_attestations(folder, utc_now())
    (folder / "ideas" / "sponge-cakes-published.yaml").unlink()
    return folder


def new_office(folder: Path) -> Office:
    """Write a workspace with an enrolled Secretary."""
    office = Office(new_workspace(folder))
    installation = office.installation
    key = installation.workspace.secret_key()
    who = ("s.miller", "Sam Miller")
    office.secret = approvers.enroll(installation.engine, "iso-tc-400", *who, key=key, now=utc_now())
    return office
