"""Telling the Secretary what waits on the desk."""

import datetime as dt

from bakery import BEFORE, Bakery
from communique.flows.reminding import remind


def test_a_new_desk_is_told_at_once_and_again_every_day(bakery: Bakery) -> None:
    """Each post is told of when it reaches the desk, and then once a day for as long as it waits."""
    bakery.save("cake", "text: The cake is out.\n")
    bakery.collect()
    assert remind(bakery.installation, bakery.home, now=BEFORE) == ["cake, revision 1"]
    assert remind(bakery.installation, bakery.home, now=BEFORE + dt.timedelta(hours=23)) == []
    assert remind(bakery.installation, bakery.home, now=BEFORE + dt.timedelta(hours=24)) == ["cake, revision 1"]
    (first, second) = bakery.events("told")
    assert first["to"] == second["to"] == ["s.miller"]
    bakery.approve("cake", BEFORE)
    assert remind(bakery.installation, bakery.home, now=BEFORE + dt.timedelta(days=9)) == []


def test_a_changed_post_is_news(bakery: Bakery) -> None:
    """A new revision is told of at once, however lately the old one was."""
    bakery.save("cake", "text: The cake is out.\n")
    bakery.collect()
    remind(bakery.installation, bakery.home, now=BEFORE)
    bakery.save("cake", "text: The cake is out now.\n")
    bakery.collect()
    assert remind(bakery.installation, bakery.home, now=BEFORE) == ["cake, revision 2"]
