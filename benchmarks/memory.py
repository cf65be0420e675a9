"""How much memory the running program takes, and whether intake takes more for more ideas."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.measure import Question, Row
from benchmarks.sample import NOW, committee, ideas, new_queue
from communique.committee.workspace import read_home
from communique.flows.handing import hand_in

UP = Question("memory-up", "memory of `communique up`, idle", "its Prefect server alone", "MB")
MEGABYTE = 1024 * 1024
PATIENCE = 120.0
"""Seconds that the program may take to start."""
SETTLING = 20.0
"""Seconds until what is done at the start is over."""


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure intake of few and of many ideas, then the whole program while it has nothing to do."""
    few, many = (100, 1_000) if quick else (1_000, 10_000)
    question = Question("memory-intake", f"peak memory, {many:,} ideas taken in", f"{few:,} ideas", "MB")
    pairs = [(peak(folder, many), peak(folder, few)) for _ in range(1 if quick else 3)]
    yield question.row([mine for mine, _ in pairs], [other for _, other in pairs])
    shutil.rmtree(folder / "ideas")
    whole, server = idle(folder, samples=3 if quick else 9)
    yield UP.row(whole, server, note="server and runner; one start, looked at several times")


def peak(folder: Path, count: int) -> float:
    """Take ideas in, in a process of its own, and give the most memory that it had (MB)."""
    shutil.rmtree(folder / "ideas", ignore_errors=True)
    committee(folder)
    ideas(folder / "ideas", count)
    command = [sys.executable, "-m", "benchmarks.memory", str(folder)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def take_all(folder: Path) -> float:
    """Take every idea of a folder in, and give the most memory that this process had (MB)."""
    home = read_home(folder / "committee.yaml")
    hand_in(new_queue(folder / "queue.db"), home, sorted(home.ideas.iterdir()), now=NOW)
    return own_peak()


def own_peak() -> float:
    """Give the most memory that this very program had (MB), from Linux's own books (proc_pid_status(5)).

    Not `ru_maxrss`: a program inherits that from whoever started it, here the benchmark itself.
    """
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def idle(folder: Path, samples: int) -> tuple[list[float], list[float]]:
    """Run `communique up` and give, some times, the memory of all its processes and of its server (MB)."""
    (folder / "ideas").mkdir()
    command = [sys.executable, "-m", "communique.cli", "up", str(folder), "--port", str(free_port())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until_up(folder / ".communique" / "running", process)
        time.sleep(SETTLING)
        taken = [memory(psutil.Process(process.pid)) for _ in range(samples)]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    return [whole for whole, _ in taken], [server for _, server in taken]


def memory(program: psutil.Process) -> tuple[float, float]:
    """Give the resident memory of a program with all its children, and of the children alone, a second later (MB)."""
    time.sleep(1)
    children = sum(child.memory_info().rss for child in program.children(recursive=True))
    return (program.memory_info().rss + children) / MEGABYTE, children / MEGABYTE


def wait_until_up(mark: Path, process: "subprocess.Popen[bytes]") -> None:
    """Return when the program says that it is up; raises RuntimeError if it never does."""
    deadline = time.monotonic() + PATIENCE
    while not mark.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("`communique up` did not start")
        time.sleep(0.1)


def free_port() -> int:
    """Give a port of this machine that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    print(take_all(Path(sys.argv[1])))
