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
