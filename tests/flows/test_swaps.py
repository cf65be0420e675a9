"""Whoever can write into the queue's database can still not swap what was approved: the seal is looked at last."""

import datetime as dt

import pytest
from PIL import Image
from sqlalchemy import text

from bakery import BEFORE, SLOT, Bakery
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
DAY = dt.timedelta(days=1)
TIMES = {
    "start of the window": ("publish: {after: 2026-12-05}\n", None, "UPDATE delivery SET after = NULL"),
    "end of the window": (
        "publish: {before: 2026-11-30}\n",
        None,
        "UPDATE delivery SET before = '2027-01-01 00:00:00'",
    ),
    "day chosen at the desk": ("", SLOT + DAY, "UPDATE delivery SET after = NULL"),
    "day chosen at the desk, to that of the window": (
        "publish: {after: 2026-11-29}\n",
        SLOT + DAY,
        "UPDATE delivery SET after = '2026-11-28 23:00:00'",
    ),
}
"""What the idea says of its time, the day chosen at the desk, and how somebody moves it."""


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


@pytest.mark.parametrize("moved", TIMES)
def test_what_was_moved_in_time_is_not_sent(practised: Bakery, practice: Practice, moved: str) -> None:
    """The window's copy in the delivery's row, moved in the tables after the approval: it goes back to the desk."""
    window, day, change = TIMES[moved]
    practised.save("cake", f"text: The cake is out.\n{window}")
    practised.collect()
    practised.approve("cake", not_before=day)
    practised.sender().send_due(SLOT)
    assert practice.posts == ()
    with practised.installation.engine.begin() as connection:
        assert connection.execute(text(change)).rowcount
    practised.sender().send_due(SLOT)
    assert practice.posts == ()
    assert practised.states("cake") == {"fake": "waiting"}


def test_a_day_that_was_chosen_is_kept_to(practised: Bakery, practice: Practice) -> None:
    """A post with a window and a day chosen at the desk goes out after both, so that the test above means something."""
    practised.save("cake", "text: The cake is out.\npublish: {after: 2026-11-29, before: 2026-12-20}\n")
    practised.collect()
    practised.approve("cake", BEFORE, not_before=SLOT + DAY)
    practised.sender().send_due(SLOT)
    assert practice.posts == ()
    practised.sender(SLOT + 7 * DAY).send_due(SLOT + 7 * DAY)
    assert [post.message.text for post in practice.posts] == ["The cake is out."]
