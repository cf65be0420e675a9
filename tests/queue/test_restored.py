"""What a restored queue can't know, on both databases."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import audit, doubts, restored, sending, view
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
MOMENT = NOW - dt.timedelta(days=1)
TC = "iso-tc-400"
PARTS = ("One.", "Two.", "Three.")
OUT = Receipt(remote_id="7", url="https://example.org/7")


def state(engine: Engine) -> State:
    """Give where the one delivery stands."""
    (post,) = view.posts(engine)
    return post.states["blog"]


def claim(engine: Engine) -> sending.Claim | None:
    """Try to claim the one delivery."""
    return sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)


def brought_back(engine: Engine) -> int:
    """Call everything in doubt that may be out."""
    return restored.doubt_everything(engine, MOMENT, who="operator", now=NOW)


def test_ready_is_in_doubt(engine: Engine, ready: Callable[..., int]) -> None:
    """What was ready can't be claimed; the look goes back to the backup, and waits as long as after every try."""
    ready()
    assert brought_back(engine) == 1
    assert state(engine) is State.IN_DOUBT
    assert claim(engine) is None
    assert doubts.doubts(engine, TC, started_before=NOW) == []
    (doubt,) = doubts.doubts(engine, TC)
    assert doubt.since == MOMENT
    assert audit.verify(engine) == []


@pytest.mark.parametrize("standing", [0, 1, 2])
def test_after_each_part(engine: Engine, ready: Callable[..., int], standing: int) -> None:
    """Part by part is looked for, until one is surely not there: from that one on it is sent without another look."""
    ready(texts=PARTS)
    brought_back(engine)
    for _ in range(standing):
        (doubt,) = doubts.doubts(engine, TC)
        assert doubts.resolve(engine, doubt, OUT, now=NOW) is State.READY
        assert claim(engine) is None, "the next part may be out, too"
        assert state(engine) is State.IN_DOUBT
    (doubt,) = doubts.doubts(engine, TC)
    assert (doubt.part, doubt.since) == (standing, MOMENT)
    assert doubts.resolve(engine, doubt, None, now=NOW) is State.READY
    held = claim(engine)
    while held:
        sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, OUT), now=NOW)
        held = sending.next_part(engine, held, now=NOW)
    assert state(engine) is State.PUBLISHED


def test_between_two_parts(engine: Engine, ready: Callable[..., int]) -> None:
    """A publisher that had just finished one part when the backup was made may have sent the next one since."""
    ready(texts=PARTS)
    held = claim(engine)
    assert held
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, OUT), now=NOW)
    brought_back(engine)
    (doubt,) = doubts.doubts(engine, TC)
    assert doubt.part == 1
    assert doubts.orphans(engine, started_before=NOW + dt.timedelta(days=1)) == []


def test_the_desk_stays(engine: Engine, hand_in: Callable[..., object]) -> None:
    """What waits for the Secretary goes on waiting, and does not count as in doubt."""
    hand_in()
    assert brought_back(engine) == 0
    assert state(engine) is State.WAITING
    assert restored.unlooked(engine, TC) == []


def test_what_is_out_is_out(engine: Engine, ready: Callable[..., int]) -> None:
    """What was published when the backup was made stays so, without a look."""
    ready()
    held = claim(engine)
    assert held
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, OUT), now=NOW)
    assert brought_back(engine) == 0
    assert state(engine) is State.PUBLISHED


def test_nothing_without_a_restore(engine: Engine, ready: Callable[..., int]) -> None:
    """In a queue that was never restored no ready delivery is called in doubt, whatever was tried before."""
    ready()
    held = claim(engine)
    assert held
    sending.settle(engine, held, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    assert restored.unlooked(engine, TC) == []
    assert not restored.doubt_first(engine, 1, now=NOW)
    assert state(engine) is State.READY
