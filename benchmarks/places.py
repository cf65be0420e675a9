"""Practice servers of real networks, each as a process of its own, and what they hold when they end."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from communique.committee.workspace import Home, read_home
from communique.connectors.connector import Connector, Pictures
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import practice_keys, service
from communique.connectors.registry import connect

EXAMPLE = Path(__file__).parent.parent / "examples" / "every-network"
"""A committee with an account on every network."""
COMMITTEE = EXAMPLE / "committee.yaml"


@dataclass(frozen=True, slots=True)
class Tally:
    """What came to a server."""

    posts: int
    requests: int


@dataclass(frozen=True, slots=True)
class Place:
    """A practice server that runs in another process."""

    url: str
    process: subprocess.Popen[str]

    def end(self) -> Tally:
        """Let it end, and say what came to it."""
        told, _ = self.process.communicate()
        return Tally(**json.loads(told))


class Distance:
    """A lock that is held while a server thinks; its answer is under way for so many seconds after that."""

    def __init__(self, seconds: float) -> None:
        """Say how far away it is."""
        self._lock, self._seconds = threading.Lock(), seconds

    def __enter__(self) -> None:
        """Wait for one's turn."""
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Let the next one in, and be under way."""
        self._lock.release()
        time.sleep(self._seconds)


@contextmanager
def place(network: str, answers_after: float = 0) -> Generator[Place]:
    """Run the practice server of a network, with nothing on it, so many seconds away."""
    command = [sys.executable, "-m", "benchmarks.places", network, str(answers_after)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the server has no pipes")
        try:
            yield Place(process.stdout.readline().strip(), process)
        finally:
            if process.poll() is None:
                process.communicate()


def account(network: str) -> Any:  # noqa: ANN401 -- each network has its own kind
    """Give the example committee's account on a network."""
    return getattr(read_home(COMMITTEE).committee.accounts, network)


def moved(home: Home, network: str, url: str) -> Home:
    """Give a committee whose account on a network is reached at another address."""
    accounts = home.committee.accounts
    there = getattr(accounts, network).model_copy(update={"api_url": url})
    committee = home.committee.model_copy(update={"accounts": accounts.model_copy(update={network: there})})
    return replace(home, committee=committee)


def connector(network: str, url: str, pictures: Pictures) -> Connector:
    """Give our connector, with the credentials that the practice server accepts."""
    return connect(moved(read_home(COMMITTEE), network, url), network, pictures, partial(practice_keys, network))


def serve(network: str, answers_after: float) -> None:
    """Be the server until standard input ends."""
    with PracticeServer(service(network, account(network))) as server:
        if answers_after:
            server.lock = cast("threading.Lock", Distance(answers_after))
        print(server.url, flush=True)
        sys.stdin.read()
        print(json.dumps(asdict(Tally(len(server.posts), len(server.requests)))))


if __name__ == "__main__":
    serve(sys.argv[1], float(sys.argv[2]))
