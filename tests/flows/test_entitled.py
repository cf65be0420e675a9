"""What the page's login is enough for, and that nothing else of Prefect is."""

import json
from typing import Any

import pytest

from communique.flows.entitled import entitled

RUN = "/api/flow_runs/8c2f6d5e-0000-4000-8000-000000000001"
DEPLOYMENT = "/api/deployments/8c2f6d5e-0000-4000-8000-000000000002"
LATER = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2026-12-01T09:00:00Z"}}
MAY: tuple[tuple[str, str, Any], ...] = (
    ("GET", RUN, None),
    ("GET", f"{RUN}/input/answer-1-schema", None),
    ("HEAD", "/api/health", None),
    ("POST", "/api/flow_runs/filter", {}),
    ("POST", "/api/ui/flow_runs/history", {}),
    ("POST", f"{RUN}/resume", {"run_input": {"decision": "approve", "code": "123456"}}),
    ("POST", f"{RUN}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": True}),
    ("POST", f"{DEPLOYMENT}/create_flow_run", {"parameters": {"workspace": "/srv/cakes"}, "job_variables": {}}),
    ("POST", f"{DEPLOYMENT}/create_flow_run", {"state": LATER, "name": "again"}),
)
MAY_NOT: dict[str, tuple[str, str, Any]] = {
    "run commands before a flow": ("PATCH", DEPLOYMENT, {"pull_steps": []}),
    "deploy anew": ("POST", "/api/deployments/", {"name": "publish-week"}),
    "put an environment in": ("POST", f"{DEPLOYMENT}/create_flow_run", {"job_variables": {"env": {"A": "b"}}}),
    "publish out of turn": ("POST", f"{DEPLOYMENT}/create_flow_run", {"parameters": {"now": True}}),
    "take a review's place": ("POST", f"{DEPLOYMENT}/create_flow_run", {"idempotency_key": "a/b/r1/t1"}),
    "start with a result": (
        "POST",
        f"{DEPLOYMENT}/create_flow_run",
        {"state": {"type": "SCHEDULED", "data": {"a": 1}}},
    ),
    "start as completed": ("POST", f"{DEPLOYMENT}/create_flow_run", {"state": {"type": "COMPLETED"}}),
    "start many": ("POST", f"{DEPLOYMENT}/create_flow_run/bulk", []),
    "stop the schedule": ("POST", f"{DEPLOYMENT}/pause_deployment", {}),
    "take the schedule away": ("DELETE", f"{DEPLOYMENT}/schedules/1", None),
    "change a run's parameters": ("PATCH", RUN, {"parameters": {"revision": 2}}),
    "delete a run": ("DELETE", RUN, None),
    "block a desk for ever": ("POST", f"{RUN}/set_state", {"state": {"type": "RUNNING"}}),
    "run once more what was run at once": ("POST", f"{RUN}/set_state", {"state": {"type": "SCHEDULED"}}),
    "give a run a result": ("POST", f"{RUN}/set_state", {"state": {"type": "COMPLETED", "data": {"type": "x"}}}),
    "give a run details": (
        "POST",
        f"{RUN}/set_state",
        {"state": {"type": "FAILED", "state_details": {"a": 1}}},
    ),
    "write a form": ("POST", f"{RUN}/input", {"key": "answer-1-schema"}),
    "automate": ("POST", "/api/automations/", {}),
    "read credentials": ("POST", "/api/block_documents/filter", {"include_secrets": True}),
    "read credentials by name": ("GET", "/api/block_types/slug/x/block_documents/name/y", None),
    "clear everything": ("DELETE", "/api/admin/storage", None),
    "read the settings": ("GET", "/api/admin/settings", None),
    "go around": ("GET", "/api/flows/../block_documents/1", None),
    "say nothing readable": ("POST", f"{RUN}/set_state", "\x00"),
}


@pytest.mark.parametrize(("method", "path", "body"), MAY)
def test_looking_answering_starting_and_ending(method: str, path: str, body: object) -> None:
    """Whoever has the login sees every run, answers desks, starts our flows and ends runs."""
    assert entitled(method, path, json.dumps(body).encode())


@pytest.mark.parametrize("what", MAY_NOT)
def test_what_the_login_is_not_enough_for(what: str) -> None:
    """Commands, environments, credentials, deployments, schedules and what a run has are not for people's login."""
    method, path, body = MAY_NOT[what]
    assert not entitled(method, path, json.dumps(body).encode())


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"\xff", b"null", b"[]", b'{"state": []}'])
def test_what_can_not_be_read_changes_no_state(body: bytes) -> None:
    """A broken body is refused, and does not break the door."""
    assert not entitled("POST", f"{RUN}/set_state", body)
