"""When something was last published, on both databases."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import afterwards, sending
from communique.queue.activity import last_published

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def test_nothing_was_published(engine: Engine, ready: Callable[..., int]) -> None:
    """What is only approved is not out, and an empty queue has no networks."""
    assert last_published(engine, TC) == {}
    ready()
    assert last_published(engine, TC) == {}


def test_the_last_moment_counts(engine: Engine, ready: Callable[..., int]) -> None:
    """The newest receipt of each network counts, of this committee only, in UTC."""
    ready("sponge-cakes", networks=("blog",))
    ready("muffins", networks=("blog", "fake"))
    for hour, delivery in enumerate((1, 2, 3)):
        now = NOW + dt.timedelta(hours=hour)
        held = sending.claim(engine, delivery, slot=NOW, per_network=9, now=now)
        assert held
        receipt = Receipt(remote_id=str(delivery), url="u")
        sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, receipt), now=now)
    assert last_published(engine, TC) == {"blog": NOW + dt.timedelta(hours=1), "fake": NOW + dt.timedelta(hours=2)}
    assert last_published(engine, "iso-tc-401") == {}


def test_what_was_taken_back_does_not_count(engine: Engine, ready: Callable[..., int]) -> None:
    """A post that the public can't see any more keeps no account alive."""
    ready()
    held = sending.claim(engine, 1, slot=NOW, per_network=9, now=NOW)
    assert held
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="u")), now=NOW)
    assert last_published(engine, TC) == {"blog": NOW}
    out = afterwards.published(engine, TC, "sponge-cakes", "blog")
    assert out
    assert afterwards.retracted(engine, out, "s.miller", "a typo", now=NOW)
    assert last_published(engine, TC) == {}
