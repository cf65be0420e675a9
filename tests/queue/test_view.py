"""What people are shown."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable

from cryptography.fernet import Fernet
from sqlalchemy import Engine

from communique.post.receipt import Outcome
from communique.queue import approvers, controls, sending, view
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def test_the_list_shows_the_newest_first(engine: Engine, hand_in: Callable[..., object]) -> None:
    """One line per post, with its current revision; limited, and as JSON."""
    hand_in("one")
    hand_in("two")
    hand_in("one", texts=("Changed.",))
    listed = view.posts(engine, TC)
    assert [(one.idea_id, one.number, one.title) for one in listed] == [
        ("one", 2, "Changed."), ("two", 1, "ISO 22222, Sponge cakes, is published."),
    ]  # fmt: skip
    assert len(view.posts(engine, limit=1)) == 1
    assert json.loads(json.dumps(dataclasses.asdict(listed[0])))["states"] == {"blog": "waiting"}


def test_the_list_can_be_narrowed_to_a_state(
    engine: Engine, hand_in: Callable[..., object], ready: Callable[..., int]
) -> None:  # fmt: skip
    """Only posts of which a delivery stands there; other committees are left out."""
    hand_in("waits")
    ready("approved")
    assert [one.idea_id for one in view.posts(engine, TC, State.READY)] == ["approved"]
    assert view.posts(engine, "iso-tc-401") == []


def test_the_plan_has_what_is_ready_and_what_waits(
    engine: Engine, hand_in: Callable[..., object], ready: Callable[..., int]
) -> None:  # fmt: skip
    """In the order in which it would go out, with the text and what holds it up."""
    ready("approved", before=NOW + dt.timedelta(days=1))
    hand_in("waits")
    controls.park(engine, TC, "blog", "credentials refused", now=NOW)
    plan = {one.idea_id: one for one in view.ready(engine, TC)}
    assert {name: one.state for name, one in plan.items()} == {"approved": State.READY, "waits": State.WAITING}
    assert plan["approved"].rendering.parts[0].text == "ISO 22222, Sponge cakes, is published."
    assert (plan["approved"].before, plan["waits"].held) == (NOW + dt.timedelta(days=1), "credentials refused")
    controls.stop(engine, TC, "s.miller", "holidays", now=NOW)
    assert {one.held for one in view.ready(engine, TC)} == {"holidays"}


def test_health_says_what_is_dangerous(engine: Engine, ready: Callable[..., int]) -> None:
    """Doubts and their age, parked accounts, desks at which somebody guessed, approvers, stops."""
    ready()
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    sending.settle(engine, held, sending.Settlement(Outcome.IN_DOUBT), now=NOW)
    controls.park(engine, TC, "fake", "credentials refused", now=NOW)
    controls.stop(engine, TC, "s.miller", "holidays", now=NOW)
    approvers.enroll(engine, TC, "s.miller", "S. Miller", key=Fernet.generate_key(), now=NOW)
    expected = view.Health({"in-doubt": 1}, NOW, ((TC, "fake", "credentials refused"),), (), {TC: 1}, {TC: "holidays"})
    assert view.health(engine, TC) == view.health(engine) == expected
    assert view.health(engine, "iso-tc-401") == view.Health({}, None, (), (), {}, {})
