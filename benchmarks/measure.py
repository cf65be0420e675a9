"""Measuring: ours and the rival in turn, and what came of all the runs."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

Job = Callable[[], float]
"""Does something once and gives what it cost; what only prepares it does not count."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the greatest of several figures."""

    least: float
    median: float
    greatest: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Self:
        """Sum figures up; there must be at least one."""
        return cls(min(figures), statistics.median(figures), max(figures))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, ours and the rival's cost, and how they compare."""

    name: str
    what: str
    rival: str
    unit: str
    ours: Spread
    theirs: Spread
    ratio: Spread
    """Ours through theirs, of runs that followed each other."""
    runs: int
    aim: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be measured, before anybody has."""

    name: str
    what: str
    rival: str
    unit: str
    aim: str = ""

    def row(self, ours: Sequence[float], theirs: Sequence[float], note: str = "") -> Row:
        """Answer with the figures of runs that took turns."""
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        return Row(
            self.name,
            self.what,
            self.rival,
            self.unit,
            ours=Spread.of(ours),
            theirs=Spread.of(theirs),
            ratio=Spread.of(ratios),
            runs=len(ratios),
            aim=self.aim,
            note=note,
        )


def in_turn(ours: Job, rival: Job, runs: int) -> tuple[list[float], list[float]]:
    """Run both in turn, so that a busy moment of the machine hits both; a first run of each does not count."""
    ours()
    rival()
    pairs = [(ours(), rival()) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def milliseconds(work: Callable[[], object]) -> float:
    """Do something and give the time that it took."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def processor(work: Callable[[], object]) -> float:
    """Do something and give the milliseconds of the processor that it took: what others do then counts less."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000
