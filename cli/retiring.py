"""The command `retire`: what old posts hold goes into a file, and out of the queue."""

import datetime as dt
import re
from pathlib import Path

import typer
from rich.table import Table

from communique.cli.approvals import operator
from communique.cli.homes import installed
from communique.cli.options import fail
from communique.cli.terminal import console
from communique.flows.archive import Damaged
from communique.flows.publishing import utc_now
from communique.flows.retiring import Misplaced, Retired, retire
from communique.queue.retention import Old, old

PERIOD = re.compile(r"(\d{1,4})([yd])")
DAYS = {"y": 365, "d": 1}
LEAST = 180
"""Days that contents are kept at least: the rules look 90 days back for posts that say the same."""


def retire_old(folder: Path, older_than: str, file: Path | None) -> None:
    """Show what would go; with a file, write it there and take it out of the queue."""
    now = utc_now()
    before = now - period(older_than)
    engine = installed(folder).engine
    found = old(engine, before)
    show(found, before)
    if file is None:
        typer.echo("Nothing was changed. To do it, name a new file: --to FILE")
        return
    if not (found.posts or found.refusals or found.pictures or found.log.through):
        typer.echo("There is nothing to do.")
        return
    try:
        tell(retire(engine, found, file, who=operator(), now=now), file)
    except (Damaged, Misplaced) as error:
        fail(str(error), 1)


def period(words: str) -> dt.timedelta:
    """Read a period, as in 5y or 400d; ends with a message if it is none, or too short."""
    match = PERIOD.fullmatch(words)
    if match is None:
        fail(f"{words!r} is no period. Write years or days, as in 5y or 400d.")
    days = int(match[1]) * DAYS[match[2]]
    if days < LEAST:
        fail(f"{words} is too short: contents are kept at least {LEAST} days, because the rules compare with them.")
    return dt.timedelta(days=days)


def show(found: Old, before: dt.datetime) -> None:
    """Print what is old, as a table."""
    table = Table("What", "How many", "What goes", title=f"Ended before {before:%Y-%m-%d}", title_justify="left")
    table.add_row("posts", str(len(found.posts)), "texts, authors, findings, comments, the networks' words")
    table.add_row("refused files", str(len(found.refusals)), "the file, and what was wrong with it")
    table.add_row("pictures", str(len(found.pictures)), "those that no other post shows")
    table.add_row("entries of the log", f"up to {found.log.through}", "all of them; the log says where it was cut")
    console().print(table)
    typer.echo("Ids, digests, states and receipts stay: nothing goes out again, and all can still be taken back.")
    if found.log.holds:
        typer.echo(f"The log can't be cut further, because of a post that is not old: {found.log.holds}")


def tell(gone: Retired, file: Path) -> None:
    """Say what was done, and what is still to do."""
    typer.echo(f"Written and read again: {file}, SHA-256 {gone.file}. Only its owner can read it.")
    typer.echo(f"Gone from the queue: {gone.posts} posts, {gone.pictures} pictures, {gone.entries} entries of the log.")
    if not gone.shrunk:
        typer.echo("The database is as large as before: the room in it is used again.")
    typer.echo("Backups that were made before still hold all of it.")
