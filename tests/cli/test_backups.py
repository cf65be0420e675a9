"""`communique backup` and `communique restore`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.flows.installation import Installation
from communique.queue import view
from communique.queue.states import State

Run = Callable[..., Result]


@pytest.fixture
def file(run: Run, answer: Callable[..., int], tmp_path: Path) -> Path:
    """Write a backup of a workspace in which one post is approved."""
    answer("cakes")
    run("backup", tmp_path / "backup.tar.gz")
    return tmp_path / "backup.tar.gz"


def test_there_and_back(run: Run, file: Path, tmp_path: Path) -> None:
    """What is restored works with every command; what was ready is in doubt, and the log is whole."""
    folder = tmp_path / "another machine"
    said = run("restore", file, "--workspace", folder).output
    assert "as it was on 2026-11-22 09:00 UTC" in said
    assert "may have gone out since: 1." in said
    assert f"communique stop --workspace '{folder}'" in said
    installation = Installation.at(folder)
    assert [post.states["blog"] for post in view.posts(installation.engine)] == [State.IN_DOUBT]
    installation.engine.dispose()
    run("audit", "verify", "--workspace", folder)


def test_what_is_not_in_it_is_named(run: Run, workspace: Path, tmp_path: Path) -> None:
    """Whoever makes a backup reads what is missing and what is secret in it; with the flag nothing is missing."""
    (workspace / "private").mkdir()
    (workspace / "private" / "draft.txt").write_text("A draft.")
    said = run("backup", tmp_path / "one").output
    assert f"Not in it: {workspace / 'private'}" in said
    assert "key of the one-time codes" in said
    assert "Not in it" not in run("backup", tmp_path / "two", "--private").output
    assert "private papers" in run("restore", tmp_path / "one", "--workspace", tmp_path / "1").output
    assert "private papers" not in run("restore", tmp_path / "two", "--workspace", tmp_path / "2").output


def test_nothing_is_written_over(run: Run, file: Path, workspace: Path) -> None:
    """Neither an older backup nor a workspace; both are a message and an exit code."""
    assert "name a new file" in run("backup", file, expect=1).stderr
    assert "not an empty folder" in run("restore", file, "--workspace", workspace, expect=1).stderr


def test_another_file(run: Run, workspace: Path, tmp_path: Path) -> None:
    """A file that is no backup is refused in plain words, and makes nothing."""
    said = run("restore", workspace / "committee.yaml", "--workspace", tmp_path / "new", expect=1).stderr
    assert "no backup of Communiqué" in said
    assert not (tmp_path / "new").exists()
