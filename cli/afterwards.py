"""The commands `settle` and `retract`: what only a person can do after sending."""

from pathlib import Path

import typer

from communique.cli.approvals import operator
from communique.cli.homes import installed, only_home
from communique.cli.options import fail
from communique.cli.running import reach_credentials
from communique.committee.workspace import Workspace
from communique.connectors.errors import ConnectorError
from communique.flows.afterwards import NothingToDo, Person, in_doubt, retract, settle
from communique.flows.publishing import Sender
from communique.post.receipt import Receipt
from communique.queue.states import State

BECAME = {
    State.PUBLISHED: "It counts as published.",
    State.READY: "What is missing goes out at the next slot.",
}


def settle_post(
    folder: Path, committee: str | None, post: str, network: str, *, receipt: Receipt | None, why: str
) -> None:
    """Settle a doubt by what a person has seen: where the post stands, or that it is not there."""
    sender = _sender(folder, committee)
    try:
        state = settle(sender, in_doubt(sender, post, network), receipt, Person(operator(), why))
    except NothingToDo as error:
        fail(str(error), 1)
    typer.echo(f"{post} on {network}: " + (BECAME.get(state, str(state)) if state else "settled in the meantime."))


def retract_post(folder: Path, committee: str | None, post: str, network: str, *, why: str) -> None:
    """Take a published post back from its network."""
    sender = _sender(folder, committee)
    reach_credentials(Workspace(folder.resolve()), sender.home, network)
    try:
        parts = retract(sender, post, network, Person(operator(), why))
    except NothingToDo as error:
        fail(str(error), 1)
    except ConnectorError as error:
        fail(f"{post} on {network} may still be seen: {error}\nDo it again, or take it back on the network itself.", 1)
    typer.echo(f"{post} on {network}: taken back{f', all {parts} parts' if parts > 1 else ''}.")


def _sender(folder: Path, committee: str | None) -> Sender:
    installation = installed(folder)
    return Sender(installation.engine, only_home(installation, committee))
