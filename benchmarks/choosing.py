"""How long it takes to choose what is due, in a short and in a very long queue."""

import datetime as dt
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from benchmarks.measure import Question, Row, in_turn, milliseconds
from benchmarks.sample import NOW, new_queue
from communique.queue.sending import due
from communique.queue.states import State
from communique.queue.tables import Delivery, Post, Revision

FEW = 1_000
READY = 100
CHUNK = 20_000
SLOT = 3
"""Posts per account and slot, as in the example committee."""


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure with a long past, and with all of it still to come, against a short queue of the same sort."""
    many = 100_000 if quick else 1_000_000
    for name, words, share in (("due", f"{READY} ready", 0), ("due-all-ready", "all ready", 1)):
        question = Question(name, f"choosing what is due: {many:,} posts, {words}", f"{FEW:,} posts", "ms", "≤ 2")
        few = filled(folder / "few.db", FEW, FEW if share else READY)
        begin = time.perf_counter()
        queue = filled(folder / "many.db", many, many if share else READY)
        note = f"built in {time.perf_counter() - begin:.0f} s"
        yield question.row(*in_turn(partial(choose, queue), partial(choose, few), 50 if quick else 200), note=note)
        few.dispose()
        queue.dispose()


def choose(engine: Engine) -> float:
    """Choose once and give the time that it took."""
    found: list[int] = []
    spent = milliseconds(
        lambda: found.extend(due(engine, "iso-tc-400", "fake", now=NOW, slot=NOW, per_network=SLOT))
    )  # fmt: skip
    if len(found) != SLOT:
        message = f"{SLOT} posts are due, found: {found}"
        raise ValueError(message)
    return spent


def filled(file: Path, count: int, ready: int) -> Engine:
    """Make a queue of so many posts: the last ones ready, all others published, one slot an hour."""
    engine = new_queue(file)
    for start in range(1, count + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, count + 1))
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(Post), [post_row(number) for number in numbers])
            connection.execute(insert(Revision), [revision_row(number) for number in numbers])
            connection.execute(
                insert(Delivery), [delivery_row(number, ready=number > count - ready) for number in numbers]
            )
    return engine


def post_row(number: int) -> dict[str, Any]:
    """Give a post."""
    return {"id": number, "committee": "iso-tc-400", "idea": f"sponge-cakes-{number}", "number": 1}


def revision_row(number: int) -> dict[str, Any]:
    """Give a post's one revision, its texts left empty: choosing reads none."""
    return {
        "id": number, "post": number, "number": 1, "digest": f"{number:064x}", "author": "a.baker", "file": "",
        "source": b"", "idea": "{}", "places": "{}", "findings": "[]", "rules": "", "handed_in": NOW, "turn": 1,
    }  # fmt: skip


def delivery_row(number: int, *, ready: bool) -> dict[str, Any]:
    """Give the delivery of a revision, published long ago or ready."""
    slot = None if ready else NOW - dt.timedelta(hours=1 + number // SLOT)
    return {
        "id": number, "revision": number, "committee": "iso-tc-400", "network": "fake",
        "state": (State.READY if ready else State.PUBLISHED).value, "seal": f"{number:064x}", "rendering": "{}",
        "parts": 1, "done": int(not ready), "attempts": int(not ready), "rank": 1, "slot": slot,
        "ready_at": NOW - dt.timedelta(seconds=number),
    }  # fmt: skip
