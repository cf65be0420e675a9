"""Starting a run of one of our deployments."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.states import Scheduled

from communique.committee.workspace import Workspace

COLLECT = "collect-ideas/collect-ideas"
REVIEW = "review-post/review-post"
WEEKLY = "publish-week/publish-week"
FOLLOW = "follow-up/follow-up"


PATIENCE = 60.0
"""Seconds to wait for a runner to take a run."""


@dataclass(frozen=True, slots=True)
class Start:
    """What to start, and as what."""

    deployment: str
    parameters: Mapping[str, Any]
    name: str | None = None
    key: str | None = None
    """The same key starts only one run, however often it is asked for."""
    tags: Sequence[str] = field(default=("communique",))


def start(client: SyncPrefectClient, wanted: Start) -> FlowRun:
    """Start a run and return at once."""
    deployment = client.read_deployment_by_name(wanted.deployment)
    return client.create_flow_run_from_deployment(
        deployment.id,
        parameters=dict(wanted.parameters),
        state=Scheduled(),
        name=wanted.name,
        tags=wanted.tags,
        idempotency_key=wanted.key,
    )


def publish_at_once(workspace: Workspace, committee: str) -> tuple[bool, str]:
    """Run the weekly flow of one committee now and wait; gives whether it went well, in words."""
    parameters = {"workspace": str(workspace.root), "committee": committee, "now": True}
    with get_client(sync_client=True) as client:
        run = start(client, Start(WEEKLY, parameters, name=f"{committee}, at once"))
        deadline = time.monotonic() + PATIENCE
        while run.state is None or not run.state.is_final():
            if time.monotonic() > deadline and run.start_time is None:
                return False, "No runner has taken the run: is `communique up` running, or a worker? It stays planned."
            time.sleep(0.5)
            run = client.read_flow_run(run.id)
    if not run.state.is_completed():
        return False, f"The run {run.name!r} did not complete: {run.state}. Look at it on the Prefect page."
    return True, "Done. What became of each post: communique queue list"
