"""What `doctor` looks at around Prefect: whether it runs, and who can reach it."""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient

SECONDS = 1.0
"""How long a server on this machine may take to answer."""


def running(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether `communique up` runs; another Prefect server is named by PREFECT_API_URL."""
    mark = patient.state / "running"
    if "PREFECT_API_URL" in os.environ:
        return
    if not mark.exists():
        cure = f"Run: communique up {patient.root}"
        yield Diagnosis("communique up", Level.WARNING, "It does not run: no idea comes in, nothing goes out.", cure)
    elif answers(mark.read_text().strip()):
        yield Diagnosis("communique up", Level.OK, f"It runs, on port {mark.read_text().strip()}.")
    else:
        wrong = f"It was not ended cleanly: nothing answers on port {mark.read_text().strip()}."
        yield Diagnosis("communique up", Level.WARNING, wrong, f"Run it again: communique up {patient.root}")


def answers(port: str) -> bool:
    """Tell whether something listens on a port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=SECONDS):
            return True
    except (OSError, ValueError, OverflowError):
        return False


def reach(_patient: Patient) -> Iterator[Diagnosis]:
    """Look whether a Prefect server that others can reach asks for a login: whoever reaches it can resume runs."""
    address = os.environ.get("PREFECT_API_URL")
    if address is None:
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
