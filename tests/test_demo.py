"""The demo, as a newcomer runs it."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest


def leftovers(folder: Path) -> list[str]:
    """List the processes that name the folder in their command line."""
    lines = [" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"])]
    return [line for line in lines if str(folder) in line and "pytest" not in line]


@pytest.mark.timeout(600)
def test_the_demo_tells_the_truth_and_leaves_no_process(tmp_path: Path) -> None:
    """In a folder with a space the whole job runs, database and site say what the table says, nothing stays behind."""
    folder = tmp_path / "a demo"
    command = [sys.executable, "-m", "communique.cli", "demo", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "What became of every idea" in answer.stdout
    published = {page.name for page in (folder / "public" / "posts").iterdir()}
    assert len(published) == 8
    assert "scones-teaser" not in published
    assert leftovers(folder) == []


def test_a_demo_touches_no_folder_that_holds_anything(tmp_path: Path) -> None:
    """The demo refuses a folder with files in it, and changes nothing there."""
    (tmp_path / "mine.txt").write_text("mine")
    command = [sys.executable, "-m", "communique.cli", "demo", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
