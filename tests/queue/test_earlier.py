"""What a committee said before in the same words, on both databases."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event, text

from communique.post.likeness import likeness
from communique.post.receipt import Outcome, Receipt
from communique.queue import sending
from communique.queue.database import open_database
from communique.queue.earlier import Earlier, earlier

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TC = "iso-tc-400"
SAME_WORDS = ("Cake is for everybody.",)
LIKE = likeness(SAME_WORDS)


@pytest.fixture
def ask(engine: Engine) -> Callable[..., list[Earlier]]:
    """Give a way to ask what was said before the post `new`."""

    def asked(idea: str = "new", *, committee: str = TC, since: dt.datetime = NOW) -> list[Earlier]:
        return earlier(engine, committee, idea, {LIKE, likeness(["Something else."])}, since=since)

    return asked


def names(found: list[Earlier]) -> list[tuple[str, str]]:
    """Give posts and networks."""
    return [(each.idea_id, each.network) for each in found]


def test_only_what_was_approved(
    ask: Callable[..., list[Earlier]], hand_in: Callable[..., object], ready: Callable[..., int]
) -> None:
    """What waits was not said; what was approved counts, on each of its networks, in these words, since that day."""
    hand_in("waits", texts=SAME_WORDS)
    ready("other", texts=("Bread is for everybody.",))
    assert ask() == []
    ready("cakes", texts=("CAKE is  for everybody.",), networks=("blog", "fake"))
    assert ask() == [Earlier("cakes", network, LIKE, NOW, None) for network in ("blog", "fake")]
    assert ask("cakes") == []
    assert ask(committee="iso-tc-401") == []
    assert ask(since=NOW + DAY) == []


def test_the_day_of_publication_counts(
    ask: Callable[..., list[Earlier]], engine: Engine, ready: Callable[..., int]
) -> None:
    """What is out is as old as its first receipt, however long ago it was approved; what was taken back is not said."""
    ready("cakes", texts=SAME_WORDS)
    held = sending.claim(engine, 1, slot=NOW + DAY, per_network=9, now=NOW + DAY)
    assert held
    out = sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="u"))
    sending.settle(engine, held, out, now=NOW + DAY)
    assert [each.at for each in ask(since=NOW + DAY)] == [NOW + DAY]
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE delivery SET state = 'retracted'"))
    assert ask() == []


def test_one_repeats_the_other(ask: Callable[..., list[Earlier]], ready: Callable[..., int]) -> None:
    """Of two approved posts that say the same only the second one hears of the first."""
    ready("first", texts=SAME_WORDS)
    ready("second", texts=SAME_WORDS, networks=("blog", "fake"))
    assert names(ask("second")) == [("first", "blog")]
    assert names(ask("first")) == [("second", "fake")]
    assert names(ask("new")) == [("first", "blog"), ("second", "blog"), ("second", "fake")]


def test_an_index_is_used(sqlite_url: str) -> None:
    """However long the history, only posts of the same likeness are looked at; no table is gone through."""
    opened = open_database(sqlite_url)
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(opened, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    earlier(opened, TC, "new", {LIKE, "another"}, since=NOW)
    query, values = asked[-1]
    with opened.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)]
    opened.dispose()
    assert any("delivery_by_likeness (committee=? AND likeness=?)" in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan)
