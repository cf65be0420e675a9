"""Which committees a command is for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.cli.homes import chosen, installed, only_home
from communique.flows.installation import Installation


@pytest.fixture
def several(workspace: Path) -> Installation:
    """Turn the workspace into one of two committees."""
    for number in ("400", "401"):
        (workspace / number / "ideas").mkdir(parents=True)
        text = (workspace / "committee.yaml").read_text().replace("ISO/TC 400", f"ISO/TC {number}")
        (workspace / number / "committee.yaml").write_text(text)
    (workspace / "committee.yaml").unlink()
    return installed(workspace)


def keys(installation: Installation, committee: str | None) -> list[str]:
    """Give the keys of the chosen committees."""
    return [home.committee.key for home in chosen(installation, committee)]


def test_chosen(several: Installation) -> None:
    """Without a name all committees are meant, with a name that one."""
    assert keys(several, None) == ["iso-tc-400", "iso-tc-401"]
    assert keys(several, "iso-tc-401") == ["iso-tc-401"]


def test_only_one(several: Installation) -> None:
    """Where one committee is needed, one of several must be named."""
    assert only_home(several, "iso-tc-401").committee.key == "iso-tc-401"


@pytest.mark.usefixtures("several")
def test_which_one_is_asked(run: Callable[..., Result]) -> None:
    """A command for one committee names those that there are."""
    asked = run("secretary", "enroll", "s.miller", expect=2).stderr
    assert "Say which committee: --committee iso-tc-400 or iso-tc-401" in asked


def test_a_symbolic_link_is_followed(workspace: Path, tmp_path: Path) -> None:
    """A workspace may be reached over a link; its queue is the same."""
    (tmp_path / "link").symlink_to(workspace)
    assert installed(tmp_path / "link").engine.url == installed(workspace).engine.url


@pytest.mark.parametrize("command", [("queue", "list"), ("plan",), ("secretary", "list"), ("start",)], ids=" ".join)
def test_every_command_says_that_nobody_can_tell_who_decided(
    workspace: Path, run: Callable[..., Result], command: tuple[str, ...]
) -> None:
    """Where approvals need no code, each command says so; where they do, none does."""
    assert "no one-time code" not in run(*command).stderr
    with (workspace / "committee.yaml").open("a") as file:
        file.write("\napproval: {one_time_code: false}\n")
    assert "ISO/TC 400: Approvals need no one-time code" in run(*command).stderr
