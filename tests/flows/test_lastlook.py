"""One look serves all networks of a post, but never beyond a change of anything that it depends on."""

import datetime as dt

import pytest

from bakery import SLOT, Bakery, minutes
from communique.flows.lastlook import FRESH, LastLook
from communique.queue import sending, view
from communique.queue.sending import Ready

CAKE = "text: The cake is out.\n"
RULES = """\
rules:
  - id: CAKE-1
    clause: House rules
    severity: block
    check: said
    message: The word cake is said.
    cure: Say tart.
"""


@pytest.fixture
def last(practised: Bakery) -> LastLook:
    """Give the last look at a post that is approved."""
    practised.bake("cake", CAKE)
    return LastLook(practised.installation.engine, practised.home)


def approved(bakery: Bakery) -> Ready:
    """Give what is about to be sent."""
    (planned,) = (each for each in view.ready(bakery.installation.engine, "iso-tc-400") if each.idea_id == "cake")
    found = sending.peek(bakery.installation.engine, planned.delivery)
    assert found
    return found


def test_one_look_serves_for_a_minute(practised: Bakery, last: LastLook) -> None:
    """The other networks of the post get the same look; a minute later it is looked anew."""
    cake = approved(practised)
    first = last.at(cake, SLOT)
    assert last.at(cake, SLOT + FRESH - dt.timedelta(seconds=1)) is first
    assert last.at(cake, SLOT + FRESH) is not first


def test_what_was_said_meanwhile_counts(practised: Bakery, last: LastLook) -> None:
    """As soon as another post with the same text was approved earlier, the look sees it."""
    cake = approved(practised)
    assert [found.rule for found in last.at(cake, SLOT).findings if found.rule == "VAL-3"] == []
    practised.bake("again", CAKE, SLOT - minutes(10_000))
    (found,) = (found for found in last.at(cake, SLOT).findings if found.rule == "VAL-3")
    assert "again" in found.message


def test_a_roster_that_is_gone_counts(practised: Bakery) -> None:
    """A private file that can't be read any more is a fault at the next network already."""
    file = practised.folder / "committee.yaml"
    (practised.folder / "roster.yaml").write_text("people: []\n")
    file.write_text(file.read_text() + "private: {roster: roster.yaml}\n")
    practised.bake("cake", CAKE)
    last, cake = LastLook(practised.installation.engine, practised.home), approved(practised)
    before = last.at(cake, SLOT)
    (practised.folder / "roster.yaml").unlink()
    after = last.at(cake, SLOT)
    assert len(after.findings) > len(before.findings)
