"""The log without its beginning: whole from there on, if it says itself where it was cut off."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from communique.queue import audit, cutting
from communique.queue.chain import as_event
from communique.queue.cutting import Reach
from communique.queue.registers import Event

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
LENGTH = 8
FILE = "f" * 64


@pytest.fixture
def url(sqlite_url: str) -> str:
    """Use one database only: what a log looks like does not depend on where it lies."""
    return sqlite_url


@pytest.fixture
def log(engine: Engine) -> Engine:
    """Write some entries."""
    for number in range(LENGTH):
        audit.note(engine, audit.Entry("a.baker", "switch.stopped", "iso-tc-400", "", {"n": number}), now=NOW)
    return engine


@pytest.fixture
def cut(log: Engine) -> Callable[..., list[Event]]:
    """Give a way to cut the log off up to an entry; gives what was cut off, as a file would."""

    def off(through: int) -> list[Event]:
        gone = [as_event(row) for row in audit.export(log) if row["seq"] <= through]
        cutting.cut_off(log, Reach(through + 1, through), "operator", FILE, now=NOW)
        return gone

    return off


def change(engine: Engine, sql: str) -> None:
    """Do something to the log behind its back."""
    with engine.begin() as connection:
        connection.execute(text(sql))


def test_a_cut_log_is_whole(log: Engine, cut: Callable[..., list[Event]]) -> None:
    """The rest verifies alone, names the cut, and verifies from the first entry on with what was cut off."""
    gone = cut(5)
    assert next(audit.export(log))["seq"] == 6
    assert audit.verify(log) == audit.verify(log, retired=gone) == []
    (told,) = audit.cuts(log)
    assert (told.end.seq, told.end.hash, told.who, told.file) == (5, gone[-1].hash, "operator", FILE)


def test_a_log_cut_twice(log: Engine, cut: Callable[..., list[Event]]) -> None:
    """The second cut takes the first one's own entry, and both files lead back; without the first one they don't."""
    first, second = cut(3), cut(9)
    assert audit.verify(log) == audit.verify(log, retired=[*first, *second]) == []
    assert audit.verify(log, retired=[*first, *first, *second]) == []
    assert "The files lead from entry 4" in audit.verify(log, retired=second)[0]
    assert "The files lead from entry 1 to 3" in audit.verify(log, retired=first)[0]


def test_a_cut_in_pieces(log: Engine, cut: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A long beginning goes piece by piece, and after each piece the log is whole."""
    monkeypatch.setattr(cutting, "CHUNK", 2)
    old = Reach(LENGTH, 5)
    assert [cutting.cut_once(log, old, "operator", FILE, now=NOW) for _ in range(4)] == [2, 2, 1, 0]
    assert audit.verify(log) == []
    assert len(audit.cuts(log)) == 3


@pytest.mark.parametrize("seq", [6, 7, LENGTH])
def test_more_removed_than_was_cut(log: Engine, cut: Callable[..., list[Event]], seq: int) -> None:
    """Who cuts further than the log says is found."""
    cut(5)
    change(log, f"DELETE FROM event WHERE seq <= {seq}")  # noqa: S608 - our own words
    assert any("no entry says" in wrong for wrong in audit.verify(log))


def test_a_cut_that_nobody_recorded(log: Engine) -> None:
    """Entries removed from the beginning without a word are found."""
    change(log, "DELETE FROM event WHERE seq <= 5")
    assert audit.verify(log) == ["The entries up to 5 are missing, and no entry says that they were cut off there."]


def test_a_forged_cut_is_found_by_whoever_wrote_the_end_down(log: Engine) -> None:
    """Somebody who may write to the database can record a cut of their own: only an older end tells of it.

    The log shows that there was a cut, by whom and when, and without the right file nothing leads back.
    """
    known = audit.head(log)
    gone = [as_event(row) for row in audit.export(log)]
    change(log, "DELETE FROM event WHERE seq <= 8")
    data = {"through": LENGTH, "head": known, "file": FILE}
    audit.note(log, audit.Entry("operator", "log.cut", data=data), now=NOW)
    assert audit.verify(log) == []
    assert audit.verify(log, known) == []
    assert "--retired" in audit.verify(log, gone[3].hash)[0]
    assert audit.verify(log, gone[3].hash, gone) == []
    gone[5].who = "somebody else"
    assert any("5" in wrong or "6" in wrong for wrong in audit.verify(log, gone[3].hash, gone))


@pytest.mark.parametrize("details", ["nonsense", "{}", '{"through": "x", "head": 1}', "[]"])
def test_a_cut_that_says_nonsense(log: Engine, details: str) -> None:
    """An entry that tells of no cut explains no missing beginning, and breaks nothing."""
    change(log, f"UPDATE event SET what = 'log.cut', details = '{details}' WHERE seq = 8")  # noqa: S608
    change(log, "DELETE FROM event WHERE seq <= 5")
    assert len(audit.verify(log)) == 2
