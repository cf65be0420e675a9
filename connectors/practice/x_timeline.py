"""How X gives a post back: short addresses, `&amp;`, an address for the pictures (docs.x.com, "Post object")."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from communique.connectors.practice.server import Seen
from communique.connectors.practice.x_count import spans

FIELDS = frozenset({
    "", "author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "entities", "id", "lang",
    "referenced_tweets", "text",
})  # fmt: skip


def written(post: Seen, made: dt.datetime, fields: Iterable[str], handle: str) -> dict[str, object]:
    """Give a post as X writes it; what was not asked for is left out."""
    every: dict[str, object] = {
        "created_at": made.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "entities": {"urls": _addresses(post, handle)},
    }
    if post.previous:
        every["referenced_tweets"] = [{"type": "replied_to", "id": post.previous}]
    told = {"id": post.id, "text": wire_text(post), "edit_history_tweet_ids": [post.id]}
    return told | {field: every[field] for field in fields if field in every}


def wire_text(post: Seen) -> str:
    """Give a post's text as X gives it."""
    pieces, place = list[str](), 0
    for start, end in spans(post.text):
        pieces += [_escaped(post.text[place:start]), _short(post.text[start:end])]
        place = end
    pieces.append(_escaped(post.text[place:]))
    return "".join(pieces) + (f" {_short(post.id)}" if post.pictures else "")


def _addresses(post: Seen, handle: str) -> list[dict[str, object]]:
    """Give what stands behind each short address, and where it stands."""
    found: list[dict[str, object]] = []
    for start, end in spans(post.text):
        said = post.text[start:end]
        whole = said if said.lower().startswith(("http://", "https://")) else f"http://{said}"
        found.append({"url": _short(said), "expanded_url": whole, "display_url": whole.partition("://")[2][:26]})
    if post.pictures:
        whole, shown = f"https://x.com/{handle}/status/{post.id}/photo/1", f"pic.x.com/{_short(post.id)[-10:]}"
        found.append({"url": _short(post.id), "expanded_url": whole, "display_url": shown, "media_key": "3_1"})
    text = wire_text(post)
    for one in found:
        one["start"] = text.index(str(one["url"]))
        one["end"] = text.index(str(one["url"])) + len(str(one["url"]))
    return found


def _short(said: str) -> str:
    """Give the short address that stands for something."""
    return f"https://t.co/{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def _escaped(text: str) -> str:
    """Write what means something in HTML in the other way."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
