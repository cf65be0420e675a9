"""What a forum refuses, and how it shows Markdown, as far as our posts could meet it; for practice."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from communique.connectors.practice.server import Reply

MISSING = "The requested URL or resource could not be found."
PICTURE = re.compile(r"!\[([^\]|]*)\|(\d+)x(\d+)\]\(upload://(\w+)\.\w+\)")
_ADDRESS = re.compile(r"https?://\S+")


class No(Exception):
    """What the forum refuses, as its answer."""

    def __init__(self, status: int, kind: str, words: str) -> None:
        """Refuse in the forum's words."""
        super().__init__(words)
        self.reply = as_json(status, {"action": "create_post", "errors": [words], "error_type": kind})


def as_json(status: int, told: Mapping[str, object]) -> Reply:
    """Answer in JSON, in Discourse's own spelling of its type."""
    return Reply(status, Reply.of(status, told).body, {"Content-Type": "application/json; charset=utf-8"})


def invalid(words: str) -> No:
    """Refuse what does not fit."""
    return No(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_record", words)


def missing() -> No:
    """Say that there is no such thing."""
    return No(HTTPStatus.NOT_FOUND, "not_found", MISSING)


def seen(raw: str) -> str:
    """Read Markdown as the public sees it."""
    text = PICTURE.sub("", raw).strip()
    pieces, end = "", 0
    for address in _ADDRESS.finditer(text):
        pieces += _plain(text[end : address.start()]) + address.group()
        end = address.end()
    return pieces + _plain(text[end:])


def _plain(text: str) -> str:
    """Take marks away, and HTML; what has a backslash before it stays."""
    safe = re.sub(r"\\([!-/:-@\[-`{-~])", lambda found: chr(0xE000 + ord(found[1])), text)
    bare = re.sub(r"<[^>]*>|[*_`~]|^#+ |^> ?|^[-+] |^\d+[.)] |:\w+:|&\w+;", "", safe, flags=re.MULTILINE)
    return re.sub(r"[\ue000-\ue07f]", lambda found: chr(ord(found[0]) - 0xE000), bare)
