"""The commands `backup` and `restore`."""

import shlex
from pathlib import Path

import typer

from communique.cli.approvals import operator
from communique.cli.homes import installed
from communique.cli.options import fail
from communique.flows.archive import Damaged
from communique.flows.backup import Misplaced, back_up
from communique.flows.publishing import utc_now
from communique.flows.restore import NotEmpty, restore
from communique.queue.copies import CopyFailed

REFUSED = (CopyFailed, Damaged, Misplaced, NotEmpty)


def write_backup(folder: Path, file: Path, *, private: bool) -> None:
    """Write a backup, and say what is in it and what is not."""
    try:
        made = back_up(installed(folder), file, private=private, now=utc_now())
    except REFUSED as error:
        fail(str(error), 1)
    typer.echo(f"Written: {file}, {len(made.manifest.files)} files. The head of its log is {made.manifest.head}")
    typer.echo("It holds the key of the one-time codes and the login of the page: keep it where nobody else can read.")
    for path in made.left_out:
        typer.echo(f"Not in it: {path}")


def restore_backup(folder: Path, file: Path) -> None:
    """Make an installation from a backup, and say what to do before it goes on."""
    try:
        made = restore(file, folder.absolute(), who=operator(), now=utc_now())
    except REFUSED as error:
        fail(str(error), 1)
    moment, place = f"{made.manifest.moment:%Y-%m-%d %H:%M} UTC", shlex.quote(str(folder))
    typer.echo(f"Restored: {folder}, as it was on {moment}. The log is whole.")
    typer.echo(f"Deliveries that may have gone out since: {made.in_doubt}. Each is looked for before it is sent.")
    typer.echo("What people decided since is not in it. If anything was stopped, taken back, changed or revoked:")
    typer.echo(f"  communique stop --workspace {place}")
    if not made.manifest.private:
        typer.echo("The private papers are not in it: put them back, or every post is blocked.")
    typer.echo(f"Then start it, and connect the accounts anew: communique up {place}")
