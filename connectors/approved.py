"""The bytes of pictures, surely those that were approved."""

import hashlib

from communique.connectors.connector import Pictures
from communique.connectors.errors import Refused
from communique.post.picture import Picture


def approved(picture: Picture, pictures: Pictures) -> bytes:
    """Give the bytes of a picture; raises `Refused` if there are none or others than those that were approved."""
    try:
        body = pictures(picture.digest)
    except KeyError as missing:
        raise Refused(f"the picture {picture.file} is no longer in the queue; hand the idea in again") from missing
    if hashlib.sha256(body).hexdigest() != picture.digest:
        raise Refused(f"the picture {picture.file} is not the approved one; hand the idea in again")
    return body
