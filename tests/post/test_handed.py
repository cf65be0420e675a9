"""The digest of what was handed in."""

from collections.abc import Callable

import pytest

from communique.committee.workspace import Home
from communique.post.handed import HandedIn
from communique.post.idea import Idea

SMALL = "text: A cake.\nkind: publication\nauthor: a.baker\n"


def test_layout_does_not_count(hand_in: Callable[..., HandedIn]) -> None:
    """Quotes, order, remarks and what is filled in anyway leave the digest as it is."""
    laid_out = '# news\nauthor: a.baker\nkind: "publication"\ntext: |\n  A cake.\nnetworks: [blog, fake]\n'
    assert hand_in(SMALL).digest == hand_in(laid_out).digest


@pytest.mark.parametrize(
    "more",
    [
        "corrects: pies\n", "answers: votes\n", "material: {consensus: Resolution 12/2026}\n", "title: B\n",
        "link: https://iso.org\n", "split: true\n", "publish: {priority: low}\n", "language: en\n",
    ],
)  # fmt: skip
def test_every_field_counts(hand_in: Callable[..., HandedIn], more: str) -> None:
    """A change of any field is a change of the digest."""
    assert hand_in(SMALL).digest != hand_in(SMALL + more).digest


def test_a_new_version_changes_no_idea() -> None:
    """What says nothing in the fields of later versions has the digest that it had before there were any."""
    written = '{"id": "cake", "text": "A cake.", "networks": ["blog"], "kind": "publication", "author": "a.baker"}'
    handed = HandedIn(Idea.model_validate_json(written), "cake.yaml", b"", {}, (), {})
    assert handed.digest == "84a3555f165a409119c1e6decac3b2636bb895aeb5d868fd8af38fd182f1bd7f"


def test_the_picture_counts(hand_in: Callable[..., HandedIn], home: Home, jpeg: bytes) -> None:
    """Another picture under the same name is another idea."""
    text = SMALL + "media: [{file: cake.jpg, alt: A cake}]\n"
    (home.ideas / "cake.jpg").write_bytes(jpeg)
    before = hand_in(text)
    (home.ideas / "cake.jpg").write_bytes(jpeg + b"\0")
    assert before.digest != hand_in(text).digest
    assert [before.bodies[picture.digest] for picture in before.pictures]
