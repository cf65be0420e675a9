"""What Prefect knows of our runs: schedules, late runs, workers, desks. Reads only."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType, WorkerStatus
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound

from communique.flows.triggers import COLLECT, FOLLOW, REVIEW, WEEKLY

POOL = "communique"
"""The work pool that `prefect.yaml` names."""
PATIENCE = dt.timedelta(minutes=15)
"""A run that should have begun so long ago is late."""
ALIVE = (StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.PAUSED, StateType.CANCELLING)
PAGE = 200
SCHEDULED = (COLLECT, FOLLOW)
"""What runs by a schedule of its own."""


def client() -> SyncPrefectClient:
    """Give a client of the server that the environment names now, whatever it named when Prefect was loaded."""
    return SyncPrefectClient(os.environ["PREFECT_API_URL"], auth_string=os.environ.get("PREFECT_API_AUTH_STRING"))


def idle(client: SyncPrefectClient, committees: Iterable[str]) -> Iterator[str]:
    """Name every deployment that is missing or paused, and every schedule that is; nothing runs by those."""
    for name in (*SCHEDULED, WEEKLY, REVIEW):
        try:
            found = client.read_deployment_by_name(name)
        except ObjectNotFound:
            yield f"{name.partition('/')[0]} is not deployed"
            continue
        active = {schedule.slug for schedule in found.schedules if schedule.active}
        if found.paused:
            yield f"{found.name} is paused"
        elif name in SCHEDULED and not active:
            yield f"{found.name} has no schedule that is switched on"
        elif name == WEEKLY:
            yield from (f"the weekly slot of {key} is not switched on" for key in committees if key not in active)


def unplanned(client: SyncPrefectClient, now: dt.datetime) -> list[str]:
    """Name what has a schedule of its own, and yet no run that is to come: Prefect's server does not plan."""
    return [name.partition("/")[2] for name in SCHEDULED if not planned(client, name, now)]


def planned(client: SyncPrefectClient, name: str, now: dt.datetime) -> bool:
    """Tell whether a run of a deployment is to come, or the deployment is new or missing."""
    try:
        found = client.read_deployment_by_name(name)
    except ObjectNotFound:
        return True
    mine = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[found.id]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"after_": now}),
    )
    new = found.created is None or now - found.created < PATIENCE
    return new or bool(client.read_flow_runs(flow_run_filter=mine, limit=1))


def late(client: SyncPrefectClient, now: dt.datetime) -> list[FlowRun]:
    """List the runs that should have begun long ago, the oldest first."""
    waiting = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": now - PATIENCE}),
    )
    return client.read_flow_runs(flow_run_filter=waiting, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=PAGE)


def workers(client: SyncPrefectClient) -> list[str]:
    """Name the workers that have been heard of lately."""
    try:
        client.read_work_pool(POOL)
    except ObjectNotFound:
        return []
    known = client.read_workers_for_work_pool(POOL)
    return sorted(worker.name for worker in known if worker.status is WorkerStatus.ONLINE)


def desks(client: SyncPrefectClient) -> Iterator[FlowRun]:
    """Give every review run that has not ended."""
    alive = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(ALIVE))))
    reviews = DeploymentFilter(name=DeploymentFilterName(any_=[REVIEW.partition("/")[2]]))
    found = 0
    while page := client.read_flow_runs(
        flow_run_filter=alive, deployment_filter=reviews, limit=PAGE, offset=found
    ):  # fmt: skip
        yield from page
        found += len(page)


def completed(client: SyncPrefectClient) -> dict[str, dt.datetime]:
    """Give when a run of each deployment ended well for the last time, as long as Prefect remembers."""
    found = {name.partition("/")[2]: last_completed(client, name) for name in (COLLECT, FOLLOW, WEEKLY)}
    return {name: end for name, end in found.items() if end}


def last_completed(client: SyncPrefectClient, deployment: str) -> dt.datetime | None:
    """Give when a run of one deployment ended well for the last time."""
    done = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])))
    mine = DeploymentFilter(name=DeploymentFilterName(any_=[deployment.partition("/")[2]]))
    runs = client.read_flow_runs(
        flow_run_filter=done, deployment_filter=mine, sort=FlowRunSort.END_TIME_DESC, limit=1
    )  # fmt: skip
    return runs[0].end_time if runs else None
