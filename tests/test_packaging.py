"""The wheel holds everything that an installation needs, and works from folders with a space in their names."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["cli", "committee", "connectors", "flows", "policy", "post", "queue"]
FILES = ["pyproject.toml", "prefect.yaml", "README.md", "LICENSE", "__init__.py"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel of a copy of the sources, in a folder with a space in its name."""
    source, target = tmp_path_factory.mktemp("the sources") / "a folder", tmp_path_factory.mktemp("the wheel")
    for room in [*ROOMS, "examples"]:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__", ".communique"))
    for name in FILES:
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, source)
    how = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *how, str(source)], check=True)
    (made,) = target.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Give the environment of an installation of its own, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("an installation") / "a folder"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return {"PYTHONPATH": str(folder), "PATH": ""}


def run(installed: Mapping[str, str], folder: Path, *words: str) -> str:
    """Run the installed command, which must end well, and give what it says."""
    asked = [sys.executable, "-m", "communique.cli", *words]
    return subprocess.run(asked, check=True, capture_output=True, text=True, cwd=folder, env=dict(installed)).stdout


def test_the_wheel_holds_every_file(wheel: Path) -> None:
    """Each module, rule, template, migration and example of the sources is in it, and nothing else is."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = (file for room in [*ROOMS, "examples"] for file in (ROOT / room).rglob("*") if file.is_file())
    names = {file.relative_to(ROOT).as_posix() for file in files if not {"__pycache__", ".communique"} & {*file.parts}}
    assert held ^ {f"communique/{name}" for name in names} <= {"communique/prefect.yaml", "communique/__init__.py"}
    assert "communique/prefect.yaml" in held


def test_every_room_is_imported_from_the_wheel(installed: Mapping[str, str], tmp_path: Path) -> None:
    """No room comes from anywhere else, and `queue` does not hide the standard library's module of that name."""
    rooms = ", ".join(f"communique.{room}" for room in ROOMS)
    code = f"import queue, {rooms}; print(communique.__path__[0], queue.Queue.__module__)"
    asked = [sys.executable, "-c", code]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path, env=dict(installed)).stdout
    assert said.strip() == f"{installed['PYTHONPATH']}/communique queue"


def test_a_workspace_with_a_space_in_its_name(installed: Mapping[str, str], tmp_path: Path) -> None:
    """Made, checked and handed in by the installed command: rules, examples and migrations are all found."""
    workspace = tmp_path / "our committee"
    run(installed, tmp_path, "init", str(workspace))
    idea = workspace / "ideas" / "sponge-cakes-published.yaml"
    run(installed, tmp_path, "check", str(idea))
    assert "sponge-cakes-published" in run(installed, workspace, "submit", str(idea))
    assert "sponge-cakes-published" in run(installed, workspace, "queue", "list")
