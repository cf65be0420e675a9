"""The publisher is killed with kill -9 at every single step of a delivery: never twice, never lost."""

from itertools import count
from pathlib import Path

import pytest

from bakery import BLOG, SLOT, Bakery, minutes
from communique.connectors.practice.fake import Practice
from communique.flows.publishing import LEASE
from communique.queue import audit
from communique.queue.states import State
from publisher import Murderous, Naive, survives

SINGLE = "text: The cake is out.\n"
THREAD = "thread: [The cake is mixed., The cake is baked., The cake is out.]\n"
WORDS = {SINGLE: ["The cake is out."], THREAD: ["The cake is mixed.", "The cake is baked.", "The cake is out."]}


def recover(bakery: Bakery) -> None:
    """Do what the follow-up does: at once, which must change nothing, and when the try has lasted too long."""
    for later in (minutes(1), LEASE + minutes(1), LEASE + minutes(2)):
        sender = bakery.sender(SLOT + later)
        sender.settle_doubts()
        sender.send_due(SLOT)


def whole(bakery: Bakery, network: str, parts: int) -> None:
    """Make sure that the queue tells a post that went out, with a receipt for each part."""
    assert bakery.states("cake") == {network: State.PUBLISHED}
    assert bakery.receipts("cake") == parts
    assert audit.verify(bakery.installation.engine) == []
    bakery.installation.engine.dispose()


@pytest.mark.parametrize("text", [SINGLE, THREAD], ids=["single", "thread"])
def test_every_step_on_a_network(practised: Bakery, practice: Practice, tmp_path: Path, text: str) -> None:
    """Around every commit and every request, each part is posted exactly once, by a network that forgives nothing."""
    practised.bake("cake", text)
    survived = False
    for step in count(1):
        practice.shelf = Naive()
        trial = practised.copy(tmp_path / f"killed at {step}")
        survived = survives(trial, step)
        recover(trial)
        assert [post.message.text for post in practice.posts] == WORDS[text], f"killed at step {step}"
        whole(trial, "fake", len(WORDS[text]))
        if survived:
            break
    assert step > 6 * len(WORDS[text]), "hardly anything was tried"


@pytest.mark.parametrize("message", [1, 2, 3])
def test_while_the_network_answers(practised: Bakery, practice: Practice, tmp_path: Path, message: int) -> None:
    """Killed while a message is under way, the sender never hears that it arrived; it is not sent again."""
    practised.bake("cake", THREAD)
    practice.shelf = Murderous(victim=practised.folder / "pid", at=message)
    assert not survives(practised)
    practice.shelf.victim.write_text("")
    practice.shelf.at = 0
    recover(practised)
    assert [post.message.text for post in practice.posts] == WORDS[THREAD]
    whole(practised, "fake", 3)


def test_every_step_on_the_blog(bakery: Bakery, tmp_path: Path) -> None:
    """Around every commit, and before every change on the disk, there is one page, one entry, one receipt."""
    bakery.settle(BLOG)
    bakery.bake("cake", THREAD)
    for step in count(1):
        trial = bakery.copy(tmp_path / f"killed at {step}")
        survived = survives(trial, step)
        recover(trial)
        assert (trial.folder / "public" / "feed.xml").read_text().count("<entry") == 1, f"killed at step {step}"
        assert (trial.folder / "public" / "index.html").read_text().count("posts/cake/") == 1
        whole(trial, "blog", 1)
        if survived:
            break
    assert step > 20, "hardly anything was tried"
