"""What `communique up` says once all stands."""

import sys
from pathlib import Path

import pytest

from communique.cli.running import told_login
from communique.committee.workspace import Workspace
from communique.flows.door import PAGE_LOGIN
from communique.flows.installation import Installation


@pytest.mark.parametrize("terminal", [True, False])
def test_the_login_is_told_at_a_terminal_only(
    terminal: bool,  # noqa: FBT001 -- a parameter of pytest
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the output goes to a log, the login is not in it: it says which file holds it."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    installation = Installation.at(workspace)
    said = told_login(installation, {PAGE_LOGIN: "secretary:cake"})
    installation.engine.dispose()
    assert ("secretary:cake" in said) is terminal
    assert (str(Workspace(workspace).state / "login") in said) is not terminal
