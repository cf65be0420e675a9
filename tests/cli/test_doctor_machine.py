"""What `doctor` says of the machine."""

import importlib.metadata
import shutil
import tempfile
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement

from communique.cli.doctor_machine import misfit

Diagnose = Callable[..., dict[str, tuple[str, str]]]

pytestmark = pytest.mark.usefixtures("secretary")


def test_a_machine_in_order(diagnose: Diagnose) -> None:
    """Everything that was installed together fits."""
    found = diagnose()
    names = ("Python", "packages", "time zones", "private files", "key", "disk")
    assert {found[name][0] for name in names} == {"ok"}


def test_python(diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python outside of the bounds is a danger."""
    monkeypatch.setattr("platform.python_version", lambda: "3.9.1")
    assert diagnose()["Python"] == ("danger", "Version 3.9.1 does not fit: >=3.11 is needed. Install that one.")


def test_packages(diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package outside of the bounds, or missing, is named; those of extras need not be there."""
    asked = ["fastapi<0.1", "nothing-of-this-name", 'psycopg[binary]>=99; extra == "postgresql"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda _name: asked)
    level, words = diagnose()["packages"]
    assert (level, "but <0.1 is needed; nothing-of-this-name is missing" in words) == ("danger", True)
    assert "psycopg" not in words


def test_a_package_that_fits() -> None:
    """Nothing is said of a package inside its bounds."""
    assert list(misfit(Requirement("pydantic>=2"))) == []


def test_time_zones(diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without time zone data no slot can be told."""
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    assert diagnose()["time zones"][0] == "danger"


@pytest.mark.parametrize(("name", "mode", "said"), [("key", 0o640, "private files"), (".", 0o755, "private folder")])
def test_permissions(name: str, mode: int, said: str, *, diagnose: Diagnose, workspace: Path) -> None:
    """What others can read is a danger, with the command that puts it right."""
    path = workspace / ".communique" / name
    path.chmod(mode)
    level, words = diagnose()[said]
    assert (level, f"chmod {'700' if name == '.' else '600'}" in words) == ("danger", True)


def test_a_key_that_is_none(diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of the wrong form is named before somebody is enrolled with it."""
    monkeypatch.setenv("COMMUNIQUE_KEY", "password")
    level, words = diagnose()["key"]
    assert (level, "COMMUNIQUE_KEY is not a key" in words) == ("danger", True)


@pytest.mark.parametrize(("free", "level"), [(5e9, "ok"), (5e8, "warning"), (5e7, "danger")])
def test_disk(free: float, level: str, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full is a warning, a full one a danger, with the way to make room."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    found, words = diagnose()["disk"]
    assert (found, "communique retire" in words) == (level, level != "ok")


@pytest.mark.parametrize("name", ["disk of the queue", "disk of temporary files"])
def test_every_disk(name: str, diagnose: Diagnose, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies on a disk of its own is looked at by itself, as the shared memory of this machine is one."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        if name == "disk of the queue":
            shutil.copy(workspace / ".communique" / "queue.db", other)
            monkeypatch.setenv("COMMUNIQUE_DATABASE", f"sqlite:///{other}/queue.db")
        else:
            monkeypatch.setattr(tempfile, "tempdir", other)
        usage = {Path(other).stat().st_dev: 5e7}
        free = lambda path: SimpleNamespace(free=usage.get(Path(path).stat().st_dev, 5e9))  # noqa: E731
        monkeypatch.setattr(shutil, "disk_usage", free)
        found = diagnose()
    assert (found["disk"][0], found[name][0]) == ("ok", "danger")
