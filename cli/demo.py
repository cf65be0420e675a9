"""The command `demo`: the whole job once, unattended, on the example committee."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from communique.cli.demo_networks import show_networks
from communique.cli.options import fail
from communique.cli.running import connect_to_server
from communique.cli.stage import Stage
from communique.cli.start import refresh_attestations
from communique.flows.installation import Installation
from communique.flows.outcome import Became, compare
from communique.flows.publishing import utc_now
from communique.flows.up import MARK
from communique.queue import approvers

EXAMPLE = Path(__file__).parent.parent / "examples" / "iso-tc-400"
WIDTH = 116
"""Columns where the output goes to a file."""

PATIENCE = 240.0
"""Seconds after which the demo gives up; on two cores it needs about sixty."""


def run_demo(folder: Path | None) -> int:
    """Run the whole job; 0 only if the database and the site say what the table says."""
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    work = prepared(folder)
    installation = Installation.at(work)
    secrets = enroll_all(installation)
    console.print(f"The workspace of this demo: {work}\n")
    with running_up(work) as process, progress(console) as bars:
        rehearse(installation, secrets, Stage(console, bars, process, time.monotonic() + PATIENCE))
    became = compare(installation, EXAMPLE / "rehearsal.yaml")
    console.print(result(became))
    once = show_networks(console)
    return closing(console, installation, became) or int(not once)


def prepared(folder: Path | None) -> Path:
    """Give a new workspace with the example committee in it; touches no folder that holds anything."""
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="communique-demo-"))
    elif folder.exists() and any(folder.iterdir()):
        fail(f"{folder} is not empty: choose a new folder for the demo.")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("rehearsal.yaml", "changed"))
    refresh_attestations(folder, utc_now())
    return folder.resolve()


def enroll_all(installation: Installation) -> dict[str, str]:
    """Enroll the Secretary and the deputies; gives their keys."""
    key = installation.workspace.secret_key()
    (home,) = installation.homes()
    return {
        person.id: approvers.enroll(
            installation.engine, home.committee.key, person.id, person.name, key=key, now=utc_now()
        )
        for person in home.committee.approvers()
    }


@contextlib.contextmanager
def running_up(work: Path) -> Generator["subprocess.Popen[bytes]"]:
    """Run `communique up` on the workspace while the block lasts, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with (work / ".communique" / "up.log").open("ab") as log:
        command = [sys.executable, "-m", "communique.cli", "up", str(work), "--port", port]
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=work)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def progress(console: Console) -> Progress:
    """Give the bars."""
    columns = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def rehearse(installation: Installation, secrets: dict[str, str], stage: Stage) -> None:
    """Let the scripted Secretary answer every desk, then run the weekly flow."""
    starts = stage.bar("Prefect starts", 1)
    mark = installation.workspace.state / MARK
    stage.wait("Prefect starts", mark.exists)
    stage.bars.advance(starts)
    connect_to_server(installation.workspace)
    os.environ["PREFECT_LOGGING_LEVEL"] = "ERROR"
    # Only now: Prefect reads its settings from the environment when it is imported.
    from communique.cli.demo_steps import answer_all, publish, take_in  # noqa: PLC0415

    take_in(installation, stage, EXAMPLE)
    answer_all(installation, secrets, stage, EXAMPLE)
    publish(installation, stage)


def result(became: list[Became]) -> Table:
    """Give the table of what became of every idea, as database and site say it."""
    table = Table("Idea", "What it shows", "What became of it", "On the site", title="What became of every idea")
    for each in became:
        told = each.queue if each.as_told else f"{each.queue}, but should be {each.becomes}"
        table.add_row(each.idea, each.shows, told, each.site, style=None if each.as_told else "bold red")
    return table


def closing(console: Console, installation: Installation, became: list[Became]) -> int:
    """Say where everything is and how to do the same by hand; gives the exit code."""
    root = installation.workspace.root
    console.print(f"\nThe site:            {root / 'public' / 'index.html'}")
    console.print("The same by hand:    make up    (or: communique init my-committee; communique up my-committee)")
    console.print(f"The log of it all:   communique audit export --workspace {root}")
    if all(each.as_told for each in became):
        return 0
    console.print("[bold red]Database or site do not say what they should: see the red lines.[/bold red]")
    return 1
