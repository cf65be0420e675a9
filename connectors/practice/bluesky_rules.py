"""What a Bluesky server lets a post be (lexicon `app.bsky.feed.post`), and its own words where it refuses.

A little stricter than the real one: a field that the lexicon does not name is refused too.
"""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, cast

IMAGES = "app.bsky.embed.images"
LONGEST = (300, 3000)
"""Most graphemes, most bytes."""
PICTURES = 4
LARGEST = 2_000_000
"""Most bytes of a picture."""
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URI = re.compile(r"\w+:(?://)?[^\s/]\S*")
FEATURES = {
    "app.bsky.richtext.facet#link": ("uri", URI),
    "app.bsky.richtext.facet#tag": ("tag", re.compile(r"\S{1,64}")),
    "app.bsky.richtext.facet#mention": ("did", re.compile(r"did:[a-z]+:\S+")),
}
ALLOWED = ("$type", "text", "createdAt", "langs", "facets", "reply", "embed")
Body = Mapping[str, Any]


class Wrong(Exception):
    """A request that the server refuses; bears the protocol's name for it."""

    def __init__(self, message: str, name: str = "InvalidRequest", status: int = 400) -> None:
        """Keep what the answer says."""
        super().__init__(message)
        self.name, self.status = name, status


def refuse_keys(told: Any, needed: Collection[str], allowed: Collection[str], place: str) -> Body:  # noqa: ANN401 -- whatever came
    """Refuse what is no mapping, lacks a key or has one too many; gives the mapping. Raises `Wrong`."""
    if not isinstance(told, dict):
        raise Wrong(f"Expected object value type at {place}")
    given = cast("Body", told)
    for name in needed:
        if name not in given:
            raise Wrong(f'Missing required key "{name}" at {place}')
    for name in given:
        if name not in {*allowed, "$type"}:  # every object may say what it is
            raise Wrong(f'Unknown key "{name}" at {place}')
    return given


def refuse_post(record: Any) -> Body:  # noqa: ANN401 -- whatever came
    """Refuse what is no post; gives the post. Raises `Wrong`."""
    post = refuse_keys(record, ("$type", "text", "createdAt"), ALLOWED, "$.record")
    _refuse_text(str(post["text"]))
    if post["$type"] != "app.bsky.feed.post" or not MOMENT.fullmatch(str(post["createdAt"])):
        raise Wrong("Invalid app.bsky.feed.post record: Invalid datetime at $.record.createdAt")
    for tongue in post.get("langs", []):
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9-]+)?", tongue) or len(post["langs"]) > 3:  # noqa: PLR2004 -- the lexicon's figure
            raise Wrong("Invalid app.bsky.feed.post record: Invalid language at $.record.langs")
    for facet in post.get("facets", []):
        _refuse_facet(facet, post["text"].encode())
    if "reply" in post:
        reply = refuse_keys(post["reply"], ("root", "parent"), ("root", "parent"), "$.record.reply")
        for end in ("root", "parent"):
            refuse_keys(reply[end], ("uri", "cid"), ("uri", "cid"), "$.record.reply")
    if "embed" in post:
        _refuse_embed(post["embed"])
    return post


def pictures(post: Body) -> list[Body]:
    """Give the pictures of a post that was looked at."""
    return list(post.get("embed", {}).get("images", []))


def card(post: Body) -> str | None:
    """Give the address on the card of a post, if it has one."""
    external = post.get("embed", {}).get("external")
    return external["uri"] if external else None


def cid(codec: bytes, body: bytes) -> str:
    """Name bytes as the protocol does: CIDv1, SHA-256, base32."""
    whole = b"\x01" + codec + b"\x12\x20" + hashlib.sha256(body).digest()
    return "b" + base64.b32encode(whole).decode().lower().rstrip("=")


def record_cid(record: Body) -> str:
    """Name a record by what it says; the real server encodes it otherwise, so the name is another one."""
    return cid(b"\x71", json.dumps(record, sort_keys=True).encode())


def clusters(text: str) -> int:
    """Count graphemes by hand: what joins, accents, colours of skin and pairs of flag letters add nothing."""
    count, joined, flags = 0, False, 0
    for character in text:
        flag = 0x1F1E6 <= ord(character) <= 0x1F1FF  # noqa: PLR2004 -- the letters that flags are made of
        flags = flags + 1 if flag else 0
        attached = unicodedata.category(character) in {"Mn", "Me", "Mc"} or character in "\u200c\u200d\uff9e\uff9f"
        toned = 0x1F3FB <= ord(character) <= 0x1F3FF  # noqa: PLR2004 -- colours of skin
        if not (count and (attached or toned or joined or (flag and flags % 2 == 0))):
            count += 1
        joined = character == "\u200d"
    return count


def _refuse_text(text: str) -> None:
    """Refuse a text that is too long, in the real server's words."""
    begin = "Invalid app.bsky.feed.post record:"
    size, length = len(text.encode()), clusters(text)
    if size > LONGEST[1]:
        raise Wrong(f"{begin} string too big (maximum {LONGEST[1]}, got {size}) at $.record.text")
    if length > LONGEST[0]:
        raise Wrong(f"{begin} grapheme too big (maximum {LONGEST[0]}, got {length}) at $.record.text")


def _refuse_facet(told: Any, text: bytes) -> None:  # noqa: ANN401 -- whatever came
    """Refuse a facet that lies outside the text, cuts a character in two or says nothing known."""
    facet = refuse_keys(told, ("index", "features"), ("index", "features"), "$.record.facets")
    index = refuse_keys(facet["index"], ("byteStart", "byteEnd"), ("byteStart", "byteEnd"), "$.record.facets.index")
    begin, end = index["byteStart"], index["byteEnd"]
    if not 0 <= begin < end <= len(text):
        raise Wrong("Invalid app.bsky.feed.post record: Invalid range at $.record.facets.index")
    try:
        text[begin:end].decode()
    except UnicodeDecodeError as cut:
        raise Wrong("Invalid app.bsky.feed.post record: Cut character at $.record.facets.index") from cut
    for feature in facet["features"]:
        name, form = FEATURES.get(feature.get("$type"), ("", URI))
        refuse_keys(feature, ("$type", name), (name,), "$.record.facets.features")
        if not form.fullmatch(str(feature[name])):
            raise Wrong(f"Invalid app.bsky.feed.post record: Invalid {name} at $.record.facets.features")


def _refuse_embed(embed: Any) -> None:  # noqa: ANN401 -- whatever came
    """Refuse pictures without words, too many or too large, and cards without an address."""
    if refuse_keys(embed, ("$type",), ("$type", "images", "external"), "$.record.embed")["$type"] == IMAGES:
        images = refuse_keys(embed, ("$type", "images"), ("$type", "images"), "$.record.embed")["images"]
        if not 1 <= len(images) <= PICTURES:
            raise Wrong("Invalid app.bsky.feed.post record: array too big (maximum 4) at $.record.embed.images")
        for place, image in enumerate(images):
            _refuse_image(image, f"$.record.embed.images[{place}]")
        return
    told = refuse_keys(embed, ("$type", "external"), ("$type", "external"), "$.record.embed")
    needed = ("uri", "title", "description")
    external = refuse_keys(told["external"], needed, (*needed, "thumb"), "$.record.embed.external")
    if not URI.fullmatch(external["uri"]):
        said = external["uri"]
        raise Wrong(f'Invalid app.bsky.feed.post record: Invalid uri (got "{said}") at $.record.embed.external.uri')


def _refuse_image(told: Any, place: str) -> None:  # noqa: ANN401 -- whatever came
    """Refuse a picture without words for those who can't see it, or larger than a post may have."""
    try:
        image = refuse_keys(told, ("image", "alt"), ("image", "alt", "aspectRatio"), place)
    except Wrong as wrong:
        raise Wrong(f"Invalid app.bsky.feed.post record: {wrong}") from wrong
    blob = refuse_keys(
        image["image"], ("$type", "ref", "mimeType", "size"), ("$type", "ref", "mimeType", "size"), place
    )
    if blob["size"] > LARGEST or not str(blob["mimeType"]).startswith("image/"):
        said = f"blob too big (maximum {LARGEST}, got {blob['size']})"
        raise Wrong(f"Invalid app.bsky.feed.post record: {said} at {place}.image")
