"""Runs whose worker was killed are told from those that work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.events import Event, Resource
from prefect.states import Cancelling, Pending, Running, Suspended

from communique.committee.workspace import Workspace
from communique.flows.collect import collect_ideas
from communique.flows.lost import SIGN_OF_LIFE, SILENCE, alive, bury, silent, under_way
from communique.flows.publishing import utc_now
from office import until

LATER = 2 * SILENCE


@pytest.fixture
def client(prefect: Workspace) -> Iterator[SyncPrefectClient]:
    """Give a client of a real server, and leave no run behind."""
    with get_client(sync_client=True) as made:
        yield made
        for run in made.read_flow_runs():
            made.delete_flow_run(run.id)


def begun(client: SyncPrefectClient, state: State[Any]) -> FlowRun:
    """Give a run of that state, which nobody runs."""
    flow: Any = collect_ideas
    return client.create_flow_run(flow, parameters={"workspace": "/nowhere"}, state=state)


def sign(client: SyncPrefectClient, run: FlowRun, moment: dt.datetime) -> None:
    """Give a sign of life for a run, as Prefect does for those that work, and wait until the server knows it."""
    resource = Resource({"prefect.resource.id": f"prefect.flow-run.{run.id}"})
    event = Event(event=SIGN_OF_LIFE, resource=resource, occurred=moment)
    client.request("POST", "/events", json=[event.model_dump(mode="json")])
    until("the sign is known", lambda: alive(client, run, now=moment))


@pytest.mark.parametrize("state", [Pending(), Running(), Cancelling()], ids=["pending", "running", "cancelling"])
def test_a_run_without_a_sign_of_life_is_lost(client: SyncPrefectClient, state: State[Any]) -> None:
    """Not at once, as a sign comes every few minutes, but once it was silent for too long; then it is buried."""
    run = begun(client, state)
    now = utc_now()
    assert silent(client, now=now) == []
    lost = silent(client, now=now + LATER)
    assert [each.id for each in lost] == [run.id]
    bury(client, lost)
    assert client.read_flow_run(run.id).state_name == "Crashed"
    assert silent(client, now=now + LATER) == []


def test_a_run_that_works_for_long_is_not_lost(client: SyncPrefectClient) -> None:
    """As long as it gives signs of life it is left alone, however long ago it began."""
    run, now = begun(client, Running()), utc_now()
    sign(client, run, now + LATER - SILENCE / 2)
    assert silent(client, now=now + LATER) == []
    assert silent(client, now=now + LATER + SILENCE) != []


def test_a_desk_that_waits_is_not_lost(client: SyncPrefectClient) -> None:
    """A suspended run gives no signs of life, and waits for as long as the Secretary wants."""
    begun(client, Suspended(timeout_seconds=None))
    assert silent(client, now=utc_now() + LATER) == []


def test_all_runs_are_looked_at(client: SyncPrefectClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server gives only so many runs at once; the others are asked for, too."""
    made = {begun(client, Running()).id for _ in range(3)}
    monkeypatch.setattr("communique.flows.lost.PAGE", 2)
    assert {run.id for run in under_way(client)} == made
