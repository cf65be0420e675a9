"""An approval is void as soon as anything that it covers has changed; the last look is right before the sending."""

import dataclasses

import pytest
from PIL import Image

from bakery import SLOT, Bakery
from communique.connectors.practice.fake import Practice
from communique.policy import around
from communique.policy.pack import load_pack
from communique.queue import desk
from communique.queue.states import State

CAKE = "text: The cake is out.\n"
PICTURE = "media: [{file: cake.png, alt: A cake., credit: A. Baker, licence: CC0-1.0}]\n"


def test_a_changed_account_voids_the_approval(practised: Bakery, practice: Practice) -> None:
    """What was approved for one account is not sent to another; the post is on the desk and says why."""
    practised.bake("cake", CAKE)
    practised.settle(f'fake: {{url: "{practice.url}", handle: another}}')
    (sent,) = practised.sender().send_due(SLOT)
    assert sent.state == "back on the desk"
    assert practised.states("cake") == {"fake": State.WAITING}
    (review,) = desk.wanted(practised.installation.engine)
    assert (review.turn, review.run_id) == (2, None)
    assert "differ from what was approved" in (desk.load(practised.installation.engine, review.revision).why_back or "")
    assert practice.posts == ()


def test_changed_rules_void_the_approval(
    practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An approval was given under one version of the rules, and holds under no other."""
    practised.bake("cake", CAKE)
    changed = dataclasses.replace(load_pack(), version="another")
    monkeypatch.setattr(around, "load_pack", lambda _own: changed)
    (sent,) = practised.sender().send_due(SLOT)
    assert sent.state == "back on the desk"
    assert practice.posts == ()


def test_the_rules_are_asked_a_third_time(practised: Bakery, practice: Practice) -> None:
    """An author who is no content creator any more when the post is due: it is not sent, and the rule is named."""
    practised.bake("cake", CAKE)
    file = practised.folder / "committee.yaml"
    file.write_text(file.read_text().replace("a.baker", "p.tart"))
    (sent,) = practised.sender().send_due(SLOT)
    assert sent.detail.startswith("The rules now say: ")
    assert "ROLE" in sent.detail
    assert practice.posts == ()


@pytest.mark.parametrize("changed", ["cake.yaml", "cake.png"])
def test_a_changed_file_voids_the_approval(practised: Bakery, practice: Practice, changed: str) -> None:
    """A new text, or another picture under the same name, is a new revision that nobody has approved."""
    (practised.folder / "ideas").mkdir()
    Image.new("RGB", (40, 30), "tan").save(practised.folder / "ideas" / "cake.png")
    practised.bake("cake", CAKE + PICTURE)
    if changed == "cake.yaml":
        practised.save("cake", CAKE.replace("out", "cold") + PICTURE)
    else:
        Image.new("RGB", (40, 30), "pink").save(practised.folder / "ideas" / "cake.png")
    (handed,) = practised.collect()
    assert handed.taken
    assert handed.taken.outcome == "revised"
    assert practised.sender().send_due(SLOT) == []
    assert practice.posts == ()
