"""What holds for every test: no network beyond this machine, a clean environment."""

import os
import shutil

import pytest
from pytest_socket import socket_allow_hosts


@pytest.fixture(autouse=True)
def loopback_only() -> None:
    """Refuse every connection that leaves this machine; pytest-socket lifts it when the test ends."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the developer's own shell has set for us or for Prefect."""
    for name in list(os.environ):
        if name.startswith(("COMMUNIQUE_", "PREFECT_")) and name != "COMMUNIQUE_REQUIRE_ALL":
            monkeypatch.delenv(name)


def needs(*programs: str, debian: str) -> pytest.MarkDecorator:
    """Skip where a program is missing and say what to install; under COMMUNIQUE_REQUIRE_ALL run (and fail) instead."""
    missing = [program for program in programs if shutil.which(program) is None]
    strict = os.environ.get("COMMUNIQUE_REQUIRE_ALL") == "1"
    return pytest.mark.skipif(
        bool(missing) and not strict, reason=f"needs {', '.join(missing)}: install Debian's package {debian}"
    )
