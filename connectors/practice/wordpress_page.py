"""A post on a WordPress site as the public reads it."""

import re
from html import unescape
from html.parser import HTMLParser

TYPESET = ((r"\[[^\]]*\]", ""), (r"\.{3}", "…"), ("--", "–"), ("'", "’"), ('"', "”"), (r"(?<!\S)8-?\)(?!\S)", "😎"))
"""What WordPress makes of a text that is not written as numbers: shortcodes, typography, faces."""


class Page(HTMLParser):
    """A post as the public reads it."""

    def __init__(self, content: str) -> None:
        """Read the HTML of a post."""
        super().__init__(convert_charrefs=False)
        self.pictures: list[tuple[str, str]] = []
        """Number and alternative text of each picture."""
        self._paragraphs: list[str] = []
        self._inside, self._raw = False, ""
        self.feed(content.replace("<br />\n", "<br />"))
        self.close()

    @property
    def text(self) -> str:
        """Give the paragraphs."""
        return "\n\n".join(self._paragraphs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph or a line, or show a picture."""
        self._set(after="\n" if tag == "br" else "")
        said = dict(attrs)
        if tag == "p":
            self._paragraphs.append("")
        if tag == "img":
            self.pictures.append(((said.get("src") or "").rpartition("/")[2], said.get("alt") or ""))
        self._inside = tag == "p" or (self._inside and tag in {"a", "br"})

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph."""
        self._set()
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        """Read on."""
        self._raw += data

    def handle_charref(self, name: str) -> None:
        """Read a character that was written as a number."""
        self._raw += f"&#{name};"

    def handle_entityref(self, name: str) -> None:
        """Read a character that was written by its name."""
        self._raw += f"&{name};"

    def _set(self, after: str = "") -> None:
        """Set what was read up to a tag as WordPress does, and add it to the paragraph."""
        for read, shown in TYPESET:
            self._raw = re.sub(read, shown, self._raw)
        if self._inside:
            self._paragraphs[-1] += unescape(self._raw) + after
        self._raw = ""
