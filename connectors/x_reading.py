"""What X gives back of a post, made comparable with what was sent.

X shows `t.co` in place of every address, writes `&`, `<` and `>` as in HTML, and adds an address for the pictures
(docs.x.com, "Post object": `entities.urls`).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from communique.connectors.errors import InDoubt
from communique.connectors.text import flat

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_SLASH = re.compile(r"/(?=\s|$)")


def comparable(text: str) -> str:
    """Give a text without what X may change: white space, `https://` before an address, a slash behind it."""
    return flat(_SLASH.sub("", _SCHEME.sub("", unicodedata.normalize("NFC", text))))


def told_text(post: Mapping[str, Any]) -> str:
    """Give a post's text as it was sent, but for what `comparable` takes away."""
    text = str(post["text"]).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    entities: Mapping[str, Any] = post.get("entities") or {}
    for address in entities.get("urls", ()):
        whole = "" if _is_picture(address) else str(address["expanded_url"])
        text = text.replace(address["url"], whole)
    return text


def _is_picture(address: Mapping[str, Any]) -> bool:
    """Tell whether an address is one that X added for the pictures."""
    return "media_key" in address or str(address.get("display_url", "")).startswith(("pic.x.com/", "pic.twitter.com/"))


def previous(post: Mapping[str, Any]) -> str | None:
    """Give the id of the post that one replies to."""
    relations = post.get("referenced_tweets") or ()
    return next((one["id"] for one in relations if one["type"] == "replied_to"), None)


def first_match(posts: Iterable[Mapping[str, Any]], text: str, reply_to: str | None, since: dt.datetime) -> str | None:
    """Give the id of the first post at or after a moment that says a text in reply to a post; else of the last before.

    Raises `InDoubt` if a post can't be read.
    """
    wanted, start = comparable(text), since.replace(microsecond=0)
    try:
        same = [
            _stamped(post) for post in posts if previous(post) == reply_to and comparable(told_text(post)) == wanted
        ]
        later, earlier = [one for one in same if one[0] >= start], [one for one in same if one[0] < start]
    except (AttributeError, KeyError, TypeError, ValueError) as strange:
        raise InDoubt("X tells of our posts in words that can't be read") from strange
    found = min(later, default=None) or max(earlier, default=None)
    return found[1] if found else None


def _stamped(post: Mapping[str, Any]) -> tuple[dt.datetime, str]:
    """Give when a post was made, and its id."""
    return dt.datetime.fromisoformat(post["created_at"]), str(post["id"])
