"""The practice server as a process of its own: says its port, and ends with its standard input."""

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from communique.connectors.practice.fake import Practice, Shelf
from communique.connectors.practice.server import Mishap


@contextmanager
def server(answers_after: float = 0) -> Generator[int]:
    """Run a practice server that holds nothing yet and takes so many seconds for an answer; gives its port."""
    command = [sys.executable, "-m", "benchmarks.network", str(answers_after)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the server has no pipes")
        yield int(process.stdout.readline())
        process.stdin.close()


@dataclass
class Distant(Shelf):
    """Takes messages in as late as a network far away."""

    answers_after: float = 0

    def next_mishap(self) -> Mishap | None:
        """Wait, once for each message."""
        time.sleep(self.answers_after)
        return super().next_mishap()


def serve(answers_after: float) -> None:
    """Be the server until standard input ends."""
    practice = Practice()
    practice.shelf = Distant(answers_after=answers_after)
    with practice:
        print(practice.server_address[1], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve(float(sys.argv[1]))
