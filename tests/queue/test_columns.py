"""Moments come back as they went in."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError
from sqlmodel import col, select

from communique.post.receipt import Outcome
from communique.queue import audit, sending, view
from communique.queue.database import reading, writing
from communique.queue.intake import Unread, refuse_file
from communique.queue.registers import SlotRecord
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
ZURICH = ZoneInfo("Europe/Zurich")


@pytest.mark.parametrize("zone", [dt.UTC, ZURICH, dt.timezone(dt.timedelta(hours=-9, minutes=-30))])
def test_a_moment_comes_back_aware_and_in_utc(engine: Engine, zone: dt.tzinfo) -> None:
    """Whatever zone it is given in, a moment is the same moment, to the microsecond, and in UTC."""
    moment = dt.datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=zone)
    with writing(engine) as session:
        session.add(SlotRecord(committee="c", slot=moment, state="done", at=moment))
    with reading(engine) as session:
        back = session.exec(select(SlotRecord).where(col(SlotRecord.slot) == moment)).one().at
    assert back == moment
    assert back.utcoffset() == dt.timedelta(0)


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    """A naive moment is a mistake in this program and is never stored."""
    naive = dt.datetime(2026, 3, 29, 3, 30)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="without a time zone"), writing(engine) as session:
        session.add(SlotRecord(committee="c", slot=naive, state="done", at=naive))


@pytest.mark.parametrize("odd", ["\0", "\ud800", "a\0b\udfff"])
def test_an_odd_answer_does_not_keep_a_try_from_being_settled(
    engine: Engine, ready: Callable[..., int], odd: str
) -> None:  # fmt: skip
    """Whatever bytes a network answers, the try is settled, and the log stays whole."""
    ready()
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    assert sending.settle(engine, held, sending.Settlement(Outcome.REFUSED, None, odd), now=NOW) is State.REFUSED
    assert audit.verify(engine) == []
    assert view.post(engine, "iso-tc-400", "sponge-cakes") is not None


def test_an_odd_file_name_is_kept(engine: Engine, hand_in: Callable[..., object]) -> None:
    """A name whose bytes are no UTF-8 is taken in like any other."""
    hand_in(file="caf\udce9.yaml")
    assert view.posts(engine)[0].idea_id == "sponge-cakes"
    assert refuse_file(engine, "iso-tc-400", Unread("caf\udce9.yaml", b"", ("caf\udce9.yaml:1:1: empty",)), now=NOW)
    assert not refuse_file(engine, "iso-tc-400", Unread("caf\udce9.yaml", b"", ("caf\udce9.yaml:1:1: empty",)), now=NOW)
