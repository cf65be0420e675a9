"""A slot of many committees on six networks: beside the bare libraries, and on several workers."""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.installation import NETWORKS, approved, committees, credentials
from benchmarks.measure import Question, Row
from benchmarks.places import Tally, place
from benchmarks.served import served
from benchmarks.worker import Task, Work, together

POSTS = 3
"""Posts of each committee on each network."""
BARE = "the bare libraries, the same requests"


@dataclass(frozen=True, slots=True)
class Slot:
    """So many committees whose posts are approved, and where the queue is kept."""

    folder: Path
    count: int
    server: str = ""
    """Address of a PostgreSQL; empty for SQLite."""
    away: float = 0
    """Seconds that each network takes for an answer."""

    @property
    def posts(self) -> int:
        """Count the deliveries."""
        return self.count * len(NETWORKS) * POSTS

    def prepare(self) -> None:
        """Write the committees, and approve all their posts once; every run begins with a copy."""
        self.folder.mkdir()
        committees(self.folder, self.count)
        with self.database("template"):
            approved(self.folder, POSTS)

    @contextmanager
    def database(self, name: str, template: str = "template1") -> Generator[None]:
        """Let the queue be this database while the block lasts."""
        if self.server:
            with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
                connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
                make = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
                connection.execute(make)
            os.environ["COMMUNIQUE_DATABASE"] = f"{self.server}/{name}"
        else:
            os.environ["COMMUNIQUE_DATABASE"] = f"sqlite:///{self.folder / name}.db"
        try:
            yield
        finally:
            del os.environ["COMMUNIQUE_DATABASE"]

    @contextmanager
    def fresh(self) -> Generator[None]:
        """Let the queue be as it was before the slot."""
        if not self.server:
            shutil.copy(self.folder / "template.db", self.folder / "queue.db")
        with self.database("queue", "template"):
            yield

    def run(self, workers: int, *, ours: bool = True) -> tuple[list[Work], Tally]:
        """Send everything to fresh servers; raises ValueError if something is lost, or comes twice."""
        with ExitStack() as stack:
            places = {each: stack.enter_context(place(each, self.away)) for each in NETWORKS}
            committees(self.folder, self.count, urls={name: each.url for name, each in places.items()})
            with self.fresh():
                done = together([Task(str(self.folder), ours, first, workers) for first in range(workers)])
            tally = counted([each.end() for each in places.values()])
        if tally.posts != self.posts or sum(each.sent for each in done) != self.posts:
            raise ValueError(f"{self.posts} were to be sent: {[each.sent for each in done]}, on the networks: {tally}")
        return done, tally


def counted(tallies: list[Tally]) -> Tally:
    """Count what came to all servers."""
    return Tally(sum(each.posts for each in tallies), sum(each.requests for each in tallies))


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure one worker beside the bare loop, near and far, then several workers beside one."""
    os.environ |= dict(credentials())
    near, far = (4, 1) if quick else (500, 20)
    for name, slot in (("slot", Slot(folder / "near", near)), ("slot-far", Slot(folder / "far", far, away=0.1))):
        slot.prepare()
        yield from beside_bare(name, slot, 1 if quick or slot.away else 2)
    yield from several("workers-sqlite", Slot(folder / "near", near), (2,))
    with served() as server:
        for name, count, away in (("workers", near, 0.0), ("workers-far", far, 0.1)):
            slot = Slot(folder / name, count, server, away)
            slot.prepare()
            yield from several(name, slot, (2, 4))


def beside_bare(name: str, slot: Slot, runs: int) -> Iterator[Row]:
    """Measure one worker, by the clock and by the processor; its processes are new each time, so nothing gets warm.

    Raises ValueError if the bare loop does not make as many requests.
    """
    pairs = [(slot.run(1), slot.run(1, ours=False)) for _ in range(runs)]
    requests = {tally.requests for pair in pairs for _, tally in pair}
    if len(requests) != 1:
        raise ValueError(f"the two did not do the same: {requests} requests")
    ours, bare = ([done[0] for done, _ in side] for side in zip(*pairs, strict=True))
    words = f"{slot.count} committees, 6 networks, {POSTS} posts{far(slot)}: one worker"
    note = f"{slot.posts:,} deliveries, {requests.pop():,} requests, {max(each.peak for each in ours):.0f} MB"
    sides = (ours, bare)
    for unit, question in (
        ("ms", Question(name, words, BARE, "ms each", "≤ 1.5")),
        ("cpu", Question(f"{name}-cpu", words, BARE, "ms of CPU each")),
    ):
        yield question.row(*([getattr(each, unit) / slot.posts for each in side] for side in sides), note=note)


def several(name: str, slot: Slot, numbers: tuple[int, ...]) -> Iterator[Row]:
    """Measure how long several workers take together, beside one."""
    took = {workers: max(each.ms for each in slot.run(workers)[0]) / 1000 for workers in (1, *numbers)}
    on = "PostgreSQL" if slot.server else "SQLite"
    for workers in numbers:
        words = f"{slot.posts:,} deliveries{far(slot)}, {on}: {workers} workers"
        question = Question(f"{name}-{workers}", words, "one worker", "s", f"near {1 / workers:.2f}")
        yield question.row([took[workers]], [took[1]])


def far(slot: Slot) -> str:
    """Say how far away the networks are."""
    return f", each answer {slot.away} s away" if slot.away else ""
