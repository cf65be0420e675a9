"""What `doctor` looks at in Prefect itself: schedules, late runs, workers, desks."""

import datetime as dt
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import requests

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.cli.doctor_accounts import at_the_server
from communique.cli.doctor_clock import SECONDS
from communique.queue import desk

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

GRACE = dt.timedelta(minutes=10)
"""A post that came in so lately may not have its desk yet."""
AGAIN = "End `communique up` and start it again; on several machines run: prefect --no-prompt deploy --all"


def runs(patient: Patient) -> Iterator[Diagnosis]:
    """Ask Prefect's server, if there is one to ask."""
    if not at_the_server(patient.root):
        return
    if not heard(os.environ["PREFECT_API_URL"]):
        said = f"The server {os.environ['PREFECT_API_URL']} does not answer: nobody knows what runs."
        yield Diagnosis("Prefect", Level.DANGER, said, "See that it runs, and that this machine reaches it.")
        return
    from prefect.exceptions import PrefectException  # noqa: PLC0415 - costs a second

    from communique.flows import watching  # noqa: PLC0415 - likewise

    try:
        with watching.client() as client:
            for look in (schedules, working, late_runs, desks):
                yield from look(patient, client)
    except (httpx.HTTPError, PrefectException) as error:
        said = f"The server {os.environ['PREFECT_API_URL']} does not answer as it should: {type(error).__name__}"
        yield Diagnosis("Prefect", Level.DANGER, said, "See its log, and that the login is right on this machine.")


def heard(address: str) -> bool:
    """Tell whether a server answers soon, whatever it says; Prefect's own client would ask for minutes."""
    try:
        return bool(requests.head(f"{address}/health", timeout=SECONDS).headers)
    except requests.RequestException:
        return False


def schedules(patient: Patient, client: "SyncPrefectClient") -> Iterator[Diagnosis]:
    """Look whether everything is deployed and switched on."""
    from communique.flows import watching  # noqa: PLC0415 - loads Prefect

    idle = list(watching.idle(client, [home.committee.key for home in patient.homes]))
    for wrong in idle:
        said = f"{wrong[0].upper()}{wrong[1:]}: it does not run by itself."
        yield Diagnosis("schedules", Level.DANGER, said, f"Switch it on on the page, under Deployments. Or: {AGAIN}")
    unplanned = [] if idle else watching.unplanned(client, patient.now)
    if unplanned:
        said = f"No run of {' and '.join(unplanned)} is planned, though all is switched on: nothing runs by itself."
        cure = "Look for errors of the scheduler in the server's log, and start the server again."
        yield Diagnosis("schedules", Level.DANGER, said, cure)
    elif not idle:
        yield Diagnosis("schedules", Level.OK, "All flows are deployed and switched on, with each committee's slot.")


def working(patient: Patient, client: "SyncPrefectClient") -> Iterator[Diagnosis]:
    """Look for a worker, where `communique up` is not the one that works."""
    from communique.flows import watching  # noqa: PLC0415 - loads Prefect

    if not patient.elsewhere:
        return
    found = watching.workers(client)
    if found:
        yield Diagnosis("workers", Level.OK, f"Heard of lately: {', '.join(found)}.")
    else:
        wrong = f"No worker of the pool {watching.POOL} was heard of lately: nothing runs."
        yield Diagnosis("workers", Level.DANGER, wrong, f"Start one: prefect worker start --pool {watching.POOL}")


def late_runs(patient: Patient, client: "SyncPrefectClient") -> Iterator[Diagnosis]:
    """Look for runs that should have begun long ago."""
    from communique.flows import watching  # noqa: PLC0415 - loads Prefect

    late = watching.late(client, patient.now)
    if late:
        first = late[0].expected_start_time or patient.now
        minutes = int((patient.now - first).total_seconds() // 60)
        wrong = f"{len(late)} should have begun by now; “{late[0].name}” has waited for {minutes} minutes."
        cure = "See that `communique up` runs, or a worker, and that it is not busy with something that hangs."
        yield Diagnosis("late runs", Level.WARNING, wrong, cure)
    else:
        yield Diagnosis("late runs", Level.OK, "None.")


def desks(patient: Patient, client: "SyncPrefectClient") -> Iterator[Diagnosis]:
    """Hold what waits for the Secretary against the runs that are their desk."""
    from communique.flows import watching  # noqa: PLC0415 - loads Prefect

    if patient.engine is None:
        return
    ours = {
        str(run.id): run.parameters.get("revision")
        for run in watching.desks(client)
        if run.parameters.get("workspace") == str(patient.root)
    }
    wanted = desk.wanted(patient.engine)
    without = [each.idea_id for each in wanted if each.run_id not in ours and patient.now - each.handed_in > GRACE]
    waiting = {each.revision for each in wanted}
    left = [revision for revision in ours.values() if revision not in waiting]
    cure = "The next follow-up puts it right; at once: prefect deployment run follow-up/follow-up"
    if without:
        wrong = f"Nobody can decide on {', '.join(without[:5])}{' …' if without[5:] else ''}: no run shows the form."
        yield Diagnosis("desks without a run", Level.WARNING, wrong, cure)
    if left:
        wrong = f"{forms(len(left))} not on the desk any more; answering changes nothing."
        yield Diagnosis("runs without a desk", Level.WARNING, wrong, cure)
    if not (without or left):
        waits = "One post waits" if len(wanted) == 1 else f"{len(wanted)} posts wait"
        yield Diagnosis("desks", Level.OK, f"{waits} for the Secretary; no form is missing.")


def forms(number: int) -> str:
    """Begin a sentence about so many forms."""
    return "One form is of a post that is" if number == 1 else f"{number} forms are of posts that are"


RUNS: tuple[Check, ...] = (runs,)
