"""The command `accounts check`: what the guidelines ask of the committee's accounts, and what is missing."""

import datetime as dt
from pathlib import Path

from communique.cli.accounts_result import Account, Looked
from communique.cli.doctor_queue import open_queue
from communique.committee.mistake import Unreadable
from communique.committee.workspace import Workspace, read_home
from communique.flows.publishing import utc_now
from communique.policy.standing.findings import standing_findings
from communique.queue.activity import last_published


def check_accounts(place: Path, *, as_json: bool) -> int:
    """Check the accounts of a workspace, or of one committee file, print what was found and give the exit status."""
    looked = look(place.resolve(), utc_now())
    if as_json:
        from communique.cli.accounts_json import print_json as show  # noqa: PLC0415 - only the form asked for
    else:
        from communique.cli.accounts_text import print_text as show  # noqa: PLC0415 - only the form asked for
    show(looked)
    return looked.status


def look(place: Path, now: dt.datetime) -> Looked:
    """Look at the accounts of every committee of a workspace, or of the one whose file is named; changes nothing."""
    workspace = Workspace(root_of(place))
    try:
        homes, mistakes = workspace.survey()
    except Unreadable as error:
        homes, mistakes = (), error.mistakes
    chosen = homes
    if not place.is_dir():
        try:
            chosen, mistakes = (read_home(place),), ()
        except Unreadable as error:
            return Looked((), error.mistakes)
    engine, _ = open_queue(workspace)
    try:
        keys = [home.committee.key for home in chosen]
        published = {key: last_published(engine, key) for key in keys} if engine else {}
    finally:
        if engine is not None:
            engine.dispose()
    found = (
        Account(home, standing_findings(home, homes, published.get(home.committee.key), now=now)) for home in chosen
    )
    return Looked(tuple(found), mistakes)


def root_of(place: Path) -> Path:
    """Give the workspace of a committee file: the folder with a queue, else the file's own; a folder is one itself."""
    if place.is_dir():
        return place
    folders = (place.parent, place.parent.parent)
    return next((folder for folder in folders if (folder / ".communique").is_dir()), place.parent)
