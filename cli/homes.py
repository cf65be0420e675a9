"""Which committees a command is for."""

from pathlib import Path
from typing import NoReturn

from communique.cli.options import fail
from communique.committee.words import nearest
from communique.committee.workspace import Home, Workspace
from communique.flows.installation import Installation


def installed(folder: Path) -> Installation:
    """Open the installation in a folder; raises Unreadable, and makes nothing, if there is no committee file."""
    Workspace(folder.resolve()).survey()
    return Installation.at(folder)


def chosen(installation: Installation, committee: str | None) -> tuple[Home, ...]:
    """Give the one committee that was named, or all of them; ends with a message if the name is not known."""
    homes = installation.homes()
    if committee is None:
        return homes
    found = tuple(home for home in homes if home.committee.key == committee)
    if not found:
        unknown(committee, homes)
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
