"""What a claim rests on: a decision on exactly these bytes."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from communique.post.receipt import Outcome, Receipt
from communique.queue import desk, sending
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TAMPERED = {
    "text": "UPDATE delivery SET rendering = replace(rendering, 'Sponge', 'Mud')",
    "window": "UPDATE revision SET before = '2030-01-01 00:00:00+00:00'",
    "rules": "UPDATE revision SET rules = 'none'",
    "seal": "UPDATE delivery SET seal = 'forged'",
    "decision": "DELETE FROM decision",
    "verdict": "UPDATE decision SET verdict = 'reject'",
}


@pytest.mark.parametrize("change", TAMPERED)
def test_only_what_was_approved_can_be_claimed(engine: Engine, ready: Callable[..., int], change: str) -> None:
    """Whatever is changed in the tables after the approval, it is not sent but lies on the desk again."""
    revision = ready()
    with engine.begin() as connection:
        connection.execute(
            text(TAMPERED[change].replace("+00:00", "" if engine.dialect.name == "sqlite" else "+00:00"))
        )
    assert sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW) is None
    view = desk.load(engine, revision)
    assert (view.states, view.why_back) == ({"blog": State.WAITING}, "what would be sent is not what was approved")


def test_a_made_up_state_is_not_sent(engine: Engine, hand_in: Callable[..., object]) -> None:
    """Set to ready by hand, with any seal, a post goes back to the desk."""
    hand_in()
    with engine.begin() as connection:
        connection.execute(text("UPDATE delivery SET state = 'ready', seal = 'mine'"))
    assert sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW) is None


def test_looking_first_changes_nothing(engine: Engine, ready: Callable[..., int]) -> None:
    """`peek` shows what a claim would send, and nothing once it is claimed."""
    ready()
    seen = sending.peek(engine, 1)
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert seen is not None
    assert held is not None
    assert (seen.rendering, seen.seal) == (held.rendering, held.seal)
    assert sending.peek(engine, 1) is None


def test_a_key_outlives_the_database(engine: Engine, ready: Callable[..., int]) -> None:
    """The key follows from what is sent alone, so that a queue made anew from the same files repeats it."""
    ready()
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    assert held.key == "e38d4c328eefd1f5b47bfc69359019d393a7b3275372aec407c92adf47e885c1"


@pytest.mark.parametrize(
    ("outcome", "receipt"), [(Outcome.PUBLISHED, None), (Outcome.REFUSED, Receipt(remote_id="1", url=""))]
)
def test_a_receipt_belongs_to_what_was_published(outcome: Outcome, receipt: Receipt | None) -> None:
    """Published without a receipt, or a receipt for what was not published, is a mistake in this program."""
    with pytest.raises(ValueError, match="receipt"):
        sending.Settlement(outcome, receipt)
