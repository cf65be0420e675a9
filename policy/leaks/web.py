"""HTML: what a browser would show, by paragraph and table row."""

from html.parser import HTMLParser

from communique.policy.leaks.flow import Flow
from communique.policy.leaks.paper import Block, Part, Trouble, Unreadable
from communique.policy.leaks.plain import decoded

_SKIPPED = frozenset({"script", "style", "template"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_BLOCKS = frozenset({
    "p", "div", "li", "ul", "ol", "dt", "dd", "dl", "section", "article", "header", "footer", "aside", "main", "nav",
    "blockquote", "pre", "figure", "figcaption", "body", "head", "html", "table", "tr", "caption",
}) | _HEADINGS  # fmt: skip


class _Page(HTMLParser):
    """Ends a block wherever one begins or ends: pages are rarely well-formed, so nothing is nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flow = Flow()
        self._skipping = ""
        self._row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"alt", "title"} and value:
                self.flow.text(f" {value} ")
        if tag in _SKIPPED:
            self._skipping = tag
        self._turn(tag, begins=True)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = ""
        self._turn(tag, begins=False)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.flow.text(data)

    def _turn(self, tag: str, *, begins: bool) -> None:
        """End a block at the edge of the next one; the cells of a row stay together."""
        if tag not in _BLOCKS or (self._row and tag != "tr"):
            self.flow.text(" " if tag in {"td", "th", "br"} or tag in _BLOCKS else "")
            return
        if not begins and tag in _HEADINGS:
            self.flow.call_heading()
        self.flow.end(Part.TABLE if self._row else None)
        self._row = begins and tag == "tr"


def read_html(content: bytes) -> list[Block]:
    """Give the blocks of a page; raises Unreadable."""
    page = _Page()
    try:
        page.feed(decoded(content))
        page.close()
    except AssertionError:  # the standard library's, of a marked section without a name
        raise Unreadable(Trouble.BROKEN) from None
    page.flow.end()
    return page.flow.blocks
