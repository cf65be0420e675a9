"""The log shows every change that was made to it."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from communique.queue import audit

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
LENGTH = 8
COLUMNS = ("at", "committee", "who", "what", "subject", "details", "previous", "hash")


@pytest.fixture
def url(sqlite_url: str) -> str:
    """Use one database only: what a log looks like does not depend on where it lies."""
    return sqlite_url


@pytest.fixture
def log(engine: Engine) -> Engine:
    """Write some entries."""
    for number in range(LENGTH):
        audit.note(engine, audit.Entry("a.baker", "idea.new", "iso-tc-400", f"cake-{number}", {"n": number}), now=NOW)
    return engine


def change(engine: Engine, sql: str) -> None:
    """Do something to the log behind its back."""
    with engine.begin() as connection:
        connection.execute(text(sql))


def test_a_log_that_nobody_touched_is_whole(log: Engine) -> None:
    """Nothing is wrong with it, and an end written down at any time is still in it."""
    assert audit.verify(log) == []
    old = audit.head(log)
    audit.note(log, audit.Entry("x", "y"), now=NOW)
    assert audit.verify(log, old) == []


def test_an_empty_log_is_whole(engine: Engine) -> None:
    """A queue in which nothing has happened yet has nothing wrong with it."""
    assert audit.verify(engine, audit.head(engine)) == []


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("seq", [1, 4, LENGTH])
def test_a_changed_entry_is_found(log: Engine, column: str, seq: int) -> None:
    """Any column of any entry."""
    value = "2020-01-01 00:00:00" if column == "at" else "forged"
    change(log, f"UPDATE event SET {column} = '{value}' WHERE seq = {seq}")  # noqa: S608 - our own words
    assert any(str(seq) in wrong for wrong in audit.verify(log))


@pytest.mark.parametrize("seq", [1, 4, LENGTH])
def test_a_removed_entry_is_found(log: Engine, seq: int) -> None:
    """At the beginning, in the middle, and at the end."""
    change(log, f"DELETE FROM event WHERE seq = {seq}")  # noqa: S608
    assert audit.verify(log) != []


def test_everything_removed_is_found(log: Engine) -> None:
    """An empty log with an end is no empty log."""
    change(log, "DELETE FROM event")
    assert audit.verify(log) != []


def test_a_second_beginning_is_found(log: Engine) -> None:
    """An entry put in before the first one, or between two, does not fit."""
    change(log, "INSERT INTO event SELECT 0, at, committee, who, what, subject, details, previous, hash FROM event "
                "WHERE seq = 1")  # fmt: skip
    assert audit.verify(log) != []


def test_a_log_written_anew_is_found_by_its_old_end(log: Engine) -> None:
    """Whoever rewrites the whole chain, its end included, is found by an end that was written down elsewhere."""
    known = audit.head(log)
    change(log, "DELETE FROM event")
    change(log, f"UPDATE chainhead SET seq = 0, hash = '{audit.GENESIS}'")  # noqa: S608
    audit.note(log, audit.Entry("a.baker", "idea.new"), now=NOW)
    assert audit.verify(log) == []
    assert len(audit.verify(log, known)) == 1


def test_an_export_can_be_checked_by_anybody(log: Engine) -> None:
    """Every exported entry is JSON and bears all that its hash is made of."""
    for entry in map(json.loads, map(json.dumps, audit.export(log))):
        row = {**entry, "at": dt.datetime.fromisoformat(entry["at"]), "details": audit.canonical(entry["details"])}
        assert audit.link(row) == entry["hash"]


def test_a_long_log_is_read_page_by_page(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, hand_in: Callable[..., object]
) -> None:  # fmt: skip
    """Pages leave nothing out."""
    monkeypatch.setattr(audit, "PAGE", 2)
    for number in range(5):
        hand_in(f"cake-{number}")
    assert [entry["seq"] for entry in audit.export(engine)] == [1, 2, 3, 4, 5]
    assert audit.verify(engine) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=4), st.data())
def test_no_two_logs_look_alike(words: list[str], data: st.DataObject) -> None:
    """Whatever the words are, moving a character from one column to the next changes the hash."""
    row = {
        "seq": 1, "at": NOW, "committee": words[0], "who": words[-1], "what": "w", "subject": "s", "details": "{}",
        "previous": audit.GENESIS,
    }  # fmt: skip
    column = data.draw(st.sampled_from(["committee", "who", "what", "subject", "details"]))
    other = data.draw(st.text(st.characters(codec="utf-8")).filter(lambda word: word != row[column]))
    assert audit.link({**row, column: other}) != audit.link(row)


def test_the_last_time_of_something_is_known(engine: Engine) -> None:
    """The newest entry of one kind about one subject counts, and no other."""
    entry = audit.Entry("communique", "desk.told", "iso-tc-400", "cake, revision 1")
    assert audit.last(engine, "iso-tc-400", "cake, revision 1", "desk.told") is None
    for hours in (0, 5):
        audit.note(engine, entry, now=NOW + dt.timedelta(hours=hours))
    audit.note(engine, audit.Entry("x", "other", "iso-tc-400", entry.subject), now=NOW + dt.timedelta(hours=9))
    assert audit.last(engine, "iso-tc-400", "cake, revision 1", "desk.told") == NOW + dt.timedelta(hours=5)
