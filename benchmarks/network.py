"""The practice server as a process of its own: says its port, and ends with its standard input."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from communique.connectors.practice import Practice


@contextmanager
def server() -> Generator[int]:
    """Run a practice server that holds nothing yet, and give its port."""
    command = [sys.executable, "-m", "benchmarks.network"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the server has no pipes")
        yield int(process.stdout.readline())
        process.stdin.close()


if __name__ == "__main__":
    with Practice() as practice_server:
        print(practice_server.server_address[1], flush=True)
        sys.stdin.read()
