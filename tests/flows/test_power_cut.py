"""The power fails while a flow runs: nothing waits for a run that is no more."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from office import Office, new_office, until

IDEA = "text: ISO 22222, Sponge cakes, is published.\nkind: publication\nauthor: a.baker\n"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Office]:
    """Give an office of one's own, not started, and leave nothing of it running."""
    made = new_office(tmp_path / "own office")
    yield made
    if made.process and made.process.poll() is None:
        made.end()


def cut(office: Office) -> None:
    """Kill server, runner and flow runs at once."""
    assert office.process
    parent = psutil.Process(office.process.pid)
    for each in [*parent.children(recursive=True), parent]:
        os.kill(each.pid, signal.SIGKILL)
    office.process.wait(30)


def under_way(office: Office, flow: str) -> list[dict[str, Any]]:
    """Give the runs of a flow that Prefect calls running."""
    wanted = {"flows": {"name": {"any_": [flow]}}, "flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    return list(office.ask("POST", "/flow_runs/filter", wanted))


def on_the_desk(office: Office) -> list[dict[str, Any]]:
    """Give the suspended review runs of the cake, of whatever turn."""
    wanted = {"flow_runs": {"name": {"like_": "cake, revision 1"}, "state": {"type": {"any_": ["PAUSED"]}}}}
    return list(office.ask("POST", "/flow_runs/filter", wanted))


@pytest.mark.parametrize("flow", ["collect-ideas", "review-post"])
def test_a_flow_that_was_cut_off(own: Office, flow: str) -> None:
    """Cut off in the middle of collecting, or of putting a post on the desk: after the restart the post comes there."""
    own.start()
    (own.folder / "ideas" / "cake.yaml").write_text(IDEA)
    found = own.ask("GET", "/deployments/name/collect-ideas/collect-ideas")
    own.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": {"workspace": str(own.folder)}})
    until(f"{flow} is under way", lambda: under_way(own, flow))
    cut(own)
    own.start()
    until("the post is on the desk", lambda: on_the_desk(own))
    assert not under_way(own, "review-post")


def noted(office: Office) -> int:
    """Give the process id that `up` noted for Prefect's server."""
    return int((office.folder / ".communique" / "server").read_text().split()[0])


def server(office: Office) -> psutil.Process:
    """Give the process of Prefect's server."""
    return psutil.Process(noted(office))


def on_a_desk(office: Office) -> dict[str, Any]:
    """Hand the cake in and wait for its desk."""
    office.start()
    office.hand_in("cake.yaml", IDEA)
    return office.desk("cake, revision 1")


def approved(office: Office, run: dict[str, Any]) -> bool:
    """Approve at a desk that was opened earlier, and tell whether that was recorded."""
    office.answer(run, decision="approve", comment="", code=office.code())
    return bool(until("approved", lambda: office.states("cake") == {"ready"}))


def test_a_server_that_dies_is_started_again(own: Office) -> None:
    """Only the server is killed: `up` starts another one, and the desk that lay open is answered there."""
    run, killed = on_a_desk(own), server(own)
    killed.kill()
    until("another server", lambda: noted(own) != killed.pid)
    until("it is up again", lambda: (own.folder / "up.log").read_text().count("Communiqué is up") == 2)
    assert approved(own, run)
    assert own.end() == 0


def test_a_server_that_outlived_its_up(own: Office) -> None:
    """Only `up` is killed: the next one ends the server that was left on the port, and has the same desk."""
    run, left = on_a_desk(own), server(own)
    assert own.process
    own.process.kill()
    own.process.wait(30)
    assert left.is_running()
    own.start()
    assert not left.is_running()
    assert approved(own, run)
