"""Small papers in the formats of offices, made from text, so that no test needs a file made by an office program."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from textwrap import wrap
from xml.sax.saxutils import escape

from communique.policy.leaks.paper import Block

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Textkrper"><w:name w:val="Body Text"/></w:style>'
)
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def archive(members: Mapping[str, str]) -> bytes:
    """Give a zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return made.getvalue()


def paragraph(text: str, style: str = "Textkrper") -> str:
    """Give a paragraph of Word, its text cut into two runs as Word likes to do."""
    half = len(text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in (text[:half], text[half:])
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def docx(body: str, **parts: str) -> bytes:
    """Give a Word file with this body; other parts by their names, as in `comments`."""
    members = {f"word/{name}.xml": f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    body = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return archive({"word/document.xml": body, "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>", **members})


def odt(body: str, styles: str = "") -> bytes:
    """Give an OpenDocument text with this body, and what stands in its styles."""
    return archive({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": f"<office:document-content {ODT}><office:body>{body}</office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {ODT}>{styles}</office:document-styles>",
    })  # fmt: skip


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Give a PDF with these lines on its pages; a page without lines shows a stroke, as a scan shows a picture."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} >>".encode())
        stream = (
            b"BT /F1 10 Tf 12 TL 50 800 Td " + b" ".join(map(_shown, lines)) + b" ET" if lines else b"9 9 m 99 99 l S"
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(objects)


def as_docx(blocks: Sequence[Block]) -> bytes:
    """Give blocks as a Word file."""
    return docx("".join(paragraph(block.text, "berschrift1" if block.heading else "Textkrper") for block in blocks))


def as_odt(blocks: Sequence[Block]) -> bytes:
    """Give blocks as an OpenDocument text."""
    tags = [("text:h" if block.heading else "text:p", escape(block.text)) for block in blocks]
    return odt("".join(f"<{tag}>{text}</{tag}>" for tag, text in tags))


def as_pdf(blocks: Sequence[Block]) -> bytes:
    """Give blocks as a PDF: lines as wide as the page, some forty on each."""
    lines = [line for block in blocks for line in wrap(block.text, 90)]
    return pdf([lines[start : start + 40] for start in range(0, len(lines), 40)])


def _shown(line: str) -> bytes:
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252", "replace") + b") Tj T*"


def _file(objects: Sequence[bytes]) -> bytes:
    made, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    return bytes(made) + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
