"""Sending: due, claimed, settled; never twice, never lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import controls, desk, sending
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
SLOT = NOW
TC = "iso-tc-400"
OUT = Receipt(remote_id="7", url="https://example.org/7")
THREAD = ("One.", "Two.", "Three.")


def due(engine: Engine, now: dt.datetime = NOW, per_network: int = 3) -> list[int]:
    """Ask what is due on the blog."""
    return sending.due(engine, TC, "blog", now=now, slot=SLOT, per_network=per_network)


def claim(engine: Engine, delivery: int, now: dt.datetime = NOW, per_network: int = 3) -> sending.Claim | None:
    """Try to take a delivery."""
    return sending.claim(engine, delivery, slot=SLOT, per_network=per_network, now=now)


def taken(engine: Engine) -> sending.Claim:
    """Take the only delivery that is due."""
    held = claim(engine, due(engine)[0])
    assert held is not None
    return held


def published(receipt: Receipt = OUT) -> sending.Settlement:
    """Settle with a receipt."""
    return sending.Settlement(Outcome.PUBLISHED, receipt)


def test_what_waits_is_never_due(engine: Engine, hand_in: Callable[..., object]) -> None:
    """Without an approval nothing is due and nothing can be claimed."""
    hand_in()
    assert due(engine) == []
    assert claim(engine, 1) is None


def test_what_was_approved_goes_out_once(engine: Engine, ready: Callable[..., int]) -> None:
    """A delivery is claimed by one, sent as approved, and then it is over."""
    revision = ready()
    held = taken(engine)
    assert held.rendering.parts[0].text == "ISO 22222, Sponge cakes, is published."
    assert claim(engine, held.delivery) is None
    assert sending.settle(engine, held, published(), now=NOW) is State.PUBLISHED
    assert (due(engine), claim(engine, held.delivery)) == ([], None)
    assert desk.load(engine, revision).states == {"blog": State.PUBLISHED}


@pytest.mark.parametrize(
    ("outcome", "state", "again"),
    [
        (Outcome.REFUSED, State.REFUSED, False),
        (Outcome.UNAUTHORIZED, State.READY, False),
        (Outcome.THROTTLED, State.READY, False),
        (Outcome.UNREACHABLE, State.READY, True),
        (Outcome.IN_DOUBT, State.IN_DOUBT, False),
    ],
)
def test_how_a_try_ends(
    engine: Engine, ready: Callable[..., int], *, outcome: Outcome, state: State, again: bool
) -> None:  # fmt: skip
    """Each outcome leads to its own state, and only one of them lets the same slot try again at once."""
    ready()
    until = NOW + dt.timedelta(hours=1) if outcome is Outcome.THROTTLED else None
    held = taken(engine)
    assert sending.settle(engine, held, sending.Settlement(outcome, None, "why", until), now=NOW) is state
    assert bool(due(engine)) is again
    assert bool(due(engine, NOW + dt.timedelta(hours=2))) is (outcome in {Outcome.THROTTLED, Outcome.UNREACHABLE})
    assert bool(controls.parked(engine, TC)) is (outcome is Outcome.UNAUTHORIZED)


def test_a_thread_goes_on_after_the_last_part_that_stands(engine: Engine, ready: Callable[..., int]) -> None:
    """A break after the first part resumes with the second, under the key that it always had."""
    ready(texts=THREAD)
    first = taken(engine)
    assert sending.settle(engine, first, published(), now=NOW) is State.SENDING
    second = sending.next_part(engine, first, now=NOW)
    assert second is not None
    assert (second.part, second.stands) == (1, (OUT,))
    sending.settle(engine, second, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    again = taken(engine)
    assert (again.part, again.key, again.stands) == (1, second.key, (OUT,))
    assert sending.settle(engine, again, published(), now=NOW) is State.SENDING
    last = sending.next_part(engine, again, now=NOW)
    assert last is not None
    assert sending.settle(engine, last, published(), now=NOW) is State.PUBLISHED


def test_parts_have_keys_of_their_own(engine: Engine, ready: Callable[..., int]) -> None:
    """No two parts share an idempotency key, and a part's key stays the same."""
    ready(texts=THREAD)
    first = taken(engine)
    sending.settle(engine, first, published(), now=NOW)
    second = sending.next_part(engine, first, now=NOW)
    assert second is not None
    assert first.key != second.key
    assert sending.next_part(engine, first, now=NOW) is None


@pytest.mark.parametrize("hours", [-1, 25])
def test_nothing_goes_out_outside_its_window(engine: Engine, ready: Callable[..., int], hours: int) -> None:
    """Before `after` and from `before` on a delivery is neither due nor to be had."""
    ready(after=NOW, before=NOW + dt.timedelta(days=1))
    delivery = due(engine)[0]
    moment = NOW + dt.timedelta(hours=hours)
    assert due(engine, moment) == []
    assert claim(engine, delivery, moment) is None


def test_the_secretary_may_choose_a_later_day(engine: Engine, ready: Callable[..., int]) -> None:
    """`not before` in the form holds a post up until the slot after then, also when this slot runs late."""
    then = NOW + dt.timedelta(days=2)
    ready(not_before=then)
    assert due(engine) == []
    assert sending.due(engine, TC, "blog", now=then, slot=NOW, per_network=3) == []
    assert sending.claim(engine, 1, now=then, slot=NOW, per_network=3) is None
    assert sending.due(engine, TC, "blog", now=then, slot=then, per_network=3) == [1]


def test_what_is_approved_after_the_slot_waits_for_the_next_one(engine: Engine, ready: Callable[..., int]) -> None:
    """A slot that runs late, or is caught up with, sends only what was approved when it began."""
    ready()
    earlier = NOW - dt.timedelta(minutes=1)
    assert sending.due(engine, TC, "blog", now=NOW, slot=earlier, per_network=3) == []
    assert sending.claim(engine, 1, now=NOW, slot=earlier, per_network=3) is None


def test_a_slot_has_room_for_so_many(engine: Engine, ready: Callable[..., int]) -> None:
    """No more than `per_network` go out in one slot, whoever claims them."""
    for number in range(3):
        ready(f"cake-{number}")
    assert len(due(engine, per_network=2)) == 2
    first, second, third = due(engine)
    assert claim(engine, first, per_network=2)
    assert claim(engine, second, per_network=2)
    assert claim(engine, third, per_network=2) is None
    assert due(engine, per_network=2) == []


def test_the_stop_switch_and_a_parked_account_hold_everything(engine: Engine, ready: Callable[..., int]) -> None:
    """While a committee is stopped, or an account parked, nothing is due and nothing can be claimed."""
    ready()
    delivery = due(engine)[0]
    controls.stop(engine, TC, "s.miller", "holidays", now=NOW)
    assert (due(engine), claim(engine, delivery)) == ([], None)
    controls.start(engine, TC, "s.miller", now=NOW)
    controls.park(engine, TC, "blog", "no credentials", now=NOW)
    assert (due(engine), claim(engine, delivery)) == ([], None)
    controls.unpark(engine, TC, "blog", "s.miller", now=NOW)
    assert due(engine) == [delivery]


def test_a_voided_approval_goes_back_to_the_desk(engine: Engine, ready: Callable[..., int]) -> None:
    """Back on the desk there is no seal, a new turn without a run, and the reason."""
    revision = ready(networks=("blog", "fake"))
    assert sending.back_to_desk(engine, due(engine)[0], "the account has another name", now=NOW)
    view = desk.load(engine, revision)
    assert view.states == {"blog": State.WAITING, "fake": State.WAITING}
    assert (view.turn, view.run_id, view.why_back) == (2, None, "the account has another name")
    assert due(engine) == []


def test_a_late_receipt_is_never_lost(engine: Engine, ready: Callable[..., int]) -> None:
    """A receipt that comes after the try was given up still makes the delivery published, and nothing is sent again."""
    ready()
    held = taken(engine)
    sending.settle(engine, held, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    assert sending.settle(engine, held, published(), now=NOW) is State.PUBLISHED
    assert due(engine) == []


def test_a_receipt_of_an_older_revision_stops_the_newer_one(
    engine: Engine, hand_in: Callable[..., object], ready: Callable[..., int]
) -> None:  # fmt: skip
    """If it turns out that an older revision is out after all, the newer one is not sent but shown to the Secretary."""
    ready()
    held = taken(engine)
    sending.settle(engine, held, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    newer = ready(texts=("Changed.",))
    assert sending.settle(engine, held, published(), now=NOW) is None
    assert claim(engine, due(engine)[0]) is None
    view = desk.load(engine, newer)
    assert (view.states, view.why_back) == (
        {"blog": State.WAITING}, "an older revision of it is out on this network, or may be",
    )  # fmt: skip


def test_a_broken_off_thread_goes_first(engine: Engine, ready: Callable[..., int]) -> None:
    """What the public sees half of is finished before anything else begins."""
    ready("later", texts=THREAD)
    first = taken(engine)
    ready("urgent", priority="high")
    sending.settle(engine, first, published(), now=NOW)
    second = sending.next_part(engine, first, now=NOW)
    assert second is not None
    sending.settle(engine, second, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    assert due(engine, per_network=1) == [first.delivery]


def test_priority_then_age(engine: Engine, ready: Callable[..., int], submission: Callable[..., object]) -> None:
    """Of several due posts the more urgent one goes first, then the one approved earlier."""
    for name, rank in (("low", "low"), ("old", "normal"), ("new", "normal"), ("high", "high")):
        ready(name, priority=rank)
    order = [claim(engine, number, per_network=9) for number in due(engine, per_network=9)]
    assert [held.idea_id for held in order if held] == ["high", "old", "new", "low"]
