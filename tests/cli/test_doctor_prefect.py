"""What `doctor` says around Prefect."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock

from communique.cli import doctor_clock, doctor_runs

Diagnose = Callable[..., dict[str, tuple[str, str]]]


@contextlib.contextmanager
def listening(mark: Path) -> Iterator[None]:
    """Listen on a port, as Prefect's page would, and leave it where the doctor looks; it knows nothing."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        mark.write_text(str(server.server_port))
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def test_up_does_not_run(diagnose: Diagnose) -> None:
    """Without `communique up` nothing happens, which is a warning."""
    assert diagnose()["communique up"][0] == "warning"


def test_up_runs(diagnose: Diagnose, workspace: Path) -> None:
    """Where its port answers and it lives it runs; where nothing answers any more it was not ended cleanly."""
    mark = workspace / ".communique" / "running"
    with listening(mark), FileLock(workspace / ".communique" / "up.lock"):
        assert diagnose()["communique up"][0] == "ok"
    level, words = diagnose()["communique up"]
    assert (level, "not ended cleanly" in words) == ("warning", True)
    mark.write_text("nonsense")
    assert diagnose()["communique up"][0] == "warning"


def test_a_dead_runner(diagnose: Diagnose, workspace: Path) -> None:
    """Where the page answers but nobody holds the lock any more, the runner was killed: a danger, with its cure."""
    mark = workspace / ".communique" / "running"
    (workspace / ".communique" / "up.lock").touch()
    with listening(mark):
        level, words = diagnose()["communique up"]
    assert (level, "Its runner is dead" in words, "ss -ltnp" in words) == ("danger", True, True)


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
    for room in (doctor_clock, doctor_runs):  # none of these servers is there to be asked
        monkeypatch.setattr(room, "at_the_server", lambda _patient: False)
    monkeypatch.setenv("PREFECT_API_URL", address)
    if login:
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", login)
    found = diagnose()
    assert found["Prefect page"][0] == level
    assert "communique up" not in found


def test_analytics(diagnose: Diagnose) -> None:
    """What Prefect's page does in the browser is a note, not a fault."""
    assert diagnose()["privacy"][0] == "note"
