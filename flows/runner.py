"""The runner of `communique up`: one process that starts each flow run as it falls due."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import Callable

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.runner import Runner
from prefect.states import Crashed

from communique.committee.workspace import Workspace
from communique.flows import blocks
from communique.flows.deployments import agree_schedules, deployments
from communique.flows.triggers import COLLECT, FOLLOW, Start, start

UNDER_WAY = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


async def run(
    workspace: Workspace, server: "subprocess.Popen[bytes]", *, limit: int, ready: Callable[[], None]
) -> None:
    """Run what is due until SIGTERM or Ctrl-C, or until the server ends.

    Flow runs under way are ended, and found again by the next follow-up.
    """
    runner = Runner(name="communique", pause_on_shutdown=False, limit=limit, query_seconds=1)
    for deployment in deployments():
        await runner.aadd_deployment(deployment)
    await asyncio.to_thread(begin, workspace)
    work = asyncio.create_task(runner.start())
    while not runner.started and not work.done():
        await asyncio.sleep(0.05)
    for number in (signal.SIGTERM, signal.SIGINT):  # after the start: the runner's own handler ends us uncleanly
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    ready()
    watch = asyncio.create_task(ended(server))
    watch.add_done_callback(lambda _: work.cancel())
    with contextlib.suppress(asyncio.CancelledError):
        await work
    watch.cancel()


async def ended(server: "subprocess.Popen[bytes]") -> None:
    """Return when the server's process is no more; Prefect's runner would only go on complaining."""
    while server.poll() is None:
        await asyncio.sleep(1)


def begin(workspace: Workspace) -> None:
    """Make the schedules agree with the committee files, and look at once for what happened while we were off."""
    with get_client(sync_client=True) as client:
        bury(client)
        agree_schedules(client, workspace)
        blocks.register()
        for deployment in (COLLECT, FOLLOW):
            start(client, Start(deployment, {"workspace": str(workspace.root)}))


def bury(client: SyncPrefectClient) -> None:
    """Call crashed what Prefect still calls running from before we started: whoever ran it was killed with us.

    Nobody else says so, and such a run keeps its deployment's place, and its post's desk, for ever.
    """
    left = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNDER_WAY)))
    for run in client.read_flow_runs(flow_run_filter=left):
        client.set_flow_run_state(run.id, Crashed(message="Communiqué was ended while this ran."))
