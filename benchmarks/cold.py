"""How long `communique check` takes from nothing to its answer."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Job, Question, Row, in_turn, milliseconds
from benchmarks.sample import committee, ideas

BIN = Path(sys.executable).parent
AGAINST_PROSELINT = Question("check", "cold `communique check`, one file", "proselint", "ms", "≤ 2")
AGAINST_NOTHING = Question("check-start", "cold `communique check`, one file", "python -c pass", "ms")


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the command against proselint on the same text, and against Python doing nothing."""
    committee(folder)
    (file,) = ideas(folder / "ideas", 1)
    text = folder / "sponge-cakes.txt"
    text.write_text(file.read_text())
    ours = command(str(BIN / "communique"), "check", str(file))
    runs = 5 if quick else 21
    yield AGAINST_PROSELINT.row(*in_turn(ours, command(str(BIN / "proselint"), "check", str(text)), runs))
    yield AGAINST_NOTHING.row(*in_turn(ours, command(sys.executable, "-c", "pass"), runs))


def command(*words: str) -> Job:
    """Give the job of running a command to its end, whatever it finds."""
    return lambda: milliseconds(lambda: subprocess.run(words, capture_output=True, check=False))
