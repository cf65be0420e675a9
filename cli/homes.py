"""Which committees a command is for."""

from pathlib import Path
from typing import NoReturn

import typer

from communique.cli.options import fail
from communique.committee.committee import NO_CODE
from communique.committee.words import nearest
from communique.committee.workspace import Home, Workspace
from communique.flows.installation import Installation


def installed(folder: Path) -> Installation:
    """Open the installation in a folder; raises Unreadable, and makes nothing, if there is no committee file."""
    Workspace(folder.resolve()).survey()
    return Installation.at(folder)


def chosen(installation: Installation, committee: str | None) -> tuple[Home, ...]:
    """Give the one committee that was named, or all of them; ends with a message if the name is not known.

    Says of each, beside what the command prints, if its approvals need no one-time code.
    """
    homes = installation.homes()
    found = tuple(home for home in homes if committee in {None, home.committee.key})
    if committee is not None and not found:
        unknown(committee, homes)
    for home in found:
        if not home.committee.approval.one_time_code:
            typer.secho(f"{home.committee.committee}: {NO_CODE}", fg=typer.colors.YELLOW, err=True)
    return found


def only_home(installation: Installation, committee: str | None) -> Home:
    """Give the committee that is meant; ends with a message if that is not clear."""
    first, *others = chosen(installation, committee)
    if others:
        fail(f"Say which committee: --committee {' or '.join(home.committee.key for home in (first, *others))}")
    return first


def unknown(committee: str, homes: tuple[Home, ...]) -> NoReturn:
    """Say that there is no such committee, and which one was probably meant."""
    keys = [home.committee.key for home in homes]
    meant = nearest(committee, keys)
    cure = f"Did you mean {meant}?" if meant else f"There is: {', '.join(keys)}"
    fail(f"There is no committee {committee!r} here. {cure}")
