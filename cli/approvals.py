"""The commands that decide who may approve, and whether anything is published at all."""

import getpass
import json
from pathlib import Path

import typer
from cryptography.fernet import Fernet

from communique.cli.homes import chosen, installed, only_home
from communique.cli.options import fail
from communique.committee.committee import Person
from communique.committee.times import local
from communique.committee.workspace import Home, Workspace
from communique.flows.publishing import utc_now
from communique.queue import approvers, controls


def person_of(home: Home, person: str) -> Person:
    """Give the Secretary or deputy with this id; ends with a message if there is none."""
    people = {each.id: each for each in home.committee.approvers()}
    if person in people:
        return people[person]
    known = ", ".join(people)
    return fail(f"{person!r} is neither the Secretary nor a deputy in {home.file}. Known: {known}")


def enroll_person(folder: Path, committee: str | None, person: str) -> None:
    """Enroll somebody and show the QR code; an earlier key of this person ends."""
    import segno  # noqa: PLC0415 - only this command shows a key
    from pyotp.totp import TOTP  # noqa: PLC0415

    installation = installed(folder)
    home = only_home(installation, committee)
    who = person_of(home, person)
    key = usable_key(installation.workspace)
    secret = approvers.enroll(installation.engine, home.committee.key, who.id, who.name, key=key, now=utc_now())
    address = TOTP(secret).provisioning_uri(name=who.id, issuer_name=f"Communiqué {home.committee.committee}")
    typer.echo(f"Scan this with an authenticator app, as {who.name or who.id}. It is shown only once.\n")
    segno.make(address, error="m").terminal(compact=True)
    typer.echo(f"\nWithout a camera, type this key into the app: {secret}")
    typer.echo("From now on each decision needs the six digits that the app shows; each code works once.")


def usable_key(workspace: Workspace) -> bytes:
    """Give the key that secrets are encrypted with; ends with a message if it is none."""
    key = workspace.secret_key()
    try:
        Fernet(key)
    except ValueError:
        fail("The key of this installation is not a key: put the old COMMUNIQUE_KEY, or file .communique/key, back.")
    return key


def list_people(folder: Path, committee: str | None, *, as_json: bool) -> None:
    """List who is enrolled and who is not; also those who can approve but have left the committee file."""
    installation = installed(folder)
    home = only_home(installation, committee)
    enrolled = {each.person: each for each in approvers.approvers(installation.engine, home.committee.key)}
    names = {person.id: person.name for person in home.committee.approvers()}
    names = {person: each.name for person, each in enrolled.items()} | names
    since = {person: each.enrolled for person, each in enrolled.items()}
    if as_json:
        rows = [
            {"id": person, "name": name, "enrolled": since[person].isoformat() if person in since else None}
            for person, name in names.items()
        ]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    known = {person.id for person in home.committee.approvers()}
    for person, name in names.items():
        when = local(since[person], home.committee.timezone) if person in since else ""
        state = f"enrolled since {when}" if when else "not enrolled"
        left = "" if person in known else f"; no longer in {home.file.name}: communique secretary revoke {person}"
        typer.echo(f"{person} ({name or 'no name'}): {state}{left}")


def revoke_person(folder: Path, committee: str | None, person: str) -> None:
    """Take somebody's key back, also of one who left the committee file."""
    installation = installed(folder)
    home = only_home(installation, committee)
    if not approvers.revoke(installation.engine, home.committee.key, person, who=operator(), now=utc_now()):
        fail(f"{person!r} is not enrolled: nothing changed.", 1)
    typer.echo(f"Revoked: codes of {person} are refused from now on.")


def operator() -> str:
    """Name who gives the command, for the log."""
    return f"operator {getpass.getuser()}"


def stop_publishing(folder: Path, committee: str | None, why: str) -> None:
    """Throw the stop switch of the committees that are meant."""
    installation = installed(folder)
    for home in chosen(installation, committee):
        controls.stop(installation.engine, home.committee.key, operator(), why, now=utc_now())
        typer.echo(f"{home.committee.committee}: stopped. Nothing is sent until: communique start")


def start_publishing(folder: Path, committee: str | None) -> None:
    """Lift the stop switch; accounts that were parked are tried again."""
    installation = installed(folder)
    for home in chosen(installation, committee):
        controls.start(installation.engine, home.committee.key, operator(), now=utc_now())
        for network in controls.parked(installation.engine, home.committee.key):
            controls.unpark(installation.engine, home.committee.key, network, operator(), now=utc_now())
        typer.echo(f"{home.committee.committee}: publishing goes on at the next slot.")
