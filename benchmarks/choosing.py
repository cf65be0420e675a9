"""How long it takes to choose what is due, in a short and in a very long queue."""

import datetime as dt
from collections.abc import Callable, Iterator
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


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure with a long past, and with all of it still to come, against a short queue of the same sort."""
    many = 100_000 if quick else 1_000_000
    for name, what, ready in (
        ("due", f"choosing what is due among {many:,} posts, {READY} ready", lambda _: READY),
        ("due-all-ready", f"choosing what is due among {many:,} posts, all ready", lambda count: count),
    ):
        few = filled(folder / "few.db", FEW, ready(FEW))
        engines: list[Engine] = []
        spent = milliseconds(lambda: engines.append(filled(folder / "many.db", many, ready(many))))
        question = Question(name, what, f"among {FEW:,} posts", "ms", "≤ 2")
        figures = in_turn(choose(engines[0]), choose(few), 50 if quick else 200)
        yield question.row(*figures, note=f"built in {spent / 1000:.0f} s")
        few.dispose()
        engines[0].dispose()


def choose(engine: Engine) -> Callable[[], float]:
    """Give the job of choosing once."""

    def job() -> float:
        found: list[int] = []
        spent = milliseconds(
            lambda: found.extend(due(engine, "iso-tc-400", "fake", now=NOW, slot=NOW, per_network=3))
        )  # fmt: skip
        if len(found) != 3:
            message = f"three posts are due, found: {found}"
            raise ValueError(message)
        return spent

    return job


def filled(file: Path, count: int, ready: int) -> Engine:
    """Make a queue of so many posts: the last ones ready, all others published, three an hour."""
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
    slot = None if ready else NOW - dt.timedelta(hours=1 + number // 3)
    return {
        "id": number, "revision": number, "committee": "iso-tc-400", "network": "fake",
        "state": (State.READY if ready else State.PUBLISHED).value, "seal": f"{number:064x}", "rendering": "{}",
        "parts": 1, "done": int(not ready), "attempts": int(not ready), "rank": 1, "slot": slot,
        "ready_at": NOW - dt.timedelta(seconds=number),
    }  # fmt: skip
