"""Exactly what a network gets, for people."""

from communique.cli.outgoing import parts, pictures
from communique.post.picture import Picture
from communique.post.rendering import Part, Rendering

PICTURE = Picture(
    digest="0" * 64, mime="image/jpeg", width=640, height=480, size=1000, file="cake.jpg", alt="A cake",
    credit="Pat Tart", licence="CC-BY-4.0",
)  # fmt: skip
THREAD = Rendering(
    network="fake", account="practice", slug="cakes", title="Cakes", language="en", pictures=(PICTURE,),
    parts=(Part(text="First.", length=6, limit=280), Part(text="Second.\n\nMore.", length=13, limit=0)),
)  # fmt: skip


def test_every_part_as_it_is_sent() -> None:
    """Each part's text stands there with every line, its counted length, the limit, and whether it is out."""
    assert [line.plain for line in parts(THREAD, 1)] == [
        "First.",
        "(part 1 of 2, 6 of 280 characters, out already)",
        "Second.\n\nMore.",
        "(part 2 of 2, 13 characters)",
    ]


def test_pictures() -> None:
    """Each image stands there with its size, alternative text, credit and licence."""
    shown = "\n".join(line.plain for line in pictures(THREAD))
    assert shown == "Image: cake.jpg, 640 × 480, “A cake”\n       Pat Tart, CC-BY-4.0"
