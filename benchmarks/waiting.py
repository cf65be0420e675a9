"""Many reviews that wait at the desk: how long the program takes to see that there is nothing to do."""

import datetime as dt
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.input import keyset_from_paused_state
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings
from prefect.states import Suspended

from benchmarks.measure import Question, Row, in_turn, milliseconds
from benchmarks.memory import free_port
from benchmarks.sample import NOW, committee, ideas
from communique.committee.workspace import Workspace
from communique.flows.handing import hand_in
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.reviews import open_reviews, waiting_runs
from communique.flows.server import environment, running
from communique.queue import desk

WAITING = "waiting"
READ = "the waiting runs read from Prefect, no more"
LATER = dt.timedelta(hours=1)


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the look at the desks, the first one and those after it."""
    count, runs = (100, 3) if quick else (2000, 9)
    committee(folder)
    installation = Installation.at(folder)
    home = installation.homes()[0]
    hand_in(installation.engine, home, ideas(home.ideas, count), now=NOW)
    with prefect(installation.workspace) as client:
        wait(installation, client, count)
        later = utc_now() + LATER
        if len(list(waiting_runs(client))) != count:
            raise ValueError("not all of them wait in Prefect")
        look = partial(milliseconds, partial(nothing, installation, later))
        read = partial(milliseconds, lambda: list(waiting_runs(client)))
        first = Question("waiting-first", f"{count:,} desks looked at for the first time", READ, "ms")
        yield first.row([look()], [read()])
        again = Question("waiting", f"{count:,} desks looked at again, nothing to do", READ, "ms")
        yield again.row(*in_turn(look, read, runs))


@contextmanager
def prefect(workspace: Workspace) -> Generator[SyncPrefectClient]:
    """Run a Prefect server and talk to it."""
    settings = environment(workspace, free_port())
    chosen: dict[Any, str] = {each: settings[each.name] for each in (PREFECT_API_URL, PREFECT_API_AUTH_STRING)}
    with running(workspace, settings), temporary_settings(chosen), get_client(sync_client=True) as client:
        yield client


def wait(installation: Installation, client: SyncPrefectClient, count: int) -> None:
    """Let a suspended run with a form wait for each revision on the desk; raises ValueError if they are not so many."""
    deployment = client.create_deployment(client.create_flow_from_name("review-post"), "review-post")
    wanted = desk.wanted(installation.engine)
    if len(wanted) != count:
        raise ValueError(f"{len(wanted)} wait, not {count}")
    for review in wanted:
        parameters = {"workspace": str(installation.workspace.root), "revision": review.revision}
        state: State[None] = Suspended(timeout_seconds=86_400, pause_key="answer-1")
        schema = keyset_from_paused_state(state)["schema"]
        run = client.create_flow_run_from_deployment(deployment, parameters=parameters, state=state)
        client.create_flow_run_input(run.id, schema, "{}")
        desk.note_run(installation.engine, review.revision, review.turn, str(run.id), now=utc_now())


def nothing(installation: Installation, now: dt.datetime) -> None:
    """Look at the desks; raises ValueError if there was something to do."""
    opened = open_reviews(installation, now=now)
    if opened:
        raise ValueError(f"{len(opened)} desks were opened anew, as {opened[0]}")
