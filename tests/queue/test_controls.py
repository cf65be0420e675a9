"""The stop switch and the parked accounts."""

import datetime as dt

from sqlalchemy import Engine

from communique.queue import controls
from communique.queue.audit import export

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def test_a_stop_holds_until_the_start(engine: Engine) -> None:
    """Stopping and starting twice is as once; each is recorded once; other committees go on."""
    for _ in range(2):
        controls.stop(engine, TC, "s.miller", "holidays", now=NOW)
    assert (controls.stopped(engine, TC), controls.stopped(engine, "iso-tc-401")) == (True, False)
    for _ in range(2):
        controls.start(engine, TC, "s.miller", now=NOW)
    assert not controls.stopped(engine, TC)
    assert [event["what"] for event in export(engine)] == ["switch.stopped", "switch.started"]


def test_an_account_rests_until_it_is_used_again(engine: Engine) -> None:
    """Parking keeps the first reason; each change is recorded once."""
    controls.park(engine, TC, "blog", "credentials refused", now=NOW)
    controls.park(engine, TC, "blog", "again", now=NOW)
    assert controls.parked(engine, TC) == {"blog": "credentials refused"}
    for _ in range(2):
        controls.unpark(engine, TC, "blog", "administrator", now=NOW)
    assert controls.parked(engine, TC) == {}
    assert [event["what"] for event in export(engine)] == ["account.parked", "account.unparked"]
