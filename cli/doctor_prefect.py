"""What `doctor` looks at around Prefect: whether it runs, and who can reach it."""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.flows.up import LOCK

NAME = "communique up"
SECONDS = 1.0
"""How long a server on this machine may take to answer."""


def running(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether `communique up` runs, and what it started; another Prefect server is named by PREFECT_API_URL."""
    mark, again = patient.state / "running", f"communique up {patient.root}"
    if patient.elsewhere:
        return
    port = mark.read_text().strip() if mark.exists() else ""
    if not port:
        yield Diagnosis(NAME, Level.WARNING, "It does not run: no idea comes in, nothing goes out.", f"Run: {again}")
    elif not answers(port):
        wrong = f"It was not ended cleanly: nothing answers on port {port}."
        yield Diagnosis(NAME, Level.WARNING, wrong, f"Run it again: {again}")
    elif held(patient.state / LOCK):
        yield Diagnosis(NAME, Level.OK, f"It runs, on port {port}.")
    else:
        wrong = f"Its runner is dead: the page answers on port {port}, but no idea comes in, and nothing goes out."
        cure = f"End what listens there (`ss -ltnp` names it), then run it again: {again}"
        yield Diagnosis(NAME, Level.DANGER, wrong, cure)


def held(file: Path) -> bool:
    """Tell whether a process that lives holds a lock; the system lets go of it, however the process ends."""
    if not file.exists():
        return False
    try:
        with FileLock(file, timeout=0):
            return False
    except Timeout:
        return True


def answers(port: str) -> bool:
    """Tell whether something listens on a port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=SECONDS):
            return True
    except (OSError, ValueError, OverflowError):
        return False


def reach(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether a Prefect server that others can reach asks for a login: whoever reaches it can resume runs."""
    address = os.environ.get("PREFECT_API_URL", "")
    if not patient.elsewhere:
        yield Diagnosis("Prefect page", Level.OK, "Only this machine reaches it, with a login.")
    elif on_loopback(address) or os.environ.get("PREFECT_API_AUTH_STRING"):
        yield Diagnosis("Prefect page", Level.OK, f"The server is {address}.")
    else:
        wrong = f"The server {address} is beyond this machine, and no login is set: whoever reaches it can resume runs."
        cure = "Set PREFECT_SERVER_API_AUTH_STRING on the server, and PREFECT_API_AUTH_STRING here."
        yield Diagnosis("Prefect page", Level.DANGER, wrong, cure)


def on_loopback(address: str) -> bool:
    """Tell whether an address leads to this machine only."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def analytics(_patient: Patient) -> Iterator[Diagnosis]:
    """Mention what Prefect's page does in the browser, which no setting of the server turns off."""
    said = "The Prefect page asks an analytics host from your browser; the server itself sends nothing."
    yield Diagnosis("privacy", Level.NOTE, said, "Block that host in the browser if you do not want it.")


PREFECT: tuple[Check, ...] = (running, reach, analytics)
