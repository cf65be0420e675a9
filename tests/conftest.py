"""What holds for every test: no network beyond this machine, a clean environment."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from communique.committee.workspace import Workspace
from communique.flows.server import environment, running
from ports import free_port
from postgresql import served

LONGEST = ("scale", "flows", "real")
"""Folders of tests that start servers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes longest come first: of two processors none then waits for the other at the end."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    here = Path(__file__).parent
    items.sort(key=lambda item: rank.get(item.path.relative_to(here).parts[0], len(rank)))


@pytest.fixture(autouse=True)
def loopback_only() -> None:
    """Refuse every connection that leaves this machine; pytest-socket lifts it when the test ends."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the cache folder of this test run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    """Take away what the developer's own shell has set for us or for Prefect, and leave their cache alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    for name in list(os.environ):
        if name.startswith(("COMMUNIQUE_", "PREFECT_")) and name != "COMMUNIQUE_REQUIRE_ALL":
            monkeypatch.delenv(name)


@pytest.fixture
def needs() -> Callable[..., None]:
    """Give a function that skips where a program is missing, and fails under COMMUNIQUE_REQUIRE_ALL."""

    def check(*programs: str, debian: str) -> None:
        missing = [program for program in programs if shutil.which(program) is None]
        if not missing:
            return
        reason = f"needs {', '.join(missing)}: install Debian's package {debian}"
        if os.environ.get("COMMUNIQUE_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)

    return check


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give the address of a real PostgreSQL, one for all tests that need it."""
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Give the workspace of a real Prefect server, without a runner; one for all tests that keep credentials."""
    workspace = Workspace(tmp_path_factory.mktemp("prefect"))
    port = free_port()
    with running(workspace, environment(workspace, port)):
        (workspace.state / "running").write_text(str(port))
        yield workspace


@pytest.fixture
def prefect(prefect_server: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Point Prefect's client at that server, and leave no block behind."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - costs a second, and few tests need it
    from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    settings = environment(prefect_server, int((prefect_server.state / "running").read_text()))
    for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING"):
        monkeypatch.setenv(name, settings[name])
    chosen = {each: settings[each.name] for each in (PREFECT_API_URL, PREFECT_API_AUTH_STRING)}
    with temporary_settings(chosen):
        yield prefect_server
        with get_client(sync_client=True) as client:
            for block in client.read_block_documents():
                client.delete_block_document(block.id)
