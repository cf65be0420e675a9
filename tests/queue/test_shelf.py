"""New rows are numbered without a gap between what is written and what is said."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine

from communique.queue import desk, intake, shelf
from communique.queue.database import writing

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def test_numbers_are_new_and_in_order(engine: Engine, hand_in: Callable[..., intake.Taken]) -> None:
    """Row numbers follow the last one and are never given twice."""
    first = hand_in("one").revision
    with writing(engine) as session:
        numbers = shelf.numbers(session.connection(), "revision", 3)
    assert first is not None
    assert numbers == [first + 1, first + 2, first + 3]


def test_every_revision_gets_its_own_deliveries(
    engine: Engine, submission: Callable[..., intake.Submission]
) -> None:  # fmt: skip
    """In one batch no text ends up with another post."""
    batch = [submission(f"cake-{number}", texts=(f"Text {number}.",)) for number in range(20)]
    for place, taken in enumerate(intake.take_in(engine, "iso-tc-400", batch, now=NOW)):
        view = desk.load(engine, taken.revision or 0)
        assert (view.idea_id, view.renderings["blog"].parts[0].text) == (f"cake-{place}", f"Text {place}.")
