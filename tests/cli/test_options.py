"""The options that several commands share, and how a command ends in failure."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import Result

from communique.cli.options import fail
from communique.committee.mistake import Unreadable

Run = Callable[..., Result]


def test_fail(capsys: pytest.CaptureFixture[str]) -> None:
    """A failure says what is wrong where complaints belong, and ends with the code."""
    with pytest.raises(typer.Exit) as end:
        fail("Something is wrong.", 3)
    assert end.value.exit_code == 3
    assert capsys.readouterr() == ("", "Something is wrong.\n")


def test_the_workspace_by_option_or_environment(run: Run, tmp_path: Path) -> None:
    """COMMUNIQUE_WORKSPACE names the folder, and the option `--workspace` or `-w` goes before it."""
    run("queue", "list")
    for option in ("--workspace", "-w"):
        with pytest.raises(Unreadable):
            run("queue", "list", option, tmp_path / "elsewhere")


@pytest.mark.parametrize("command", [[], ["queue"], ["secretary"], ["audit"]])
def test_help(command: list[str], run: Run) -> None:
    """Each group of commands lists them."""
    assert "Usage" in run(*command, "--help").output
