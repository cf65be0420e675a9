"""The digest of what was handed in."""

from collections.abc import Callable

import pytest

from communique.committee.workspace import Home
from communique.post.handed import HandedIn

SMALL = "text: A cake.\nkind: publication\nauthor: a.baker\n"


def test_layout_does_not_count(hand_in: Callable[..., HandedIn]) -> None:
    """Quotes, order, remarks and what is filled in anyway leave the digest as it is."""
    laid_out = '# news\nauthor: a.baker\nkind: "publication"\ntext: |\n  A cake.\nnetworks: [blog, fake]\n'
    assert hand_in(SMALL).digest == hand_in(laid_out).digest


@pytest.mark.parametrize(
    "more", ["title: B\n", "link: https://iso.org\n", "publish: {priority: low}\n", "language: en\n"]
)
def test_every_field_counts(hand_in: Callable[..., HandedIn], more: str) -> None:
    """A change of any field is a change of the digest."""
    assert hand_in(SMALL).digest != hand_in(SMALL + more).digest


def test_the_picture_counts(hand_in: Callable[..., HandedIn], home: Home, jpeg: bytes) -> None:
    """Another picture under the same name is another idea."""
    text = SMALL + "media: [{file: cake.jpg, alt: A cake}]\n"
    (home.ideas / "cake.jpg").write_bytes(jpeg)
    before = hand_in(text)
    (home.ideas / "cake.jpg").write_bytes(jpeg + b"\0")
    assert before.digest != hand_in(text).digest
    assert [before.bodies[picture.digest] for picture in before.pictures]
