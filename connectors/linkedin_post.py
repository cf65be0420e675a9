"""One post of a page on LinkedIn: as it is sent, and as LinkedIn tells it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Self

from communique.connectors import littletext, text
from communique.connectors.errors import InDoubt
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering

URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
"""The name of a post."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A post as LinkedIn tells it."""

    urn: str
    created: dt.datetime
    words: str
    source: str
    """Address of the card; empty if there is none."""
    pictures: int

    @classmethod
    def of(cls, told: Any) -> Self:  # noqa: ANN401 -- whatever LinkedIn said
        """Read a post; raises `InDoubt` if it is none."""
        try:
            held: dict[str, Any] = told.get("content") or {}
            images = len(held.get("multiImage", {"images": ()})["images"]) or int("media" in held)
            return cls(
                urn=str(told["id"]),
                created=dt.datetime.fromtimestamp(told["createdAt"] / 1000, dt.UTC),
                words=littletext.decoded(told.get("commentary", "")),
                source=str(held.get("article", {"source": ""})["source"]),
                pictures=images,
            )
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError) as strange:
            raise InDoubt("LinkedIn tells of posts in words that can't be read") from strange

    def shows(self, rendering: Rendering) -> bool:
        """Tell whether it has the link and as many pictures as a rendering."""
        card = rendering.link or "" if not rendering.pictures else ""
        return (self.source.rstrip("/"), self.pictures) == (card.rstrip("/"), len(rendering.pictures))


def entity(author: str, rendering: Rendering, words: str, images: list[str]) -> dict[str, object]:
    """Give a post as the interface wants it, published at once and seen by everybody."""
    return {
        "author": author,
        "commentary": littletext.encoded(words),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        **content(rendering, images),
    }


def content(rendering: Rendering, images: list[str]) -> dict[str, object]:
    """Give what stands below the words: pictures with their alternative texts, or a card for the link, or nothing."""
    described = [
        {"id": name, **({"altText": picture.alt} if picture.alt else {})}
        for name, picture in zip(images, rendering.pictures, strict=True)
    ]
    if len(described) > 1:
        return {"content": {"multiImage": {"images": described}}}
    if described:
        return {"content": {"media": described[0]}}
    return {"content": {"article": {"source": rendering.link, "title": rendering.title}}} if rendering.link else {}


def listed(told: Any) -> list[Posted]:  # noqa: ANN401 -- whatever LinkedIn said
    """Read a list of posts; raises `InDoubt` if it is none."""
    try:
        return [Posted.of(each) for each in told]
    except TypeError as strange:
        raise InDoubt("LinkedIn tells of posts in words that can't be read") from strange


def cut(words: str, shown: str) -> bool:
    """Tell whether what is shown is only the beginning of the words."""
    whole, seen = littletext.normal(words), littletext.normal(shown)
    return bool(seen) and seen != whole and whole.startswith(seen)


def difference(words: str, shown: str) -> str:
    """Say how what is shown differs from the words; empty if it doesn't."""
    if littletext.normal(words) == littletext.normal(shown):
        return ""
    if cut(words, shown):
        return f"LinkedIn cut the text after “…{littletext.normal(shown)[-40:]}”"
    return f"LinkedIn shows another text than the approved one: “{text.shorten(shown, 80)}”"


def address(urn: str) -> str:
    """Give the public address of a post."""
    return f"https://www.linkedin.com/feed/update/{urn}/"


def receipt(urn: str) -> Receipt:
    """Say where a post stands."""
    return Receipt(remote_id=urn, url=address(urn))
