"""Doubts, and how they are settled; the publisher dies at every step."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import doubts, sending, view
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
TC = "iso-tc-400"
OUT = Receipt(remote_id="7", url="https://example.org/7")
PUBLISHED = sending.Settlement(Outcome.PUBLISHED, OUT)


def claim(engine: Engine, now: dt.datetime = NOW) -> sending.Claim:
    """Claim the only delivery."""
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=now)
    assert held is not None
    return held


def doubted(engine: Engine) -> sending.Claim:
    """Give up on the last try, and give the doubt."""
    assert doubts.doubt(engine, 1, started_before=LATER, now=LATER)
    return doubts.doubts(engine, TC)[0]


def test_a_dead_publisher_leaves_a_doubt(engine: Engine, ready: Callable[..., int]) -> None:
    """Killed after the attempt was written, a delivery is in doubt, not ready: it may be out."""
    ready()
    held = claim(engine)
    assert doubts.orphans(engine, started_before=NOW) == []
    assert doubts.orphans(engine, started_before=LATER) == [1]
    doubt = doubted(engine)
    assert (doubt.key, doubt.attempt, doubt.since) == (held.key, 1, NOW)
    assert sending.due(engine, TC, "blog", now=LATER, slot=NOW, per_network=3) == []


@pytest.mark.parametrize(("receipt", "state"), [(OUT, State.PUBLISHED), (None, State.READY)])
def test_a_look_at_the_network_settles_it(
    engine: Engine, ready: Callable[..., int], receipt: Receipt | None, state: State
) -> None:  # fmt: skip
    """Found is published; surely not there is ready again."""
    ready()
    claim(engine)
    assert doubts.resolve(engine, doubted(engine), receipt, now=LATER) is state
    assert doubts.doubts(engine) == []


def test_an_old_look_settles_no_new_doubt(engine: Engine, ready: Callable[..., int]) -> None:
    """A look that began before another try was made says nothing about that try."""
    ready()
    claim(engine)
    old = doubted(engine)
    doubts.resolve(engine, old, None, now=LATER)
    claim(engine, LATER)
    assert doubts.doubt(engine, 1, started_before=LATER + dt.timedelta(hours=1), now=LATER)
    assert doubts.resolve(engine, old, None, now=LATER) is None
    assert [doubt.attempt for doubt in doubts.doubts(engine)] == [2]


def test_a_slow_publisher_is_no_orphan(engine: Engine, ready: Callable[..., int]) -> None:
    """A try that ended, or a new one, between the list and the step is left alone."""
    ready()
    held = claim(engine)
    sending.settle(engine, held, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    assert not doubts.doubt(engine, 1, started_before=LATER, now=LATER)
    claim(engine, LATER)
    assert not doubts.doubt(engine, 1, started_before=LATER, now=LATER)


def test_a_receipt_settles_a_doubt(engine: Engine, ready: Callable[..., int]) -> None:
    """A slow publisher that comes back with its receipt ends the doubt; nobody needs to look."""
    ready()
    held = claim(engine)
    doubt = doubted(engine)
    assert sending.settle(engine, held, PUBLISHED, now=LATER) is State.PUBLISHED
    assert doubts.resolve(engine, doubt, None, now=LATER) is None


def test_a_receipt_after_a_new_try_began_is_kept(engine: Engine, ready: Callable[..., int]) -> None:
    """Even where another try is under way by then the receipt stands, and that try ends as published."""
    ready()
    slow = claim(engine)
    doubts.resolve(engine, doubted(engine), None, now=LATER)
    other = claim(engine, LATER)
    assert sending.settle(engine, slow, PUBLISHED, now=LATER) is None
    assert sending.settle(engine, other, sending.Settlement(Outcome.UNREACHABLE), now=LATER) is State.PUBLISHED
    detail = view.post(engine, TC, "sponge-cakes")
    assert detail is not None
    assert [one["remote_id"] for one in detail.revisions[0]["deliveries"][0]["receipts"]] == ["7"]


@pytest.mark.parametrize("step", ["claimed", "settled", "next"])
@pytest.mark.parametrize("out", [True, False])
def test_a_thread_survives_its_publisher(engine: Engine, ready: Callable[..., int], *, step: str, out: bool) -> None:
    """Killed at any step, a thread goes on with exactly the part that is missing."""
    ready(texts=("One.", "Two."))
    held: sending.Claim | None = claim(engine)
    if step != "claimed" and held:
        sending.settle(engine, held, PUBLISHED, now=NOW)
    if step == "next" and held:
        held = sending.next_part(engine, held, now=NOW)
    assert doubts.doubt(engine, 1, started_before=LATER, now=LATER)
    for doubt in doubts.doubts(engine):
        doubts.resolve(engine, doubt, OUT if out else None, now=LATER)
    stands = {"claimed": int(out), "settled": 1, "next": 1 + out}[step]
    again = sending.claim(engine, 1, slot=NOW, per_network=3, now=LATER)
    assert (again.part if again else 2) == stands


def test_the_secretary_is_asked_once(engine: Engine, ready: Callable[..., int]) -> None:
    """A doubt that no look can settle is reported once for each try."""
    ready()
    claim(engine)
    doubt = doubted(engine)
    assert doubts.unresolved(engine, doubt, "the network has no list", now=LATER)
    assert not doubts.unresolved(engine, doubt, "the network has no list", now=LATER)


def test_a_fresh_doubt_is_left_to_ripen(engine: Engine, ready: Callable[..., int]) -> None:
    """What was sent a moment ago may still appear on the network: only an older try is looked for."""
    ready()
    sending.settle(engine, claim(engine), sending.Settlement(Outcome.IN_DOUBT), now=NOW)
    assert doubts.doubts(engine, TC, started_before=NOW) == []
    assert len(doubts.doubts(engine, TC, started_before=NOW + dt.timedelta(seconds=1))) == 1
