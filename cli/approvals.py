"""The commands that decide who may approve, and whether anything is published at all."""

import getpass
import json
from pathlib import Path

import typer

from communique.cli.homes import chosen, only_home
from communique.cli.options import fail
from communique.committee.committee import Person
from communique.committee.workspace import Home
from communique.flows.installation import Installation
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

    installation = Installation.at(folder)
    home = only_home(installation, committee)
    who = person_of(home, person)
    key = installation.workspace.secret_key()
    secret = approvers.enroll(installation.engine, home.committee.key, who.id, who.name, key=key, now=utc_now())
    address = TOTP(secret).provisioning_uri(name=who.id, issuer_name=f"Communiqué {home.committee.committee}")
    typer.echo(f"Scan this with an authenticator app, as {who.name or who.id}. It is shown only once.\n")
    segno.make(address, error="m").terminal(compact=True)
    typer.echo(f"\nWithout a camera, type this key into the app: {secret}")
    typer.echo("From now on each decision needs the six digits that the app shows; each code works once.")


def list_people(folder: Path, committee: str | None, *, as_json: bool) -> None:
    """List who is enrolled and who is not."""
    installation = Installation.at(folder)
    home = only_home(installation, committee)
    enrolled = {each.person: each.enrolled for each in approvers.approvers(installation.engine, home.committee.key)}
    rows = [
        {
            "id": person.id,
            "name": person.name,
            "enrolled": enrolled[person.id].isoformat() if person.id in enrolled else None,
        }
        for person in home.committee.approvers()
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        state = f"enrolled since {row['enrolled']}" if row["enrolled"] else "not enrolled"
        typer.echo(f"{row['id']} ({row['name'] or 'no name'}): {state}")


def revoke_person(folder: Path, committee: str | None, person: str) -> None:
    """Take somebody's key back, also of one who left the committee file."""
    installation = Installation.at(folder)
    home = only_home(installation, committee)
    if not approvers.revoke(installation.engine, home.committee.key, person, who=operator(), now=utc_now()):
        fail(f"{person!r} is not enrolled: nothing changed.", 1)
    typer.echo(f"Revoked: codes of {person} are refused from now on.")


def operator() -> str:
    """Name who gives the command, for the log."""
    return f"operator {getpass.getuser()}"


def stop_publishing(folder: Path, committee: str | None, why: str) -> None:
    """Throw the stop switch of the committees that are meant."""
    installation = Installation.at(folder)
    for home in chosen(installation, committee):
        controls.stop(installation.engine, home.committee.key, operator(), why, now=utc_now())
        typer.echo(f"{home.committee.committee}: stopped. Nothing is sent until: communique start")


def start_publishing(folder: Path, committee: str | None) -> None:
    """Lift the stop switch; accounts that were parked are tried again."""
    installation = Installation.at(folder)
    for home in chosen(installation, committee):
        controls.start(installation.engine, home.committee.key, operator(), now=utc_now())
        for network in controls.parked(installation.engine, home.committee.key):
            controls.unpark(installation.engine, home.committee.key, network, operator(), now=utc_now())
        typer.echo(f"{home.committee.committee}: publishing goes on at the next slot.")
