"""Whoever can write into the queue's database can still not swap what was approved: the seal is looked at last."""

import pytest
from PIL import Image
from sqlalchemy import text

from bakery import SLOT, Bakery
from communique.connectors.practice.fake import Practice

CAKE = "text: The cake is out.\nmedia: [{file: cake.png, alt: A cake., credit: A. Baker, licence: CC0-1.0}]\n"
SWAPS = {
    "text of the rendering": "UPDATE delivery SET rendering = replace(rendering, 'The cake is out', 'Vote for mud')",
    "alternative text": "UPDATE delivery SET rendering = replace(rendering, 'A cake.', 'A mud pie.')",
    "account": "UPDATE delivery SET rendering = replace(rendering, '@practice', '@somebody')",
    "text of the idea": "UPDATE revision SET idea = replace(idea, 'The cake is out', 'Vote for mud')",
    "window": "UPDATE revision SET after = '2026-11-01 00:00:00'",
    "picture": "UPDATE blob SET body = :other",
}


@pytest.fixture
def baked(practised: Bakery) -> Bakery:
    """Give a committee with one approved post, with a picture."""
    (practised.folder / "ideas").mkdir()
    Image.new("RGB", (40, 30), "tan").save(practised.folder / "ideas" / "cake.png")
    practised.bake("cake", CAKE)
    return practised


def test_what_was_approved_is_sent(baked: Bakery, practice: Practice) -> None:
    """Without a swap the post goes out, so that the other tests mean something."""
    baked.sender().send_due(SLOT)
    assert [post.message.text for post in practice.posts] == ["The cake is out."]


@pytest.mark.parametrize("swap", SWAPS)
def test_what_was_swapped_is_not_sent(baked: Bakery, practice: Practice, swap: str) -> None:
    """Text, alternative text, account, window and picture, swapped in the tables after the approval: nothing leaves."""
    with baked.installation.engine.begin() as connection:
        found = connection.execute(text(SWAPS[swap]), {"other": b"mud"} if ":other" in SWAPS[swap] else {})
        assert found.rowcount
    baked.sender().send_due(SLOT)
    assert practice.posts == ()
