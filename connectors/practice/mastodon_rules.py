"""What a Mastodon server refuses, and how it counts and shows a text; for practice, apart from our own counting."""

import html
import re
import unicodedata
from http import HTTPStatus

from communique.connectors.practice.server import Reply


class No(Exception):
    """What the server refuses, as its answer."""

    def __init__(self, status: int, words: str) -> None:
        """Refuse in the server's words."""
        super().__init__(words)
        self.reply = Reply.of(status, {"error": words})


def invalid(words: str) -> No:
    """Refuse what does not fit, in Mastodon's words."""
    return No(HTTPStatus.UNPROCESSABLE_ENTITY, f"Validation failed: {words}")


def check(said: str | None, limit: int) -> None:
    """Refuse a text that is missing or too long."""
    if said is None:
        raise invalid("Text can't be blank")
    if counted(said) > limit:
        raise invalid(f"Text character limit of {limit} exceeded")


def counted(said: str) -> int:
    """Count characters in a way of our own: what joins, and what is joined, counts nothing."""
    words = [_word(word) for word in re.split(r"(\s)", said)]
    total, joined = 0, False
    for char in unicodedata.normalize("NFC", "".join(words)):
        mark = unicodedata.category(char) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= char <= "\U0001f3ff"
        total += not (mark or joined or char == "\u200d")
        joined = char == "\u200d"
    flags = re.findall(r"[\U0001F1E6-\U0001F1FF]{2}", said)
    return total - len(flags)


def _word(word: str) -> str:
    """Give a word as it counts: an address as 23 letters, a mention without its server."""
    if word.startswith(("http://", "https://")) and "." in word:
        return "u" * 23 + "." * (len(word) - len(word.rstrip(".,;:!?")))
    name, server, rest = word[1:].partition("@")
    if word.startswith("@") and server and re.match(r"\w", rest):
        return f"@{name}" + re.sub(r"^[a-zA-Z0-9.-]*[a-zA-Z0-9]", "", rest)
    return word


def as_html(said: str) -> str:
    """Write a text as Mastodon shows it."""
    linked = re.sub(r"(https?://)(\S+)", r'<a href="\1\2"><span class="invisible">\1</span>\2</a>', html.escape(said))
    paragraphs = linked.split("\n\n")
    return "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
