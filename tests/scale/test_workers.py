"""One installation on several machines; servers and workers are killed: nothing is lost, nothing goes out twice."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from communique.flows.lost import SILENCE, bury, silent
from communique.flows.publishing import utc_now
from communique.queue import audit
from office import until
from ports import free_port
from prefect_place import Machines

pytestmark = pytest.mark.timeout(900)

IDEA = "text: ISO 22222, Sponge cakes, is published.\nkind: publication\nauthor: a.baker\n"


def went_out_once(machines: Machines) -> None:
    """Make sure that the post is on the site, by one attempt only, and that the log is whole."""
    assert machines.states("cake") == {"published"}
    assert (machines.folder / "public" / "posts" / "cake" / "index.html").exists()
    with psycopg.connect(machines.queue) as connection:
        assert connection.execute("SELECT count(*) FROM attempt").fetchone() == (1,)
    assert audit.verify(machines.installation.engine) == []


def publish(machines: Machines) -> None:
    """Have any worker publish what is due."""
    wanted = {"workspace": str(machines.folder), "committee": "iso-tc-400", "now": True}
    assert machines.run("publish-week/publish-week", wanted)["state"]["type"] == "COMPLETED"


def two_servers(machines: Machines) -> tuple[int, int]:
    """Start two servers, each with a worker that talks to it only; gives their ports."""
    first, second = machines.port, free_port()
    machines.serve("first", first)
    machines.healthy()  # it makes the tables
    machines.serve("second", second)
    machines.command("setup")
    machines.work("one")
    machines.port = second
    machines.healthy()
    machines.work("two")
    return first, second


def back(machines: Machines, name: str, port: int) -> None:
    """Start a server again that was killed, and talk to it from now on."""
    machines.serve(name, port)
    machines.port = port
    machines.healthy()


def test_two_servers_killed_in_turn(machines: Machines, redis: str) -> None:
    """Opened through one server, answered through the other, each killed and started again: the post goes out once."""
    machines.redis = redis
    (machines.folder / "ideas" / "cake.yaml").write_text(IDEA)
    first, second = two_servers(machines)
    desk = machines.desk("cake, revision 1")

    machines.kill("first")
    machines.answer(desk, decision="approve", comment="", code=machines.code())
    until("approved", lambda: machines.states("cake") == {"ready"})
    back(machines, "first", first)
    machines.kill("second")
    publish(machines)
    back(machines, "second", second)
    publish(machines)
    went_out_once(machines)


@contextmanager
def nobody_writes(machines: Machines) -> Iterator[None]:
    """Hold the lock that every writer of the queue needs: runs stop in their middle."""
    with psycopg.connect(machines.queue) as connection:
        connection.execute("SELECT id FROM chainhead FOR UPDATE")
        yield


def five_minutes_later(machines: Machines) -> None:
    """Let the leases end that killed runs held: their times are set back, as if five minutes had passed."""
    folder = machines.folder.parent / "machines" / "server" / "concurrency_leases"
    for file in folder.glob("*-*.json"):
        lease = json.loads(file.read_text())
        file.write_text(json.dumps(lease | {"expiration": lease["created_at"]}))
    index = folder / "expirations.json"
    index.write_text(json.dumps(dict.fromkeys(json.loads(index.read_text()), "2026-01-01T00:00:00+00:00")))


def flows_with(machines: Machines, state: str) -> set[str]:
    """Name the flows that have a run in that state, of the two of which only one run at a time may do something."""
    found = machines.runs(flow_runs={"state": {"name": {"any_": [state]}}})
    flows = {str(each["id"]): str(each["name"]) for each in machines.ask("POST", "/flows/filter", {})}
    return {flows[run["flow_id"]] for run in found} & {"collect-ideas", "follow-up"}


def begin_again(machines: Machines) -> None:
    """Ask for both flows once more, as their schedules do."""
    for flow in ("collect-ideas", "follow-up"):
        found = machines.ask("GET", f"/deployments/name/{flow}/{flow}")
        wanted = {"parameters": {"workspace": str(machines.folder)}}
        machines.ask("POST", f"/deployments/{found['id']}/create_flow_run", wanted)


def bury_the_dead(machines: Machines) -> None:
    """Have the runs called crashed that have been silent, as if more than ten minutes had passed."""
    server = {PREFECT_API_URL: f"{machines.address}/api", PREFECT_API_AUTH_STRING: machines.own_login}
    with temporary_settings(server), get_client(sync_client=True) as client:
        bury(client, silent(client, now=utc_now() + 2 * SILENCE))


def killed_while_it_works(machines: Machines) -> None:
    """Kill server and worker while both flows run; start the server again, and another worker."""
    machines.serve("server", machines.port)
    machines.healthy()
    with nobody_writes(machines):
        machines.command("setup")
        machines.work("one")
        until("both run", lambda: len(flows_with(machines, "Running")) == 2)
        machines.kill("one", "server")
    machines.serve("server", machines.port)
    machines.healthy()
    machines.work("two")


def test_a_killed_worker_stops_nothing_and_loses_nothing(machines: Machines) -> None:
    """Killed at work, its places come free, its runs are buried; killed while a desk waits, others take the answer."""
    (machines.folder / "ideas" / "cake.yaml").write_text(IDEA)
    killed_while_it_works(machines)
    begin_again(machines)
    until("both wait for the dead", lambda: len(flows_with(machines, "AwaitingConcurrencySlot")) == 2)
    five_minutes_later(machines)
    until("both are done", lambda: len(flows_with(machines, "Completed")) == 2)
    desk = machines.desk("cake, revision 1")
    bury_the_dead(machines)
    assert flows_with(machines, "Crashed") == {"collect-ideas", "follow-up"}

    machines.kill("two", "server")
    machines.serve("server", machines.port)
    machines.healthy()
    machines.work("three")
    machines.answer(desk, decision="approve", comment="", code=machines.code())
    until("approved", lambda: machines.states("cake") == {"ready"})
    publish(machines)
    went_out_once(machines)
