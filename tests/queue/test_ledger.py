"""The log is written with what it tells of, or not at all."""

import datetime as dt

import pytest
from sqlalchemy import Engine

from communique.queue.audit import export, verify
from communique.queue.database import writing
from communique.queue.ledger import Entry, append

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def test_entries_keep_their_order(engine: Engine) -> None:
    """What is recorded several times in one transaction is written in that order, each at its own moment."""
    with writing(engine) as session:
        append(session, [Entry("x", "first"), Entry("x", "second")], now=NOW)
        append(session, [Entry("x", "third")], now=NOW + dt.timedelta(seconds=1))
    assert [(entry["seq"], entry["what"]) for entry in export(engine)] == [(1, "first"), (2, "second"), (3, "third")]
    assert verify(engine) == []


def test_what_did_not_happen_is_not_recorded(engine: Engine) -> None:
    """A transaction that fails leaves no entry, and the next one begins where the log ended."""

    def fail() -> None:
        with writing(engine) as session:
            append(session, [Entry("x", "never")], now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with writing(engine) as session:
        append(session, [Entry("x", "after")], now=NOW)
    assert [(entry["seq"], entry["what"]) for entry in export(engine)] == [(1, "after")]
