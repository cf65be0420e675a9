"""What `doctor` learns from a real Prefect server, and from clocks."""

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import time_machine
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate
from prefect.states import Scheduled

from communique.cli import doctor_clock
from communique.committee.workspace import Workspace
from communique.flows.deployments import agree_schedules, deployments
from communique.flows.installation import Installation
from communique.flows.triggers import COLLECT, FOLLOW, REVIEW, WEEKLY
from communique.queue import desk
from communique.queue.database import open_database, upgrade

Diagnose = Callable[..., dict[str, tuple[str, str]]]
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
WORKER = {"name": "w-1"}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def served_queue(server: str) -> Iterator[str]:
    """Give the address of an empty queue on a real PostgreSQL."""
    name = f"doctor_{os.urandom(6).hex()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        engine = open_database(f"{server}/{name}")
        upgrade(engine)
        engine.dispose()
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def client(prefect: Workspace, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncPrefectClient]:
    """Give a client of a server on which all is deployed, as `communique up` does it; all goes afterwards."""
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", str(workspace))
    for deployment in deployments():
        deployment.apply()
    with get_client(sync_client=True) as client:
        agree_schedules(client, Workspace(workspace))
        yield client
        for each in client.read_deployments():
            client.delete_deployment(each.id)
        for pool in client.read_work_pools():
            client.delete_work_pool(pool.name)


def test_all_in_order(diagnose: Diagnose, client: SyncPrefectClient) -> None:
    """Where all is deployed nothing is wrong."""
    found = diagnose()
    assert {found[name][0] for name in ("schedules", "late runs", "desks")} == {"ok"}


def test_paused(diagnose: Diagnose, client: SyncPrefectClient) -> None:
    """A flow that somebody paused on the page is a danger, by its name."""
    for name in (COLLECT, FOLLOW, WEEKLY, REVIEW):
        found = client.read_deployment_by_name(name)
        client.update_deployment(found.id, DeploymentUpdate(paused=True))
        level, words = diagnose()["schedules"]
        assert (level, f"{found.name.capitalize()} is paused" in words) == ("danger", True)
        client.update_deployment(found.id, DeploymentUpdate(paused=False))


def test_missing(diagnose: Diagnose, client: SyncPrefectClient) -> None:
    """A flow that is not there is a danger, with what puts it back."""
    client.delete_deployment(client.read_deployment_by_name(FOLLOW).id)
    level, words = diagnose()["schedules"]
    assert (level, "Follow-up is not deployed" in words, "prefect --no-prompt deploy" in words) == (
        "danger",
        True,
        True,
    )


@pytest.mark.parametrize(("name", "said"), [(COLLECT, "no schedule"), (WEEKLY, "weekly slot of iso-tc-400")])
def test_a_schedule_that_is_off(name: str, said: str, diagnose: Diagnose, client: SyncPrefectClient) -> None:
    """One schedule switched off, or gone, is a danger: a slot passes without a word."""
    found = client.read_deployment_by_name(name)
    client.update_deployment_schedule(found.id, found.schedules[0].id, active=False)
    level, words = diagnose()["schedules"]
    assert (level, said in words) == ("danger", True)
    client.delete_deployment_schedule(found.id, found.schedules[0].id)
    assert diagnose()["schedules"] == (level, words)


def test_nothing_is_planned(diagnose: Diagnose, client: SyncPrefectClient, clock: time_machine.Traveller) -> None:
    """A server that plans no runs is a danger, though everything is switched on."""
    found = client.read_deployment_by_name(COLLECT)
    assert found.created
    clock.move_to(found.created + dt.timedelta(days=300))
    level, words = diagnose()["schedules"]
    assert (level, "No run of collect-ideas and follow-up is planned" in words) == ("danger", True)
    state = Scheduled(scheduled_time=found.created + dt.timedelta(days=301))
    client.create_flow_run_from_deployment(found.id, state=state)
    assert "No run of follow-up is planned" in diagnose()["schedules"][1]


def test_late_runs(diagnose: Diagnose, client: SyncPrefectClient) -> None:
    """A run that nobody has taken for an hour is told, with its name."""
    collect = client.read_deployment_by_name(COLLECT)
    state = Scheduled(scheduled_time=NOW - HOUR)
    client.create_flow_run_from_deployment(collect.id, name="slow-cake", state=state)
    level, words = diagnose()["late runs"]
    assert (level, "“slow-cake” has waited for 60 minutes" in words) == ("warning", True)


def test_workers(diagnose: Diagnose, client: SyncPrefectClient) -> None:
    """On several machines no worker is a danger; one that was heard of lately is well."""
    assert diagnose()["workers"][0] == "danger"
    client.create_work_pool(WorkPoolCreate(name="communique", type="process"))
    client.request("POST", "/work_pools/{name}/workers/heartbeat", path_params={"name": "communique"}, json=WORKER)
    assert diagnose()["workers"] == ("ok", "Heard of lately: w-1. ")


def test_a_post_without_its_desk(
    diagnose: Diagnose, client: SyncPrefectClient, hand: Callable[..., int], clock: time_machine.Traveller
) -> None:
    """What waits for the Secretary and has no run that lives is told, but not in its first minutes."""
    hand("cakes")
    assert diagnose()["desks"][0] == "ok"
    clock.move_to(NOW + HOUR)
    level, words = diagnose()["desks without a run"]
    assert (level, "Nobody can decide on cakes:" in words) == ("warning", True)


def test_a_desk_without_its_post(
    *, diagnose: Diagnose, client: SyncPrefectClient, hand: Callable[..., int], installation: Installation,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    """A run is the desk of its post; one whose post waits no more is told."""
    revision, review = hand("cakes"), client.read_deployment_by_name(REVIEW)
    place = {"workspace": str(installation.workspace.root)}
    for number in (revision, 999):
        run = client.create_flow_run_from_deployment(review.id, parameters={**place, "revision": number})
        desk.note_run(installation.engine, number, 1, str(run.id), now=NOW)
    clock.move_to(NOW + HOUR)
    found = diagnose()
    level, words = found["runs without a desk"]
    assert (level, words.startswith("One form is of a post that is not on the desk")) == ("warning", True)
    assert "desks without a run" not in found


def test_a_server_that_is_gone(diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer is a danger, and the rest is told all the same."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    found = diagnose()
    assert (found["Prefect"][0], "does not answer" in found["Prefect"][1], found["disk"][0]) == ("danger", True, "ok")


def test_a_wrong_login(prefect: Workspace, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that refuses us is a danger, too."""
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "secretary:wrong")
    level, words = diagnose()["Prefect"]
    assert (level, "the login is right" in words) == ("danger", True)


def test_a_clock_that_differs_from_the_servers(prefect: Workspace, diagnose: Diagnose) -> None:
    """Our clock stands still on a day long ago, and the server's does not."""
    level, words = diagnose()["clock"]
    assert (level, "differs from Prefect's server by" in words) == ("danger", True)


@pytest.mark.parametrize(("seconds", "level"), [(-40, "danger"), (-8, "warning"), (3, "ok"), (31, "danger")])
def test_a_clock(seconds: int, level: str, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few seconds are nothing; more are told, and as many as a one-time code lasts are a danger."""
    other = NOW + dt.timedelta(seconds=seconds)
    monkeypatch.setitem(doctor_clock.CLOCKS, "the file system", lambda _patient: other)
    assert diagnose()["clock"][0] == level


def test_the_clock_of_the_database(served_queue: str, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is asked what time it is."""
    monkeypatch.setenv("COMMUNIQUE_DATABASE", served_queue)
    level, words = diagnose()["clock"]
    assert (level, "differs from the database by" in words) == ("danger", True)


def test_the_clock_of_the_file_system(tmp_path: Path) -> None:
    """It is the moment at which a file is written there; nothing is left of it."""
    before = dt.datetime.fromtimestamp(tmp_path.stat().st_mtime, dt.UTC)
    found = doctor_clock.of_files(SimpleNamespace(state=tmp_path))  # type: ignore[arg-type]
    assert found
    assert found >= before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("said", "level"), [("yes", "ok"), ("no", "warning"), ("", None)])
def test_the_time_service(said: str, level: str | None, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where systemd says whether the clock is kept right, so do we; where it can't, nothing is said."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "timedatectl"
        program.write_text(f"#!/bin/sh\necho '{said}'\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        assert diagnose().get("time service", (None,))[0] == level
