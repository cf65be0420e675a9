"""The options that several commands share."""

import logging
import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

HERE = Path()
Folder = Annotated[
    Path, typer.Option("--workspace", "-w", envvar="COMMUNIQUE_WORKSPACE", help="The folder that holds committee.yaml.")
]
Which = Annotated[
    str | None,
    typer.Option("--committee", "-c", help="Only this committee, as in iso-tc-400, where there are several."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def fail(message: str, code: int = 2) -> NoReturn:
    """Say what is wrong and end with the exit code."""
    complain(message)
    raise typer.Exit(code)


def complain(message: str) -> None:
    """Say what is wrong, in red, or as an entry of the log where that is JSON."""
    if os.environ.get("COMMUNIQUE_LOG") == "json":
        logging.getLogger("communique").error(message)
    else:
        typer.secho(message, fg=typer.colors.RED, err=True)
