"""What a Prefect server must know before it can run anything of ours; a second time changes nothing."""

import datetime as dt
from collections.abc import Callable

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectAlreadyExists
from prefect.runner.storage import LocalStorage

from communique.committee.workspace import Workspace
from communique.flows import blocks
from communique.flows.deployments import agree_schedules, deployment, described
from communique.flows.lost import bury, silent
from communique.flows.triggers import COLLECT, FOLLOW, Start, start


def setup(workspace: Workspace, *, now: dt.datetime) -> list[str]:
    """Prepare the server for workers on any number of machines: work pools, deployments, and what `begin` does.

    Gives the names of the work pools. Needs COMMUNIQUE_WORKSPACE in the environment, as `prefect.yaml` does.
    """
    pools: list[str] = []
    with get_client(sync_client=True) as client:
        for entry in described():
            pool = entry["work_pool"]["name"]
            if pool not in pools:
                pools.append(pool)
                make_pool(client, pool)
            made = deployment(entry)
            made.storage = LocalStorage("/")  # as in `prefect.yaml`; else every run begins with a copy of where we are
            made.apply(work_pool_name=pool)
    begin(workspace, lambda client: silent(client, now=now))
    return pools


def make_pool(client: SyncPrefectClient, name: str) -> None:
    """Make the work pool whose workers start a process for each run, unless it is there."""
    try:
        client.create_work_pool(WorkPoolCreate(name=name, type="process"))
    except ObjectAlreadyExists:
        return


def begin(workspace: Workspace, lost: Callable[[SyncPrefectClient], list[FlowRun]]) -> None:
    """Make the schedules agree with the committee files, and look at once for what happened while we were off."""
    with get_client(sync_client=True) as client:
        bury(client, lost(client))
        agree_schedules(client, workspace)
        blocks.register()
        for name in (COLLECT, FOLLOW):
            start(client, Start(name, {"workspace": str(workspace.root)}))
