"""Walks through the XML of office documents without building a tree and without following any entity."""

from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from communique.policy.leaks.flow import ADDED, REMOVED, Flow
from communique.policy.leaks.paper import Part, Trouble, Unreadable


class Dialect(NamedTuple):
    """What the tags of a format mean here."""

    paragraphs: frozenset[str]
    containers: Mapping[str, Part]
    """Tags whose paragraphs all belong to one block, such as the rows of tables."""
    breaks: Mapping[str, str]
    """Tags that stand for characters."""
    texts: frozenset[str] = frozenset()
    """Tags that text stands in; if none is named, it stands right in the paragraphs."""
    skipped: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    """Tags of paragraphs that are headings."""
    style: tuple[str, str] = ("", "")
    """A tag inside a paragraph that names its style, and the attribute that does."""
    changes: Mapping[str, str] = {}
    """Tags around tracked changes."""


class Walk:
    """One way through one XML file."""

    def __init__(self, dialect: Dialect, flow: Flow, heading_styles: frozenset[str] = frozenset()) -> None:
        """Walk as the dialect says; blocks go to the flow."""
        self._dialect, self._flow, self._heading_styles = dialect, flow, heading_styles
        self._own: list[bool] = []
        self._containers = self._texts = self._skipped = 0

    def read(self, content: bytes) -> None:
        """Read the file to its end; raises Unreadable."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.Parse(content, True)  # noqa: FBT003 -- the only way to say that this was all
        except expat.ExpatError:
            raise Unreadable(Trouble.BROKEN) from None
        self._flow.end()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        dialect, flow = self._dialect, self._flow
        if tag in dialect.paragraphs:
            self._own.append(not self._containers)
            flow.begin(heading=tag in dialect.headings) if self._own[-1] else flow.text(" ")
        elif tag in dialect.containers:
            self._containers += 1
            flow.begin()
        elif tag in dialect.breaks:
            flow.text(dialect.breaks[tag])
        elif (
            tag == dialect.style[0]
            and attributes.get(dialect.style[1]) in self._heading_styles
            and self._own[-1:] == [True]
        ):
            flow.call_heading()
        self._texts += tag in dialect.texts
        self._skipped += tag in dialect.skipped
        flow.change = dialect.changes.get(tag, flow.change)

    def _end(self, tag: str) -> None:
        dialect, flow = self._dialect, self._flow
        if tag in dialect.paragraphs:
            flow.end() if self._own.pop() else flow.text(" ")
        elif tag in dialect.containers:
            self._containers -= 1
            flow.end(dialect.containers[tag])
        self._texts -= tag in dialect.texts
        self._skipped -= tag in dialect.skipped
        if tag in dialect.changes:
            flow.change = ""

    def _characters(self, text: str) -> None:
        wanted = self._texts if self._dialect.texts else self._own
        if wanted and not self._skipped:
            self._flow.text(text)


def _refuse(*_: object) -> None:
    """Refuse a document type: no office program writes one, and entities can be declared only there."""
    raise Unreadable(Trouble.BROKEN)


WORD = Dialect(
    paragraphs=frozenset({"w:p", "a:p"}),
    containers={
        "w:tr": Part.TABLE,
        "w:txbxContent": Part.TEXT_BOX,
        "w:footnote": Part.FOOTNOTE,
        "w:endnote": Part.FOOTNOTE,
        "w:comment": Part.COMMENT,
    },
    breaks={"w:tab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:softHyphen": "\u00ad", "w:tc": " "},
    texts=frozenset({"w:t", "w:delText", "a:t", "m:t"}),
    style=("w:pStyle", "w:val"),
    changes={"w:ins": ADDED, "w:moveTo": ADDED, "w:del": REMOVED, "w:moveFrom": REMOVED},
)
"""Office Open XML, ISO/IEC 29500-1, 17.2 and 17.13."""
OPEN_DOCUMENT = Dialect(
    paragraphs=frozenset({"text:p", "text:h"}),
    containers={
        "table:table-row": Part.TABLE,
        "draw:text-box": Part.TEXT_BOX,
        "text:note-body": Part.FOOTNOTE,
        "office:annotation": Part.COMMENT,
        "style:header": Part.HEADER,
        "style:footer": Part.FOOTER,
    },
    breaks={"text:s": " ", "text:tab": " ", "text:line-break": "\n", "table:table-cell": " "},
    skipped=frozenset({"dc:creator", "dc:date", "text:note-citation", "meta:creator-initials"}),
    headings=frozenset({"text:h"}),
)
"""OpenDocument, ISO/IEC 26300-1; deleted text stands before the body, as paragraphs of its own."""
