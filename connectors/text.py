"""How our own networks treat a text: tidied, counted as people count, a title taken from it."""

import re
import unicodedata

TITLE = 80
"""Longest title, in characters, that is taken from a text."""

# XML 1.0 (section 2.2) does not know these characters, so neither a feed nor a page could carry them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SENTENCE = re.compile(r".{15,}?(?:[.!?…](?=\s)|[。！？])", re.DOTALL)


def tidy(text: str) -> str:
    """Give a text without stray white space: one blank line between paragraphs, none around, no control characters."""
    lines = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def measure(text: str) -> int:
    """Count the characters of a text in Unicode's composed form (NFC), so that an accent is not a character."""
    return len(unicodedata.normalize("NFC", text))


def names(text: str, address: str) -> bool:
    """Tell whether a text holds a web address as a whole, not as the beginning of a longer one."""
    return bool(re.search(rf"(?<![\w/@.]){re.escape(address)}(?![\w/?#&=%-])", text))


def flat(text: str) -> str:
    """Give a text on one line."""
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """Cut a text on one line at a word, with an ellipsis, to at most so many characters."""
    line = flat(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    word = cut.rfind(" ")
    return cut[: word if word > limit // 2 else len(cut)].rstrip(" ,;:–-") + "…"


def title(text: str) -> str:
    """Take a title from a text: its first sentence, without the full stop, cut at a word."""
    paragraph = flat(text.split("\n\n", maxsplit=1)[0])
    sentence = _SENTENCE.match(paragraph)
    first = sentence.group() if sentence else paragraph
    return shorten(first.removesuffix(".") if not first.endswith("..") else first, TITLE)


def rest(title: str, text: str) -> str | None:
    """Give what follows in a text, on one line, after a title that was taken from it; None for a title of its own."""
    line, stem = flat(text), title.removesuffix("…")
    if not stem or not line.startswith(stem):
        return None
    after = line[len(stem) :].removeprefix(".").strip()
    return f"… {after}" if title.endswith("…") and not line.startswith(title) else after
