"""The command `doctor`: what is missing or dangerous in an installation, and what to do about it."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.cli.doctor_accounts import ACCOUNTS
from communique.cli.doctor_clock import CLOCK
from communique.cli.doctor_committee import COMMITTEE
from communique.cli.doctor_machine import MACHINE
from communique.cli.doctor_prefect import PREFECT
from communique.cli.doctor_queue import QUEUE, open_queue
from communique.cli.doctor_runs import RUNS
from communique.cli.terminal import console, safe
from communique.committee.mistake import Unreadable
from communique.committee.workspace import Home, Workspace
from communique.flows.publishing import utc_now

CHECKS: tuple[Check, ...] = (*COMMITTEE, *ACCOUNTS, *QUEUE, *PREFECT, *RUNS, *MACHINE, *CLOCK)
COLOURS = {Level.OK: "green", Level.NOTE: "cyan", Level.WARNING: "yellow", Level.DANGER: "bold red"}


def examine_installation(folder: Path, *, as_json: bool) -> int:
    """Examine the installation in a folder and print what was found; 1 if anything is a danger. Changes nothing."""
    found = examine(folder.resolve())
    if as_json:
        rows = [{"name": each.name, "level": each.level, "message": each.message, "cure": each.cure} for each in found]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        show(console(), found)
    return int(any(each.level is Level.DANGER for each in found))


def examine(root: Path) -> list[Diagnosis]:
    """Run every check; where something can't be opened, the checks that need it say nothing."""
    workspace = Workspace(root)
    homes, first = read_committees(workspace)
    engine: Engine | None = None
    if homes:
        engine, second = open_queue(workspace)
        first = [*first, second]
    patient = Patient(root, homes, engine, utc_now(), elsewhere="PREFECT_API_URL" in os.environ)
    try:
        return [*first, *(found for check in CHECKS for found in check(patient))]
    finally:
        if engine is not None:
            engine.dispose()


def read_committees(workspace: Workspace) -> tuple[tuple[Home, ...], list[Diagnosis]]:
    """Read the committee files and say what is wrong in them."""
    try:
        homes = workspace.committees()
    except Unreadable as error:
        wrong = (str(error), "Put right what is named; `communique init` writes a file that works.")
        return (), [Diagnosis("committee files", Level.DANGER, *wrong)]
    names = ", ".join(home.committee.committee for home in homes)
    return homes, [Diagnosis("committee files", Level.OK, f"Read without mistakes: {names}.")]


def show(screen: Console, found: Sequence[Diagnosis]) -> None:
    """Print what was found, the cure below what is not well."""
    table = Table.grid(padding=(0, 2))
    for each in found:
        cure = [safe(each.cure, "italic")] if each.cure else []
        words = Text("\n").join([safe(f"{each.name}: {each.message}"), *cure])
        table.add_row(Text(each.level, style=COLOURS[each.level]), words)
    screen.print(table)
    counts = Counter(each.level for each in found)
    said = ", ".join(f"{counts[level]} {level}" for level in reversed(Level) if counts[level])
    screen.print(f"\n{len(found)} things looked at: {said}.", highlight=False)
