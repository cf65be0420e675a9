"""What `doctor` looks at in the accounts: whether each one has credentials."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.cli.doctor_prefect import answers
from communique.committee.workspace import Home, Workspace
from communique.connectors.errors import Unreachable
from communique.flows import keys
from communique.flows.expiring import ENDING, ending, last_look
from communique.flows.server import environment
from communique.flows.up import MARK
from communique.flows.verifying import wanting


def credentials(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether every account on a network of others has credentials; whether they work, `accounts verify` tells."""
    for home in patient.homes:
        for network in wanting(home):
            yield of_account(patient, home, network)


def of_account(patient: Patient, home: Home, network: str) -> Diagnosis:
    """Say whether one account has credentials."""
    name = f"credentials of {home.committee.committee} on {network}"
    if keys.in_environment(home, network):
        return Diagnosis(name, Level.OK, "They come from environment variables.")
    if not at_the_server(patient.root):
        said = "They lie in Prefect, which does not run, so nobody can tell whether there are any."
        return Diagnosis(name, Level.NOTE, said, f"Start it, then run: communique accounts verify {network}")
    try:
        there = keys.stored(home, network) is not None
    except Unreachable as error:
        return Diagnosis(name, Level.WARNING, f"{error}.", "See that Prefect runs, and with which login.")
    if there:
        return Diagnosis(name, Level.OK, f"They are kept as {keys.name_of(home, network)}.")
    return Diagnosis(name, Level.DANGER, "There are none: nothing goes out there.", f"Run: {keys.cure(home, network)}")


def tokens(patient: Patient) -> Iterator[Diagnosis]:
    """Look when tokens end, as `follow-up` has found it on the networks within the last day."""
    if patient.engine is None:
        return
    for home in patient.homes:
        for network in ENDING.intersection(wanting(home)):
            seen = last_look(patient.engine, home, network)
            if seen is not None:
                yield of_token(patient, home, network, ends=seen[0], refused=seen[1])


def of_token(
    patient: Patient, home: Home, network: str, *, ends: dt.datetime | None, refused: bool
) -> Diagnosis:  # fmt: skip
    """Say until when one token is good."""
    name = f"token of {home.committee.committee} on {network}"
    if refused or (ends and ends <= patient.now):
        said = "It has ended, or the network does not take it any more: nothing goes out there."
        return Diagnosis(name, Level.DANGER, said, f"Run: {keys.cure(home, network)}")
    if words := ending(home, network, ends, patient.now):
        said, _, cure = words.partition(". ")
        return Diagnosis(name, Level.WARNING, f"{said[0].upper()}{said[1:]}.", cure)
    return Diagnosis(name, Level.OK, f"It is good until {ends:%Y-%m-%d}." if ends else "It does not end.")


def at_the_server(root: Path) -> bool:
    """Point Prefect's client at the server that runs for a workspace; False if none does."""
    mark = root / ".communique" / MARK
    if "PREFECT_API_URL" in os.environ:
        return True
    if not mark.exists() or not answers(mark.read_text().strip()):
        return False
    os.environ.update(environment(Workspace(root), int(mark.read_text())))
    return True


ACCOUNTS: tuple[Check, ...] = (credentials, tokens)
