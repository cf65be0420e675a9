"""An image as it will be sent: upright, without metadata."""

from communique.committee.strict import Strict


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
