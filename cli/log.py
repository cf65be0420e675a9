"""The commands over the audit log."""

import json
from pathlib import Path

import typer

from communique.cli.homes import installed
from communique.queue import audit


def verify_log(folder: Path, head: str | None) -> int:
    """Check the log and say what is wrong with it; 1 if anything is."""
    engine = installed(folder).engine
    problems = audit.verify(engine, head)
    for problem in problems:
        typer.secho(problem, fg=typer.colors.RED, err=True)
    if not problems:
        typer.echo(f"The log is whole. Its head is {audit.head(engine)}")
        typer.echo("Keep the head elsewhere: with --head it proves later that nothing was taken away.")
    return int(bool(problems))


def export_log(folder: Path) -> None:
    """Print one JSON object per event."""
    for event in audit.export(installed(folder).engine):
        typer.echo(json.dumps(event, ensure_ascii=False))
