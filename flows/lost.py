"""Runs that Prefect calls running though nobody runs them any more: whoever did was killed, and nobody else says so."""

import datetime as dt
from collections.abc import Iterable

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.states import Crashed

UNDER_WAY = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]

SILENCE = dt.timedelta(minutes=10)
"""A run without a sign of life for so long is lost; Prefect's runs give one every three minutes."""

PAGE = 200
"""Runs asked for at once."""

SIGN_OF_LIFE = "prefect.flow-run.heartbeat"


def under_way(client: SyncPrefectClient) -> list[FlowRun]:
    """List the runs that Prefect calls running, or about to run."""
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNDER_WAY)))
    found: list[FlowRun] = []
    while page := client.read_flow_runs(flow_run_filter=wanted, limit=PAGE, offset=len(found)):
        found += page
    return found


def silent(client: SyncPrefectClient, *, now: dt.datetime) -> list[FlowRun]:
    """List the runs under way that have given no sign of life for too long."""
    old = (run for run in under_way(client) if run.state and run.state.timestamp < now - SILENCE)
    return [run for run in old if not alive(client, run, now=now)]


def alive(client: SyncPrefectClient, run: FlowRun, *, now: dt.datetime) -> bool:
    """Tell whether a run has given a sign of life lately."""
    signs = EventFilter(
        occurred=EventOccurredFilter.model_validate({"since": now - SILENCE, "until": now}),
        event=EventNameFilter(name=[SIGN_OF_LIFE]),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
    )
    return client.read_events(signs, limit=1).total > 0


def bury(client: SyncPrefectClient, runs: Iterable[FlowRun]) -> None:
    """Call runs crashed; each would keep its deployment's place, and its post's desk, for ever."""
    for run in runs:
        # By force: one that was being cancelled may otherwise only become cancelled, by whoever ran it.
        client.set_flow_run_state(run.id, Crashed(message="Whoever ran this was ended in the middle."), force=True)
