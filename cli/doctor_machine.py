"""What `doctor` looks at on the machine: versions, files, disk."""

import importlib.metadata
import os
import platform
import shutil
import stat
import tempfile
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from cryptography.fernet import Fernet
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.cli.doctor_committee import nearest_there

PRIVATE = ("key", "login", "own-login", "block-key")
"""Files of the program's own folder that nobody else may read."""
LITTLE, NEARLY_NONE = 1_000_000_000, 100_000_000
"""Free bytes below which the disk is nearly, and as good as, full."""


def python_version(_patient: Patient) -> Iterator[Diagnosis]:
    """Compare Python's version with what this program asks for."""
    asked = importlib.metadata.metadata("communique")["Requires-Python"]
    own = platform.python_version()
    if SpecifierSet(asked).contains(own, prereleases=True):
        yield Diagnosis("Python", Level.OK, f"Version {own}.")
    else:
        yield Diagnosis("Python", Level.DANGER, f"Version {own} does not fit: {asked} is needed.", "Install that one.")


def packages(_patient: Patient) -> Iterator[Diagnosis]:
    """Compare the versions of what this program stands on with those it was tried with."""
    asked = [Requirement(line) for line in importlib.metadata.requires("communique") or ()]
    wrong = [line for each in asked if not each.marker or each.marker.evaluate({"extra": ""}) for line in misfit(each)]
    if wrong:
        cure = "Install Communiqué anew, together with what it asks for; do not upgrade these packages by hand."
        yield Diagnosis("packages", Level.DANGER, "; ".join(wrong), cure)
    else:
        told = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("prefect", "fastapi"))
        yield Diagnosis("packages", Level.OK, f"All fit: {told}, and the others.")


def misfit(asked: Requirement) -> Iterator[str]:
    """Say what is wrong with one package, if anything is."""
    try:
        own = importlib.metadata.version(asked.name)
    except importlib.metadata.PackageNotFoundError:
        yield f"{asked.name} is missing"
        return
    if not asked.specifier.contains(own, prereleases=True):
        yield f"{asked.name} is {own}, but {asked.specifier} is needed"


def time_zones(_patient: Patient) -> Iterator[Diagnosis]:
    """Look whether the time zones of the world are known here."""
    if zoneinfo.available_timezones():
        yield Diagnosis("time zones", Level.OK, "They are known.")
    else:
        cure = "Install the package tzdata anew."
        yield Diagnosis("time zones", Level.DANGER, "No time zone is known here: no slot can be told.", cure)


def permissions(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether somebody else on this machine can read the keys or the login."""
    if not patient.state.is_dir():
        return
    files = [file for name in PRIVATE if (file := patient.state / name).exists()]
    if stat.S_IMODE(patient.state.stat().st_mode) & 0o077:
        wrong = f"Others on this machine can look into {patient.state}."
        yield Diagnosis("private folder", Level.DANGER, wrong, f"Run: chmod 700 {patient.state}")
    open_files = [file for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]
    for file in open_files:
        wrong = f"Others can read {file}, if they reach it."
        yield Diagnosis("private files", Level.DANGER, wrong, f"Run: chmod 600 {file}")
    if files and not open_files:
        yield Diagnosis(
            "private files", Level.OK, f"Only their owner can read {', '.join(file.name for file in files)}."
        )


def secret_key(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether the key that the approvers' secrets are encrypted with is one."""
    file = patient.state / "key"
    given = os.environ.get("COMMUNIQUE_KEY")
    if not given and not file.exists():
        return
    try:
        Fernet(given.encode() if given else file.read_bytes())
    except (ValueError, OSError):
        name = "COMMUNIQUE_KEY" if given else str(file)
        wrong = f"{name} is not a key: nobody can be enrolled, and no code can be checked."
        cure = f"Put the old {name} back. If it is lost, remove it, and enroll everybody anew."
        yield Diagnosis("key", Level.DANGER, wrong, cure)
    else:
        yield Diagnosis("key", Level.OK, "It can be used.")


def disks(patient: Patient) -> Iterator[Diagnosis]:
    """Look how much room each disk has that we write to; a full one loses nothing, but publishes nothing either."""
    seen: set[int] = set()
    for name, place in places(patient):
        device = place.stat().st_dev
        if device not in seen:
            yield room(name, place)
        seen.add(device)


def places(patient: Patient) -> Iterator[tuple[str, Path]]:
    """Name the places that we write to; PostgreSQL's is on its own machine, which only that one can see."""
    yield "disk", nearest_there(patient.root)
    yield "disk of the program's own folder", nearest_there(patient.state)
    if patient.engine is not None and patient.engine.url.database and patient.engine.dialect.name == "sqlite":
        yield "disk of the queue", nearest_there(Path(patient.engine.url.database).parent)
    for home in patient.homes:
        if home.site is not None:
            yield f"disk of the site of {home.committee.committee}", nearest_there(home.site)
    yield "disk of temporary files", Path(tempfile.gettempdir())


def room(name: str, place: Path) -> Diagnosis:
    """Say how much room there is in one place."""
    free = shutil.disk_usage(place).free
    said = f"{free / 1e9:.1f} GB are free."
    if free >= LITTLE:
        return Diagnosis(name, Level.OK, said)
    level = Level.DANGER if free < NEARLY_NONE else Level.WARNING
    cure = f"Make room on the disk of {place}. What old posts hold can go: communique retire --older-than 5y"
    return Diagnosis(
        name, level, f"It is nearly full: {said} Without room nothing is stored, and nothing goes out.", cure
    )


MACHINE: tuple[Check, ...] = (python_version, packages, time_zones, permissions, secret_key, disks)
