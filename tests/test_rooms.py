"""The shape of the repository: rooms, the way data flows, and a folder named `queue` that shadows nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (("cli",), ("flows",), ("queue", "policy", "connectors"), ("post",), ("committee",))
HEIGHT = {room: height for height, rooms in enumerate(reversed(LAYERS)) for room in rooms}
PREFECT_ALLOWED = ("flows", "cli/")


def imported(file: Path) -> set[str]:
    """Name every module that a file imports, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def sources() -> list[Path]:
    """List the Python files of all rooms."""
    return sorted(file for room in HEIGHT for file in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_down(file: Path) -> None:
    """A room imports itself and lower rooms, never one beside or above it."""
    room = file.relative_to(ROOT).parts[0]
    for name in imported(file):
        if name.startswith("communique."):
            other = name.split(".")[1]
            assert other == room or HEIGHT[other] < HEIGHT[room], f"{room} imports {name}"


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_only_flows_and_the_command_know_prefect(file: Path) -> None:
    """Importing prefect costs a second, so the rooms that answer at once never do."""
    if file.relative_to(ROOT).parts[0] not in {"flows", "cli"}:
        assert not any(name.split(".")[0] == "prefect" for name in imported(file))


def test_the_standard_queue_is_not_shadowed() -> None:
    """Python started in the root still gets the standard library's queue."""
    answer = subprocess.run(
        [sys.executable, "-c", "import queue; print(queue.SimpleQueue.__module__, queue.__file__)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(ROOT / "queue") not in answer.stdout
    assert not (ROOT / "queue" / "__init__.py").exists()


def test_no_python_file_lies_in_the_root() -> None:
    """The root is the package and holds only folders and project files."""
    assert list(ROOT.glob("*.py")) == []
