"""The commands that run things: `up` and `publish --now`."""

import os
import shlex
import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from communique.cli.homes import chosen, installed
from communique.cli.options import fail
from communique.committee.committee import NO_CODE
from communique.committee.times import local, slot_after
from communique.committee.workspace import Home, Workspace
from communique.flows.door import PAGE_LOGIN
from communique.flows.installation import Installation
from communique.flows.keys import in_environment
from communique.flows.publishing import utc_now
from communique.flows.server import LOGIN, ServerFailed, environment
from communique.flows.up import MARK, up
from communique.flows.verifying import wanting
from communique.queue import approvers


def run_up(folder: Path, port: int) -> None:
    """Run everything until Ctrl-C."""
    installation = installed(folder)
    homes, mistakes = installation.survey()
    console = Console()
    for mistake in mistakes:
        console.print(str(mistake), style="red", markup=False)
    console.print(f"Starting Prefect on this machine, for {', '.join(home.committee.committee for home in homes)} …")
    try:
        up(installation.workspace, port=port, ready=lambda settings: announce(console, installation, settings))
    except ServerFailed as error:
        fail(str(error), 1)
    console.print("Ended. Nothing is lost: start it again with the same command.")


def run_setup(folder: Path) -> None:
    """Prepare the Prefect server that PREFECT_API_URL names, and say how to start workers."""
    installation = installed(folder)
    if "PREFECT_API_URL" not in os.environ:
        fail("Say in PREFECT_API_URL where your Prefect server is. On one machine you need none: communique up", 1)
    os.environ["COMMUNIQUE_WORKSPACE"] = str(installation.workspace.root)
    # Only now: Prefect reads its settings from the environment when it is imported.
    from communique.flows.setup import setup  # noqa: PLC0415

    pools = setup(installation.workspace, now=utc_now())
    console = Console(soft_wrap=True)
    for home in installation.survey()[0]:
        console.print("\n".join(describe(installation, home)))
    for pool in pools:
        console.print(f"Ready. On each machine that works: prefect worker start --pool {pool}")


def announce(console: Console, installation: Installation, settings: dict[str, str]) -> None:
    """Say where the desk is, how to log in, and what is missing."""
    address = settings["PREFECT_API_URL"].removesuffix("/api")
    lines = [
        f"The Secretary's desk:  [bold]{address}/v2/runs?state=Suspended[/bold]",
        f"Login:                 {told_login(installation, settings)}",
        "",
        *(line for home in installation.survey()[0] for line in describe(installation, home)),
        "",
        "Ctrl-C ends it.",
    ]
    console.print(Panel("\n".join(lines), title="Communiqué is up", expand=False))


def told_login(installation: Installation, settings: dict[str, str]) -> str:
    """Give the page's login to somebody who looks at a terminal; in a log, say which file holds it."""
    if sys.stdout.isatty():
        return f"[bold]{escape(settings[PAGE_LOGIN])}[/bold]"
    return f"in the file {escape(str(installation.workspace.state / LOGIN))}, which only you can read"


def describe(installation: Installation, home: Home) -> list[str]:
    """Say of one committee when it publishes, and what keeps it from publishing."""
    committee = home.committee
    slot = local(slot_after(committee.slot, committee.timezone, utc_now()), committee.timezone)
    lines = [f"{committee.committee}: ideas in {escape(str(home.ideas))}; next slot {slot}"]
    if not committee.approval.one_time_code:
        return [*lines, f"  [yellow]{NO_CODE}[/yellow]"]
    if not approvers.approvers(installation.engine, committee.key):
        folder = escape(shlex.quote(str(installation.workspace.root)))
        lines += [
            "  [red]Nothing will be published: nobody is enrolled.[/red] Run:",
            f"  communique secretary enroll {committee.secretary.id} --workspace {folder} --committee {committee.key}",
        ]
    return lines


def connect_to_server(workspace: Workspace) -> None:
    """Point Prefect's client at the server of `up`; ends with a message if none runs."""
    mark = workspace.state / MARK
    if "PREFECT_API_URL" in os.environ:
        return
    if not mark.exists():
        fail(f"Communiqué does not run on {workspace.root}. Start it first: communique up {workspace.root}", 1)
    os.environ.update(environment(workspace, int(mark.read_text())))


def reach_credentials(workspace: Workspace, home: Home, network: str) -> None:
    """Point Prefect's client at the server that keeps an account's credentials, unless environment variables do."""
    if network in wanting(home) and not in_environment(home, network):
        connect_to_server(workspace)


def publish_now(folder: Path, committee: str | None) -> int:
    """Start the weekly flow at once and wait for it; gives the exit code."""
    installation = installed(folder)
    homes = chosen(installation, committee)
    connect_to_server(installation.workspace)
    # Only now: Prefect reads its settings from the environment when it is imported.
    from communique.flows.triggers import publish_at_once  # noqa: PLC0415

    for home in homes:
        done, words = publish_at_once(installation.workspace, home.committee.key)
        typer.echo(f"{home.committee.committee}: {words}")
        if not done:
            return 1
    return 0
