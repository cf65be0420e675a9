"""Real servers on this machine: a Bluesky server (PDS) with the directory of names that it needs."""

import hashlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
import requests

from ports import free_port

HOME = Path(__file__).parents[2] / ".venv" / "pds"
NODE = HOME / "node" / "node_modules" / ".bin" / "node"
PASSWORD = "the account's own"


@dataclass
class Pds:
    """A Bluesky server."""

    url: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def call(self, name: str, body: object, token: str = "") -> dict[str, str]:
        """Ask it for something; it must say yes."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.post(f"{self.url}/xrpc/{name}", json=body, headers=headers, timeout=30)
        assert answer.ok, answer.text
        given: dict[str, str] = answer.json()
        return given

    def member(self) -> "Member":
        """Open an account and give it an app password."""
        handle = f"isotc400-{next(self.numbers)}.test"
        asked = {"handle": handle, "email": f"{handle}@example.org", "password": PASSWORD}
        opened = self.call("com.atproto.server.createAccount", asked)
        given = self.call("com.atproto.server.createAppPassword", {"name": "communique"}, opened["accessJwt"])
        return Member(self.url, handle, opened["did"], given["password"])


@dataclass(frozen=True)
class Member:
    """An account on it."""

    url: str
    handle: str
    did: str
    app_password: str

    def posts(self) -> list[dict[str, object]]:
        """Give every post with its address and its CID, oldest first."""
        query = {"repo": self.did, "collection": "app.bsky.feed.post"}
        answer = requests.get(f"{self.url}/xrpc/com.atproto.repo.listRecords", params=query, timeout=30)
        found: list[dict[str, object]] = answer.json()["records"]
        return sorted(found, key=lambda post: str(post["value"]["createdAt"]))  # type: ignore[index]

    def picture(self, cid: str) -> bytes:
        """Give the bytes of a picture."""
        query = {"did": self.did, "cid": cid}
        return requests.get(f"{self.url}/xrpc/com.atproto.sync.getBlob", params=query, timeout=30).content


@pytest.fixture(scope="session")
def pds() -> Iterator[Pds]:
    """Run a Bluesky server."""
    installed()
    with tempfile.TemporaryDirectory(prefix="pds") as folder, ExitStack() as servers:
        (Path(folder) / "blocks").mkdir()
        names, port = free_port(), free_port()
        servers.enter_context(running("plc.mjs", folder, {"PLC_PORT": str(names)}))
        servers.enter_context(running("pds.mjs", folder, settings(folder, port, names)))
        yield Pds(f"http://127.0.0.1:{port}")


def installed() -> None:
    """Skip, or fail under COMMUNIQUE_REQUIRE_ALL, where the server is not installed."""
    if (HOME / "installed").exists():
        return
    reason = "needs a Bluesky server: run .ci/pds (it takes npm, a network and two minutes)"
    if os.environ.get("COMMUNIQUE_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def settings(folder: str, port: int, names: int) -> dict[str, str]:
    """Say how the server is to run: alone on this machine, open to everybody who can reach it there."""
    return {
        "PDS_PORT": str(port), "PDS_HOSTNAME": "localhost", "PDS_DEV_MODE": "true", "LOG_ENABLED": "0",
        "PDS_DATA_DIRECTORY": folder, "PDS_BLOBSTORE_DISK_LOCATION": f"{folder}/blocks",
        "PDS_JWT_SECRET": secrets.token_hex(16), "PDS_ADMIN_PASSWORD": secrets.token_hex(16),
        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": hashlib.sha256(folder.encode()).hexdigest(),
        "PDS_INVITE_REQUIRED": "false", "PDS_DID_PLC_URL": f"http://127.0.0.1:{names}",
        "PDS_SERVICE_HANDLE_DOMAINS": ".test", "PDS_DISABLE_SSRF_PROTECTION": "true",
    }  # fmt: skip


@contextmanager
def running(script: str, folder: str, environment: dict[str, str]) -> Iterator[None]:
    """Run one server until the end, by its process id; it says when it is ready."""
    words = [str(NODE), "--require", str(HOME / "loopback.cjs"), str(HOME / script)]
    said = Path(folder) / f"{script}.log"
    with said.open("wb") as log:
        server = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log)
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == b"ready\n", said.read_text()
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        server.stdout.close()


@pytest.fixture
def member(pds: Pds) -> Member:
    """Give a new account."""
    return pds.member()


@pytest.fixture
def bodies() -> dict[str, bytes]:
    """Give the bytes of pictures by their digest."""
    return {}
