"""The runner of `communique up`: one process that starts each flow run as it falls due."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import Callable

from prefect.runner import Runner

from communique.committee.workspace import Workspace
from communique.flows.deployments import deployments
from communique.flows.lost import under_way
from communique.flows.setup import begin


async def run(
    workspace: Workspace, server: "subprocess.Popen[bytes]", *, limit: int, ready: Callable[[], None]
) -> None:
    """Run what is due until SIGTERM or Ctrl-C, or until the server ends.

    Flow runs under way are ended, and found again by the next follow-up.
    """
    runner = Runner(name="communique", pause_on_shutdown=False, limit=limit, query_seconds=1)
    for deployment in deployments():
        await runner.aadd_deployment(deployment)
    # Whatever is under way was ours, and was killed with us: nobody else runs anything on this server.
    await asyncio.to_thread(begin, workspace, under_way)
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
