"""How fast ideas come into the queue."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import yaml

from benchmarks.measure import Question, Row, in_turn, milliseconds
from benchmarks.sample import NOW, committee, ideas, new_queue
from communique.committee.workspace import Home
from communique.flows.handing import BATCH, hand_in, submission
from communique.policy.around import around
from communique.post.reading import read_idea
from communique.queue.intake import Submission, take_in

PARSER = "PyYAML's C loader"
WHOLE = Question("intake", "ideas taken in: read, examined, stored", PARSER, "ms each", "≤ 4")
STORED = Question("intake-store", "ideas read and stored, not examined", PARSER, "ms each", "≤ 4")
READ = Question("intake-read", "ideas read and validated, no more", PARSER, "ms each")


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure intake as a whole and its parts against merely parsing the same files."""
    home = committee(folder)
    files = ideas(folder / "ideas", 200 if quick else 1000)
    beside = around(home)
    prepared = {file: submission(home, read_idea(file, home), beside, NOW) for file in files}

    def parse() -> float:
        return each(lambda: [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in files], len(files))

    def whole() -> float:
        engine = new_queue(folder / "queue.db")
        return each(lambda: hand_in(engine, home, files, now=NOW), len(files))

    def stored() -> float:
        engine = new_queue(folder / "queue.db")
        return each(lambda: store(partial(take_in, engine, home.committee.key, now=NOW), home, prepared), len(files))

    def read() -> float:
        return each(lambda: [read_idea(file, home) for file in files], len(files))

    for question, ours in ((WHOLE, whole), (STORED, stored), (READ, read)):
        yield question.row(*in_turn(ours, parse, 3 if quick else 9), note=f"{len(files)} files")


def each(work: Callable[[], object], count: int) -> float:
    """Give the time of some work for one of the things that it is done to."""
    return milliseconds(work) / count


def store(take: Callable[[list[Submission]], object], home: Home, prepared: dict[Path, Submission]) -> None:
    """Read files and store them with an examination that was made before."""
    files = list(prepared)
    for start in range(0, len(files), BATCH):
        read = [(prepared[file], read_idea(file, home)) for file in files[start : start + BATCH]]
        take([
            replace(seen, idea=handed.idea, digest=handed.digest, source=handed.source, places=handed.places)
            for seen, handed in read
        ])  # fmt: skip
