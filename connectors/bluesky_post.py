"""A post on Bluesky as its record: text, what can be clicked, pictures or a card, and what it follows.

Source: the lexicons `app.bsky.feed.post`, `app.bsky.embed.images` and `app.bsky.embed.external`.
"""

import datetime as dt
from collections.abc import Callable

from communique.connectors.bluesky_facets import facets
from communique.connectors.bluesky_repository import POSTS, Repository
from communique.connectors.errors import Refused
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering

Record = dict[str, object]
Bytes = Callable[[Picture], bytes]
"""Gives the approved bytes of a picture; raises `Refused` if there are none."""


def record(
    rendering: Rendering, stands: tuple[Receipt, ...], repository: Repository, *, body: Bytes, moment: dt.datetime
) -> Record:
    """Make the part that follows those that stand; its pictures are handed in now, which makes nothing public.

    Raises `Refused` if a picture is not the approved one or an earlier part is gone.
    """
    said = rendering.parts[len(stands)].text
    made: Record = {
        "$type": POSTS,
        "text": said,
        "createdAt": moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": [rendering.language],
        "facets": facets(said, repository.resolve),
        "reply": _reply(stands, repository),
    }
    if rendering.pictures and not stands:
        images = [_image(picture, repository, body) for picture in rendering.pictures]
        made["embed"] = {"$type": "app.bsky.embed.images", "images": images}
    elif rendering.link and not rendering.pictures and len(stands) + 1 == len(rendering.parts):
        card = {"uri": rendering.link, "title": rendering.title, "description": ""}
        made["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    return {name: given for name, given in made.items() if given}


def _image(picture: Picture, repository: Repository, body: Bytes) -> Record:
    """Hand a picture in and say how it is shown."""
    blob = repository.upload(body(picture), picture.mime)
    ratio = {"width": picture.width, "height": picture.height}
    return {"alt": picture.alt, "image": blob, "aspectRatio": ratio}


def _reply(stands: tuple[Receipt, ...], repository: Repository) -> Record:
    """Say which part comes first and which right before; empty for the first part."""
    if not stands:
        return {}
    root = _named(stands[0], repository)
    return {"root": root, "parent": root if len(stands) == 1 else _named(stands[-1], repository)}


def _named(receipt: Receipt, repository: Repository) -> dict[str, str]:
    """Name a part that stands together with what it says; raises `Refused` if it is gone."""
    cid = repository.cid(repository.rkey(receipt.remote_id))
    if cid is None:
        raise Refused(f"the part before it is no longer there: {receipt.url}")
    return {"uri": receipt.remote_id, "cid": cid}
