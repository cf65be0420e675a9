"""The benchmarks of a long past and of nothing to do: each piece of work does what its name says."""

from pathlib import Path

import pytest

from benchmarks import idle, past
from communique.queue import view
from communique.queue.states import State


@pytest.fixture
def office(tmp_path: Path) -> past.Office:
    """Give a committee with a few old posts."""
    return past.Office(tmp_path / "office", 30, 1)


@pytest.mark.parametrize("words", ["`queue list`", "a desk opened", "claim and settle"])
def test_the_work_is_done(office: past.Office, words: str) -> None:
    """The list shows old posts, a desk gets its form, and what is claimed is published."""
    assert past.quietly(office.works()[words]()) > 0
    states = [state for post in view.posts(office.engine) for state in post.states.values()]
    new = {"`queue list`": set[State](), "a desk opened": {State.WAITING}}.get(words, {State.READY})
    assert states.count(State.PUBLISHED) == 30 + (words == "claim and settle")
    assert {*states} - {State.PUBLISHED} == new


def test_every_work_can_be_done(office: past.Office) -> None:
    """One after the other, in the order in which they are measured."""
    assert all(past.quietly(work()) > 0 for work in office.works().values())


def test_nothing_is_to_be_done(tmp_path: Path) -> None:
    """Committees without posts, and files that are known, are looked at; the rows say how many."""
    rows = [*idle.many_committees(tmp_path / "committees", 2, 1), *idle.many_files(tmp_path / "files", 3, 1)]
    assert [row.name for row in rows] == ["idle-follow-up", "idle-collect-ideas", "folder-first", "folder"]
    assert [row.what.split()[2] for row in rows[:2]] == ["2", "2"]
