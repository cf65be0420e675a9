"""A slot of many committees on six networks: beside the bare libraries, and on several workers."""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.installation import NETWORKS, approved, committees, credentials
from benchmarks.measure import Question, Row, in_turn
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
    credentials()
    near, far = (10, 2) if quick else (500, 20)
    runs = 1 if quick else 3
    for name, slot in (("slot", Slot(folder / "near", near)), ("slot-far", Slot(folder / "far", far, away=0.1))):
        slot.prepare()
        yield beside_bare(name, slot, 1 if slot.away else runs)
    with served() as server:
        for name, count, away in (("workers", near, 0.0), ("workers-far", far, 0.1)):
            slot = Slot(folder / name, count, server, away)
            slot.prepare()
            yield from several(name, slot, (2, 4), 1 if away else runs)
    yield from several("workers-sqlite", replace(Slot(folder / "near", near), away=0), (2,), runs)


def beside_bare(name: str, slot: Slot, runs: int) -> Row:
    """Measure one worker; raises ValueError if the bare loop does not make as many requests."""
    peaks: list[float] = []
    requests: dict[bool, int] = {}

    def once(*, ours: bool) -> float:
        (work,), tally = slot.run(1, ours=ours)
        requests[ours] = tally.requests
        if ours:
            peaks.append(work.peak)
        return work.ms / slot.posts

    mine, other = in_turn(partial(once, ours=True), partial(once, ours=False), runs)
    if requests[True] != requests[False]:
        raise ValueError(f"the two did not do the same: {requests}")
    words = f"{slot.count} committees, 6 networks, {POSTS} posts{far(slot)}: one worker"
    note = f"{slot.posts:,} deliveries, {requests[True]:,} requests, {max(peaks):.0f} MB"
    return Question(name, words, BARE, "ms each", "≤ 1.5").row(mine, other, note=note)


def several(name: str, slot: Slot, numbers: tuple[int, ...], runs: int) -> Iterator[Row]:
    """Measure how long several workers take together, beside one."""

    def once(workers: int) -> float:
        done, _ = slot.run(workers)
        return max(each.ms for each in done) / 1000

    on = "PostgreSQL" if slot.server else "SQLite"
    for workers in numbers:
        words = f"{slot.posts:,} deliveries{far(slot)}, {on}: {workers} workers"
        question = Question(f"{name}-{workers}", words, "one worker", "s", f"near {1 / workers:.2f}")
        yield question.row(*in_turn(partial(once, workers), partial(once, 1), runs))


def far(slot: Slot) -> str:
    """Say how far away the networks are."""
    return f", each answer {slot.away} s away" if slot.away else ""
