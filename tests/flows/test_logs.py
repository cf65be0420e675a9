"""Logs as JSON: one object a line, from commands, flows and Prefect itself."""

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest

from communique.committee.workspace import Workspace
from communique.flows.logs import Lines, settings
from communique.flows.server import environment

FLOW = """
import logging
from prefect import flow
@flow(name="publish-week", log_prints=True)
def publish(committee):
    print("[bold]cake[/bold] on blog: published " + "very " * 60 + "long")
    logging.getLogger("other").error("odd\\nline")
    raise ValueError("a mistake")
publish("iso-tc-400", return_state=True)
"""


def lines(printed: str) -> list[dict[str, Any]]:
    """Read every line, each of which must be an object."""
    return [json.loads(line) for line in printed.splitlines()]


def test_a_flow(prefect_server: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a flow prints, what a library logs, and a traceback: a line each, with run and committee."""
    monkeypatch.setenv("COMMUNIQUE_LOG", "json")
    port = int((prefect_server.state / "running").read_text())
    given = {**os.environ, **environment(prefect_server, port)}
    done = subprocess.run([sys.executable, "-c", FLOW], env=given, capture_output=True, text=True, check=True)
    found = lines(done.stderr)
    said = next(each for each in found if "cake" in each["message"])
    assert said["message"].startswith("[bold]cake[/bold] on blog: published very very")
    assert (said["level"], said["logger"], said["committee"]) == ("INFO", "prefect.flow_runs", "iso-tc-400")
    assert {"time", "run", "run_name"} <= set(said)
    assert "odd\nline" in [each["message"] for each in found]
    assert any("ValueError: a mistake" in each.get("exception", "") for each in found)


def test_a_command(tmp_path: Any) -> None:
    """What a command complains of is a line of JSON, too, and its output stays as it is."""
    given = {**os.environ, "COMMUNIQUE_LOG": "json"}
    command = [sys.executable, "-m", "communique.cli", "plan", "--workspace", str(tmp_path)]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    (said,) = lines(done.stderr)
    assert (done.returncode, said["level"], said["logger"]) == (2, "ERROR", "communique")
    assert "there is no committee.yaml here" in said["message"]


def test_nothing_else_is_told() -> None:
    """What a library hangs on a record, as a header with a secret, is not in the line."""
    record = logging.makeLogRecord({"name": "n", "levelname": "INFO", "msg": "hello", "headers": "pl4nted"})
    told = json.loads(Lines().format(record))
    assert {*told} == {"time", "level", "logger", "message"}


def test_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variable Prefect logs as always, and only what is wrong."""
    assert settings() == {"PREFECT_LOGGING_LEVEL": "WARNING"}
    monkeypatch.setenv("COMMUNIQUE_LOG", "plain")
    assert settings() == {"PREFECT_LOGGING_LEVEL": "WARNING"}
