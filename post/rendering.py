"""What one network will get, frozen; and the seal that the Secretary's approval puts on it."""

import hashlib
import json

from communique.committee.strict import Strict
from communique.post.picture import Picture


class Part(Strict):
    """One step of a rendering: a post, or one piece of a thread."""

    text: str
    """Exactly what is sent."""
    length: int
    """As this network counts it."""
    limit: int
    """What this network allows; 0 means no limit."""


class Rendering(Strict):
    """The exact text and media as one network will get them."""

    network: str
    account: str
    """The account it goes to, in the network's own words (handle, title, address)."""
    slug: str
    """The idea's id, for networks with addresses of their own choice."""
    title: str
    language: str
    parts: tuple[Part, ...]
    pictures: tuple[Picture, ...] = ()
    link: str | None = None
    remarks: tuple[str, ...] = ()
    """What the Secretary should know besides, as what it costs; not sent, and no part of what is sealed."""


class Terms(Strict):
    """What an approval also covers besides the rendering itself."""

    after: str
    """Start of the publishing window in UTC (ISO 8601), or empty."""
    before: str
    """End of the publishing window in UTC (ISO 8601), or empty."""
    rules: str
    """Version of the rule pack that was applied."""


def seal(rendering: Rendering, terms: Terms) -> str:
    """Give the SHA-256, in hex, of everything that the Secretary approves for one network."""
    body = {"rendering": rendering.model_dump(mode="json", exclude={"remarks"}), "terms": terms.model_dump(mode="json")}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
