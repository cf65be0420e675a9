"""The command `accounts connect`: ask for an account's credentials, try them, and keep them."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer
from pydantic import SecretStr

from communique.cli.approvals import operator
from communique.cli.homes import installed, only_home
from communique.cli.options import fail
from communique.cli.running import connect_to_server
from communique.cli.terminal import safe
from communique.committee.accounts import GONE, NETWORKS
from communique.committee.words import nearest
from communique.committee.workspace import Home
from communique.connectors.credentials import KINDS, Credentials
from communique.connectors.errors import ConnectorError
from communique.connectors.identity import Identity
from communique.flows import keys
from communique.flows.publishing import utc_now
from communique.flows.verifying import Silent, ask, days_left, foreign, unable
from communique.queue import audit, controls


@dataclass(frozen=True, slots=True)
class Question:
    """One value that is asked for."""

    field: str
    words: str
    """Where in the network's settings it is found."""
    secret: bool
    needed: bool


Answers = Callable[[Question], str]
"""Gives the answer to a question; empty if there is none."""


def connect_account(folder: Path, committee: str | None, network: str) -> None:
    """Ask for the credentials of one account, try them on the network, and keep them; changes nothing if they fail."""
    installation = installed(folder)
    home = only_home(installation, committee)
    expect_account(home, network)
    connect_to_server(installation.workspace)
    credentials = asked_for(network, on_the_terminal if sys.stdin.isatty() else from_lines)
    identity = tried(home, network, credentials)
    try:
        keys.store(home, network, credentials)
    except ConnectorError as error:
        fail(f"{error}. Nothing was kept.", 1)
    key, who, now = home.committee.key, operator(), utc_now()
    controls.unpark(installation.engine, key, network, who, now=now)
    told = {"handle": identity.handle, "number": identity.number}
    audit.note(installation.engine, audit.Entry(who, "account.connected", key, network, told), now=now)
    typer.echo(f"Kept, as {keys.name_of(home, network)}. Posts for {network} go out with it from the next slot on.")
    if keys.in_environment(home, network):
        names = ", ".join(keys.variables(home, network).values())
        typer.secho(f"But environment variables count first: unset {names}", fg=typer.colors.YELLOW, err=True)


def expect_account(home: Home, network: str) -> None:
    """End with a message where the committee has no account that needs credentials."""
    committee = home.committee
    if network in GONE:
        fail(f"{network} {GONE[network][0]}.")
    if network not in NETWORKS:
        meant = nearest(network, NETWORKS)
        cure = f"Did you mean {meant}?" if meant else f"There is: {', '.join(KINDS)}"
        fail(f"{network!r} is no network that we can publish to. {cure}")
    if network not in committee.accounts.networks():
        fail(f"{committee.committee} has no account on {network}: write it under `accounts` in {home.file} first.")
    if network not in KINDS:
        fail(f"The account on {network} needs no credentials.")


def asked_for(network: str, answers: Answers) -> Credentials:
    """Ask for each value, step by step; ends with a message if they can't be credentials."""
    kind = KINDS[network]
    typer.echo(f"{kind.__doc__} More: docs/networks/{network}.md")
    values: dict[str, object] = {}
    for name, known in kind.model_fields.items():
        question = Question(name, known.description or "", known.annotation is SecretStr, known.is_required())
        values[name] = answers(question)
        if question.needed and not values[name]:
            fail(f"{name} is missing: it is {question.words}. Nothing was kept.")
    try:
        return keys.fit(network, values)
    except keys.Unfit as error:
        fail(f"{error}. Nothing was kept.")


def on_the_terminal(question: Question) -> str:
    """Ask a person; a secret is not shown while it is typed or pasted."""
    optional = "" if question.needed else " (Enter if there is none)"
    typer.echo(f"\n{question.field}: {question.words}{optional}")
    hidden = ", not shown" if question.secret else ""
    given: str = typer.prompt(f"Paste it here{hidden}", default="", show_default=False, hide_input=question.secret)
    return given.strip()


def from_lines(question: Question) -> str:  # noqa: ARG001 -- the lines come in the order of the questions
    """Take the next line of standard input; empty at its end."""
    return sys.stdin.readline().strip()


def tried(home: Home, network: str, credentials: Credentials) -> Identity:
    """Ask the network whose credentials these are; ends with the cure unless they can be used for the account."""
    held = keys.Held(home, network, utc_now, credentials)
    try:
        identity = ask(home, network, held)
    except Silent as error:
        refuse([str(error)])
    names = [f"@{identity.handle}" if identity.handle else "", identity.name, identity.number]
    who = ", ".join(filter(None, names)) or "somebody whom it does not name"
    typer.echo(f"\n{network} says that these are the credentials of {safe(who)}.")
    problems = [*foreign(home.committee.accounts.official()[network], identity), *unable(home, network, identity)]
    if problems:
        refuse(problems)
    days = days_left(identity, utc_now())
    if days is not None:
        typer.echo(f"They can be used for {days} more {'day' if days == 1 else 'days'}.")
    return identity


def refuse(problems: list[str]) -> NoReturn:
    """Say why credentials are not kept, and end."""
    fail("\n".join([*(str(safe(each)) for each in problems), "Nothing was kept."]), 1)
