"""Word and OpenDocument files: zip archives of XML, read within limits."""

import io
import re
import zipfile
from collections.abc import Iterator

from communique.policy.leaks.flow import Flow
from communique.policy.leaks.markup import OPEN_DOCUMENT, WORD, Dialect, Walk
from communique.policy.leaks.paper import Block, Part, Trouble, Unreadable
from communique.policy.leaks.plain import looks_like_heading

MOST_UNPACKED = 200_000_000
"""Bytes of XML that one archive may unpack to."""
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD_PARTS = re.compile(
    r"word/(document|(header|footer)\d*|footnotes|endnotes|comments|diagrams/data\d*|charts/chart\d*)\.xml"
)
_STYLE = re.compile(r'<w:style\b[^>]*w:styleId="([^"]*)".*?</w:style>', re.DOTALL)
_HEADING_NAME = re.compile(r'<w:name w:val="([^"]* )?(heading|title|toc|annex)\b[^"]*"|<w:outlineLvl ', re.IGNORECASE)


def read_word(content: bytes) -> list[Block]:
    """Give body, tables, text boxes, headers, footers, notes, comments, and tracked changes before and after."""
    with _archive(content) as archive:
        names = [name for name in archive.namelist() if _WORD_PARTS.fullmatch(name)]
        if "word/document.xml" not in names:
            raise Unreadable(Trouble.BROKEN)
        members = _members(archive, [*names, "word/styles.xml"])
        styles = frozenset(_heading_styles(members.pop("word/styles.xml", b"").decode("utf-8", "replace")))
    return [block for name in sorted(members) for block in _walked(members[name], WORD, _flow(name), styles)]


def read_open_document(content: bytes) -> list[Block]:
    """Give body, tables, text boxes, headers, footers, notes, annotations, and deleted text."""
    with _archive(content) as archive:
        members = _members(archive, ["META-INF/manifest.xml", "content.xml", "styles.xml"])
    if b"encryption-data" in members.pop("META-INF/manifest.xml", b""):
        raise Unreadable(Trouble.LOCKED)
    if "content.xml" not in members:
        raise Unreadable(Trouble.BROKEN)
    return [block for each in members.values() for block in _walked(each, OPEN_DOCUMENT, Flow())]


def _archive(content: bytes) -> zipfile.ZipFile:
    if content.startswith(_OLE):
        raise Unreadable(Trouble.LOCKED if _ENCRYPTED in content else Trouble.BROKEN)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # noqa: BLE001 -- likewise
        raise Unreadable(Trouble.BROKEN) from None


def _members(archive: zipfile.ZipFile, names: list[str]) -> dict[str, bytes]:
    """Unpack what is there of some members, never more than the limit, whatever the archive says of itself."""
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for name in sorted({*names} & {*archive.namelist()}):
        try:
            with archive.open(name) as opened:
                found[name] = opened.read(left + 1)
        except RuntimeError:
            raise Unreadable(Trouble.LOCKED) from None
        except Exception:  # noqa: BLE001 -- whatever the library makes of damaged bytes, the file can't be read
            raise Unreadable(Trouble.BROKEN) from None
        left -= len(found[name])
        if left < 0:
            raise Unreadable(Trouble.TOO_LARGE)
    return found


def _flow(name: str) -> Flow:
    for part in (Part.HEADER, Part.FOOTER):
        if part.name.lower() in name:
            return Flow(part)
    return Flow()


def _walked(content: bytes, dialect: Dialect, flow: Flow, styles: frozenset[str] = frozenset()) -> list[Block]:
    Walk(dialect, flow, styles).read(content)
    return [
        block._replace(heading=block.heading or (block.part == Part.PARAGRAPH and looks_like_heading(block.text)))
        for block in flow.blocks
    ]


def _heading_styles(styles: str) -> Iterator[str]:
    """Give the styles whose name or outline level says that they are for headings."""
    for style in _STYLE.finditer(styles):
        if _HEADING_NAME.search(style[0]):
            yield style[1]
