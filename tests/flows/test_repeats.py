"""A text that was approved before is found when it is handed in, at the desk, and right before it is sent."""

import datetime as dt

from bakery import SLOT, Bakery
from communique.connectors.practice.fake import Practice
from communique.flows.gate import recheck
from communique.flows.handing import hand_in, idea_files
from communique.post.finding import Finding
from communique.queue import desk
from communique.queue.states import State

CAKE = "text: The cake is out.\n"
LATER = SLOT + dt.timedelta(days=7)


def remarks(bakery: Bakery, revision: int) -> list[str]:
    """Give what the rule says of a revision now."""
    seen = recheck(bakery.installation.engine, bakery.home, revision, "before the desk", now=SLOT)
    return [found.message for found in seen.findings if found.rule == "VAL-3"]


def stored(bakery: Bakery, idea: str) -> list[Finding]:
    """Give what the rule said of a post when it was handed in."""
    handed = hand_in(bakery.installation.engine, bakery.home, idea_files(bakery.home.ideas), now=SLOT)
    taken = next(each.taken for each in handed if each.taken and each.taken.idea_id == idea)
    view = desk.load(bakery.installation.engine, taken.revision or 0)
    return [found for found in view.findings if found.rule == "VAL-3"]


def test_at_hand_in(bakery: Bakery) -> None:
    """Once a text is approved, a second post with it names the first; the first one itself is never accused."""
    bakery.bake("cake", CAKE)
    bakery.save("again", "text: The CAKE  is out.\n")
    (found,) = stored(bakery, "again")
    assert (found.field, found.severity) == ("text", "decide")
    assert found.message == "This text says the same as the post “cake” of 2026-11-29."
    assert stored(bakery, "cake") == []


def test_before_the_desk(bakery: Bakery) -> None:
    """Two posts wait, and one is approved: the other one shows it when its desk is opened."""
    bakery.save("again", CAKE)
    bakery.save("cake", CAKE)
    by_name = {each.taken.idea_id: each.taken.revision or 0 for each in bakery.collect() if each.taken}
    assert remarks(bakery, by_name["again"]) == []
    bakery.approve("cake")
    assert remarks(bakery, by_name["again"]) == ["This text says the same as the post “cake” of 2026-11-29."]
    assert remarks(bakery, by_name["cake"]) == []


def test_before_it_is_sent(practised: Bakery, practice: Practice) -> None:
    """Both were approved unseen by each other: the one that was approved later goes back to the desk, only that one."""
    practised.save("again", CAKE)
    practised.save("cake", CAKE)
    practised.collect()
    practised.approve("cake")
    practised.approve("again", SLOT - dt.timedelta(days=1))
    said = {sent.idea_id: sent.state for sent in practised.sender().send_due(SLOT)}
    assert said == {"cake": State.PUBLISHED, "again": "back on the desk"}
    assert [post.message.text for post in practice.posts] == ["The cake is out."]


def test_a_reason_holds(practised: Bakery, practice: Practice) -> None:
    """Who approved the second one in spite of the first has decided, and it goes out after the first."""
    practised.bake("cake", CAKE)
    practised.bake("again", CAKE, SLOT - dt.timedelta(days=1))
    assert [sent.state for sent in practised.sender().send_due(SLOT)] == [State.PUBLISHED, State.PUBLISHED]


def test_a_correction_may_say_the_same(bakery: Bakery) -> None:
    """A post that corrects another one does not repeat it, and neither does the other one repeat the correction."""
    bakery.bake("cake", CAKE)
    bakery.bake("right", CAKE + "corrects: cake\n")
    assert stored(bakery, "right") == stored(bakery, "cake") == []


def test_a_revision_does_not_repeat_the_one_before(bakery: Bakery) -> None:
    """The same text with a new link is the same post still."""
    bakery.bake("cake", CAKE)
    bakery.save("cake", CAKE + "link: https://www.iso.org/\n")
    assert stored(bakery, "cake") == []
