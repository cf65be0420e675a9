"""What a network takes of pictures, and making them so."""

import hashlib
from dataclasses import dataclass

from communique.post.picture import Picture


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture must be on one network; 0 stands for no limit."""

    mimes: frozenset[str]
    """The kinds of images taken, as in `image/png`."""
    size: int = 0
    """Most bytes."""
    pixels: int = 0
    """Most pixels, width times height."""
    side: int = 0
    """Longest side, in pixels."""

    def takes(self, picture: Picture) -> bool:
        """Tell whether a picture may be sent as it is."""
        return (
            picture.mime in self.mimes
            and _within(picture.size, self.size)
            and _within(picture.width * picture.height, self.pixels)
            and _within(max(picture.width, picture.height), self.side)
        )


def fit(picture: Picture, body: bytes, frame: Frame) -> tuple[Picture, bytes]:
    """Give a picture as a network takes it, with its bytes: scaled down or encoded anew only where it must be.

    The same bytes always give the same bytes. Nothing is cut off, and nothing is made larger. A picture that can't be
    made small enough is given as small as it gets; the network will refuse it.
    """
    if frame.takes(picture):
        return picture, body
    from communique.post.encoding import refit  # noqa: PLC0415 -- most pictures fit as they are

    made = refit(body, frame.mimes, size=frame.size, pixels=frame.pixels, side=frame.side)
    changed = {
        "digest": hashlib.sha256(made.body).hexdigest(),
        "mime": made.mime,
        "width": made.width,
        "height": made.height,
        "size": len(made.body),
    }
    return picture.model_copy(update=changed), made.body


def _within(value: int, most: int) -> bool:
    return not most or value <= most
