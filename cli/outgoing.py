"""Exactly what a network gets, for people: each part with its counted length, and the images."""

from collections.abc import Iterator

from rich.text import Text

from communique.cli.terminal import safe
from communique.post.rendering import Rendering


def parts(rendering: Rendering, done: int) -> Iterator[Text]:
    """Give each part's text as it is sent, and below it how long it is; `done` parts are out already."""
    several = len(rendering.parts) > 1
    for number, part in enumerate(rendering.parts, 1):
        yield safe(part.text)
        length = f"{part.length} of {part.limit} characters" if part.limit else f"{part.length} characters"
        name = f"part {number} of {len(rendering.parts)}, " if several else ""
        yield Text(f"({name}{length}{', out already' if number <= done else ''})", style="dim")


def pictures(rendering: Rendering) -> Iterator[Text]:
    """Give each image with what is said of it."""
    for picture in rendering.pictures:
        yield safe(f"Image: {picture.file}, {picture.width} × {picture.height}, “{picture.alt}”")
        yield safe(f"       {picture.credit}, {picture.licence}", "dim")
