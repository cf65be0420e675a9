"""The commands over the audit log."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from communique.cli.homes import installed
from communique.cli.options import fail
from communique.flows.archive import Damaged
from communique.flows.retiring import entries
from communique.queue import audit
from communique.queue.registers import Event


def verify_log(folder: Path, head: str | None, retired: Sequence[Path]) -> int:
    """Check the log, with what was cut off if its files are named, and say what is wrong; 1 if anything is."""
    engine = installed(folder).engine
    try:
        problems = audit.verify(engine, head, all_entries(retired))
    except Damaged as error:
        fail(str(error), 1)
    for problem in problems:
        typer.secho(problem, fg=typer.colors.RED, err=True)
    if not problems:
        for cut in audit.cuts(engine)[-1:]:
            words = "and the files lead back to the first one" if retired else "give its file with --retired"
            typer.echo(f"Up to entry {cut.end.seq} it was cut off on {cut.at:%Y-%m-%d} by {cut.who}: {words}.")
        typer.echo(f"The log is whole. Its head is {audit.head(engine)}")
        typer.echo("Keep the head elsewhere: with --head it proves later that nothing was taken away.")
    return int(bool(problems))


def all_entries(files: Sequence[Path]) -> Iterator[Event]:
    """Give the entries of the log that files hold, one file after the other. Raises `Damaged`."""
    for file in files:
        yield from entries(file)


def export_log(folder: Path) -> None:
    """Print one JSON object per event."""
    for event in audit.export(installed(folder).engine):
        typer.echo(json.dumps(event, ensure_ascii=False))
