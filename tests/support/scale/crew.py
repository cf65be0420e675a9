"""Publishers as processes with separate homes, and what they say."""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from communique.connectors.practice.x import KEYS

SUPPORT = Path(__file__).parent.parent
PATIENCE = 600
"""Seconds after which a publisher that does not end is a failure."""
Process = subprocess.Popen[str]


@dataclass
class Crew:
    """The publishers of one workspace, as if each were on a machine of its own."""

    folder: Path
    place: Path
    """Where their homes are."""
    database: str
    started: list[Process] = field(default_factory=list[Process])

    def start(self, job: str, *more: str, database: str = "") -> Process:
        """Start one, with an empty home; `database` is its own way there, if it has one."""
        home = self.place / f"home {len(self.started)}"
        home.mkdir(parents=True)
        mine = {name: str(home) for name in ("HOME", "PREFECT_HOME", "TMPDIR")}
        keys = {
            f"COMMUNIQUE_BAKERS_{name.upper()}": value
            for name, value in zip(type(KEYS).model_fields, KEYS.secrets(), strict=True)
        }
        settings = {
            **os.environ, **mine, **keys, "PYTHONPATH": str(SUPPORT), "COMMUNIQUE_DATABASE": database or self.database,
        }  # fmt: skip
        command = [sys.executable, "-m", "scale.worker", str(self.folder), job, *more]
        process = subprocess.Popen(
            command, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.started.append(process)
        return process

    def run(self, job: str, *more: str) -> str:
        """Let one do a job undisturbed to its end, and give what it says; raises CalledProcessError."""
        return end(self.start(job, *more))


def halted(process: Process) -> None:
    """Wait until a publisher has halted."""
    said = process.stdout.readline() if process.stdout else ""
    assert said == "halted\n", f"{said}{process.communicate()[0]}"


def go_on(process: Process, minutes: int = 0) -> None:
    """Let a publisher that has halted go on, with its clock so many minutes later."""
    assert process.stdin
    process.stdin.write(f"{minutes}\n")
    process.stdin.flush()


def end(process: Process, code: int = 0) -> str:
    """Wait for a publisher's end, and give what it said."""
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, said[-3000:]
    return said


@contextmanager
def crew(folder: Path, place: Path, database: str) -> Generator[Crew]:
    """Give a crew; whoever still runs at the end is killed."""
    made = Crew(folder, place, database)
    try:
        yield made
    finally:
        for process in made.started:
            process.kill()
            process.communicate()
