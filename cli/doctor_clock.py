"""What `doctor` looks at in the clock: whether others show the same time, and whether somebody keeps it right."""

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

import requests
from sqlalchemy import text

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.cli.doctor_accounts import at_the_server
from communique.flows.publishing import utc_now

FEW, MANY = 5.0, 30.0
"""Seconds by which a clock may be off before it is worth a word, and before one-time codes fail."""
SECONDS = 3.0
"""How long somebody may take to answer."""
SET = "Set the clock of this machine, and let it be kept: timedatectl set-ntp true"


def clocks(patient: Patient) -> Iterator[Diagnosis]:
    """Compare the clock of this machine with those of others."""
    compared = [(name, off) for name, ask in CLOCKS.items() if (off := distance(patient, ask)) is not None]
    wrong = [f"{name} by {off:.0f} seconds" for name, off in compared if off > FEW]
    if wrong:
        level = Level.DANGER if any(off > MANY for _, off in compared) else Level.WARNING
        said = f"The clock of this machine differs from {', and from '.join(wrong)}."
        yield Diagnosis("clock", level, f"{said} One-time codes fail, and posts go out at the wrong time.", SET)
    elif compared:
        yield Diagnosis("clock", Level.OK, f"It agrees with {', '.join(name for name, _ in compared)}.")


def distance(patient: Patient, ask: Callable[[Patient], dt.datetime | None]) -> float | None:
    """Give how many seconds our clock and another one are apart; None if there is no other one."""
    before = utc_now()
    other = ask(patient)
    after = utc_now()
    return None if other is None else max((before - other).total_seconds(), (other - after).total_seconds(), 0.0)


def of_database(patient: Patient) -> dt.datetime | None:
    """Ask PostgreSQL what time it is."""
    if patient.engine is None or patient.engine.dialect.name != "postgresql":
        return None
    with patient.engine.connect() as connection:
        moment: dt.datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


def of_server(patient: Patient) -> dt.datetime | None:
    """Ask Prefect's server what time it is, by the header of any answer."""
    if not at_the_server(patient.root):
        return None
    try:
        answer = requests.head(f"{os.environ['PREFECT_API_URL']}/health", timeout=SECONDS)
        return parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return None


def of_files(patient: Patient) -> dt.datetime | None:
    """Ask the file system, which may be another machine's, when a file was written just now."""
    try:
        with tempfile.TemporaryFile(dir=patient.state) as file:
            return dt.datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, dt.UTC)
    except OSError:
        return None


CLOCKS: dict[str, Callable[[Patient], dt.datetime | None]] = {
    "the database": of_database,
    "Prefect's server": of_server,
    "the file system": of_files,
}


def kept(_patient: Patient) -> Iterator[Diagnosis]:
    """Look whether something keeps the clock right (systemd's `timedatectl`, where there is one)."""
    program = shutil.which("timedatectl")
    if program is None:
        return
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return
    if said == "yes":
        yield Diagnosis("time service", Level.OK, "It keeps the clock of this machine right.")
    elif said == "no":
        wrong = "Nothing keeps the clock of this machine right: sooner or later one-time codes fail."
        yield Diagnosis("time service", Level.WARNING, wrong, "Run: timedatectl set-ntp true")


CLOCK: tuple[Check, ...] = (clocks, kept)
