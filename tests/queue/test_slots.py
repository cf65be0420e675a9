"""Slots and windows that have passed."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import controls, sending, slots
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TC = "iso-tc-400"


def test_a_slot_is_missed_only_if_something_could_have_gone_out(engine: Engine, ready: Callable[..., int]) -> None:
    """An empty slot is not missed; one that held something up is, once."""
    assert not slots.missed_slot(engine, TC, NOW + DAY, now=NOW + 2 * DAY)
    ready()
    assert not slots.missed_slot(engine, TC, NOW - DAY, now=NOW)
    assert slots.missed_slot(engine, TC, NOW + DAY, now=NOW + 2 * DAY)
    assert not slots.missed_slot(engine, TC, NOW + DAY, now=NOW + 2 * DAY)


def test_a_slot_that_was_used_is_not_missed(engine: Engine, ready: Callable[..., int]) -> None:
    """What did not fit into a slot waits for the next one; that is no lateness. Nor is a stop."""
    ready()
    slots.slot_done(engine, TC, NOW + DAY, now=NOW + DAY)
    assert not slots.missed_slot(engine, TC, NOW + DAY, now=NOW + 2 * DAY)
    controls.stop(engine, TC, "s.miller", "holidays", now=NOW)
    assert not slots.missed_slot(engine, TC, NOW + 2 * DAY, now=NOW + 3 * DAY)


def test_what_starts_later_misses_no_slot(engine: Engine, ready: Callable[..., int]) -> None:
    """A post whose window begins after the slot could not have gone out in it."""
    ready(after=NOW + 3 * DAY, before=NOW + 9 * DAY)
    assert not slots.missed_slot(engine, TC, NOW + DAY, now=NOW + 2 * DAY)


def test_an_ended_window_is_missed(engine: Engine, ready: Callable[..., int], hand_in: Callable[..., object]) -> None:
    """What waits and what is ready is missed when its window ends; what is published is not."""
    ready("approved", before=NOW + DAY)
    hand_in("waiting", before=NOW + DAY)
    ready("published", before=NOW + DAY)
    ready("no-window")
    held = sending.claim(engine, 3, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="")), now=NOW)
    assert slots.miss(engine, TC, now=NOW) == []
    missed = [(one.idea_id, one.was) for one in slots.miss(engine, TC, now=NOW + DAY)]
    assert missed == [("approved", State.READY), ("waiting", State.WAITING)]
    assert slots.miss(engine, TC, now=NOW + DAY) == []


def test_half_a_thread_that_is_missed_says_so(engine: Engine, ready: Callable[..., int]) -> None:
    """The Secretary must know how many parts of a missed thread are out."""
    ready(texts=("One.", "Two."), before=NOW + DAY)
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="")), now=NOW)
    second = sending.next_part(engine, held, now=NOW)
    assert second is not None
    sending.settle(engine, second, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    assert [one.stands for one in slots.miss(engine, TC, now=NOW + DAY)] == [1]
