"""An image as it will be sent: upright, without metadata."""

import hashlib

from communique.committee.strict import Strict
from communique.post.idea import MediaItem


class Picture(Strict):
    """One image of a post, known by the SHA-256 of exactly the bytes that are sent."""

    digest: str
    """SHA-256 of the bytes, in hex."""
    mime: str
    width: int
    """In pixels, after turning upright."""
    height: int
    size: int
    """In bytes."""
    file: str
    alt: str
    credit: str
    licence: str


class NoPicture(Exception):
    """A file that can't be sent as a picture; says what is wrong and what would be right."""

    def __init__(self, message: str, cure: str) -> None:
        """Keep both texts for the author."""
        super().__init__(message)
        self.message = message
        self.cure = cure


def prepare(body: bytes, item: MediaItem) -> tuple[Picture, bytes]:
    """Turn a picture upright and take all metadata out; gives the picture and the bytes to be sent.

    Raises `NoPicture` for what is no whole JPEG, PNG, GIF or WebP image, or too large to be unpacked.
    """
    from communique.post.encoding import NotAnImage, encode  # noqa: PLC0415 - most ideas have no picture

    try:
        encoded = encode(body)
    except NotAnImage as error:
        raise NoPicture(f"`{item.file}` {error.message}", error.cure) from error
    picture = Picture(
        digest=hashlib.sha256(encoded.body).hexdigest(),
        mime=encoded.mime,
        width=encoded.width,
        height=encoded.height,
        size=len(encoded.body),
        file=item.file,
        alt=item.alt,
        credit=item.credit,
        licence=item.licence,
    )
    return picture, encoded.body
