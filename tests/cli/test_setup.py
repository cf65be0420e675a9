"""`communique setup`: what it says where there is no server to prepare."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.committee.mistake import Unreadable

Run = Callable[..., Result]


def test_no_server_is_named(run: Run) -> None:
    """Without PREFECT_API_URL nothing is prepared: Prefect would start a server of its own, and forget all."""
    said = run("setup", expect=1).output
    assert "PREFECT_API_URL" in said
    assert "communique up" in said


def test_there_is_no_committee(run: Run, tmp_path: Path) -> None:
    """A folder without any committee is told, and nothing is made in it."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Unreadable):
        run("setup", "--workspace", empty)
    assert list(empty.iterdir()) == []
