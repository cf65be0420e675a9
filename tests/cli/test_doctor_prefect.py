"""What `doctor` says around Prefect."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

Diagnose = Callable[..., dict[str, tuple[str, str]]]


def test_up_does_not_run(diagnose: Diagnose) -> None:
    """Without `communique up` nothing happens, which is a warning."""
    assert diagnose()["communique up"][0] == "warning"


def test_up_runs(diagnose: Diagnose, workspace: Path) -> None:
    """Where its port answers it runs; where nothing answers any more it was not ended cleanly."""
    mark = workspace / ".communique" / "running"
    with socket.create_server(("127.0.0.1", 0)) as server:
        mark.write_text(str(server.getsockname()[1]))
        assert diagnose()["communique up"][0] == "ok"
    level, words = diagnose()["communique up"]
    assert (level, "not ended cleanly" in words) == ("warning", True)
    mark.write_text("nonsense")
    assert diagnose()["communique up"][0] == "warning"


@pytest.mark.parametrize(
    ("address", "login", "level"),
    [
        ("http://prefect.example.org/api", None, "danger"),
        ("http://prefect.example.org/api", "secretary:words", "ok"),
        ("http://10.0.0.7:4200/api", None, "danger"),
        ("http://127.0.0.1:4200/api", None, "ok"),
        ("http://localhost:4200/api", None, "ok"),
    ],
)
def test_reach(
    address: str, login: str | None, level: str, *, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server beyond this machine without a login is a danger: whoever reaches it can resume runs."""
    monkeypatch.setenv("PREFECT_API_URL", address)
    if login:
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", login)
    found = diagnose()
    assert found["Prefect page"][0] == level
    assert "communique up" not in found


def test_analytics(diagnose: Diagnose) -> None:
    """What Prefect's page does in the browser is a note, not a fault."""
    assert diagnose()["privacy"][0] == "note"
