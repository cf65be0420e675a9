"""Private papers in every format: all of their text is read, or the file is reported."""

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from communique.policy.leaks import documents, flow, office
from communique.policy.leaks.documents import File, Paper, listed, read
from communique.policy.leaks.paper import Part, Trouble
from papers import archive, as_pdf, docx, odt, paragraph, pdf

CHANGED = (
    "<w:p><w:r><w:t>Layers: </w:t></w:r><w:del><w:r><w:delText>two</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>three</w:t></w:r></w:ins></w:p>"
)
BOX = (
    "<w:p><w:r><w:t>Around.</w:t><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
)
ROW = f"<w:tbl><w:tr><w:tc>{paragraph('50 kg')}</w:tc><w:tc>{paragraph('6 mm')}</w:tc></w:tr></w:tbl>"
BOMB = '<!DOCTYPE w [<!ENTITY a "cake"><!ENTITY b "&a;&a;&a;">]><w:document><w:p><w:t>&b;</w:t></w:p></w:document>'


def paper(name: str, content: bytes) -> Paper:
    """Read a file of this name and content."""
    return read(File(name, Path(name), len(content), 0), content)


def texts(name: str, content: bytes) -> list[tuple[str, str]]:
    """Give the places and texts of a paper, white space aside."""
    found = paper(name, content)
    assert found.trouble is None
    return [(block.part.say(block.number), " ".join(block.text.split())) for block in found.blocks if block.text]


def test_word_is_read_whole() -> None:
    """Body, tables, text boxes, headers, footers, notes, comments, and a tracked change before and after."""
    content = docx(
        paragraph("The cake.") + CHANGED + ROW + BOX,
        header1=paragraph("Top"), footer1=paragraph("Bottom"),
        footnotes=f"<w:footnote>{paragraph('A note.')}</w:footnote>",
        comments=f"<w:comment>{paragraph('Why?')}{paragraph('Because.')}</w:comment>",
    )  # fmt: skip
    assert sorted(texts("a.docx", content)) == [
        ("comment 1", "Why? Because."),
        ("footer", "Bottom"),
        ("footnote 1", "A note."),
        ("header", "Top"),
        ("paragraph 1", "The cake."),
        ("paragraph 2", "Layers: three"),
        ("paragraph 2", "Layers: two"),
        ("paragraph 3", "Around."),
        ("table 1", "50 kg 6 mm"),
        ("text box 1", "In a box."),
    ]


def test_word_headings_are_known_by_the_name_of_their_style() -> None:
    """A style's identifier is translated, its name is not."""
    found = paper("a.docx", docx(paragraph("a title in small letters.", "berschrift1") + paragraph("The cake rises.")))
    assert [block.heading for block in found.blocks] == [True, False]


def test_open_document_is_read_whole() -> None:
    """Body, tables, notes, annotations without their author, deleted text, headers."""
    body = (
        "<text:tracked-changes><text:p>Taken out.</text:p></text:tracked-changes><text:h>A title</text:h>"
        "<text:p>The<text:s/>cake<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>A note.</text:p></text:note-body></text:note><office:annotation><dc:creator>B. Crumb</dc:creator>"
        "<text:p>Why?</text:p></office:annotation> rises.</text:p>"
        "<table:table-row><table:table-cell><text:p>50</text:p></table:table-cell><table:table-cell>"
        "<text:p>kg</text:p></table:table-cell></table:table-row>"
    )
    styles = "<style:header><text:p>Top</text:p></style:header>"
    assert texts("a.odt", odt(body, styles)) == [
        ("paragraph 1", "Taken out."), ("paragraph 2", "A title"), ("footnote 1", "A note."), ("comment 1", "Why?"),
        ("paragraph 3", "The cake rises."), ("table 1", "50 kg"), ("header", "Top"),
    ]  # fmt: skip


def test_html_is_read_as_it_is_shown() -> None:
    """Scripts and styles are left out; rows stay together; the text of pictures counts."""
    page = b"<h1>Title</h1><style>p {}</style><p>The <b>cake</b> rises<script>x()</script>.<img alt='A cake.'>"
    assert texts("a.html", page + b"<table><tr><td>50</td><td>kg</td></tr></table>Loose") == [
        ("paragraph 1", "Title"), ("paragraph 2", "The cake rises. A cake."), ("table 1", "50 kg"),
        ("paragraph 3", "Loose"),
    ]  # fmt: skip


def test_pdf_is_read_by_page() -> None:
    """The place is the page; a line that stands out as a title is one."""
    long = "The leaning angle of a cake that has rested on the plate shall not exceed three degrees,"
    found = paper("a.pdf", pdf([["4 Requirements", long, "however tall it is."], ["On page two."]]))
    assert [(block.number, block.heading) for block in found.blocks if block.text] == [
        (1, True),
        (1, False),
        (2, False),
    ]
    assert found.trouble is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    """Text files say their encoding, or it is found out."""
    assert texts("a.txt", "Crème brûlée is cooked.".encode(encoding)) == [("paragraph 1", "Crème brûlée is cooked.")]


def encrypted() -> bytes:
    """Give a PDF that asks for a password."""
    made = PdfWriter(clone_from=io.BytesIO(pdf([["Secret."]])))
    made.encrypt("cake", algorithm="RC4-128")
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("a.xlsx", b"PK", Trouble.KIND),
        ("a", b"cake", Trouble.KIND),
        ("a.txt", b" \n ", Trouble.NO_TEXT),
        ("a.docx", b"not a zip", Trouble.BROKEN),
        ("a.docx", b"", Trouble.BROKEN),
        ("a.docx", archive({"other.xml": "<a/>"}), Trouble.BROKEN),
        ("a.docx", archive({"word/document.xml": "<w:p><w:t>cut"}), Trouble.BROKEN),
        ("a.docx", archive({"word/document.xml": BOMB}), Trouble.BROKEN),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), Trouble.LOCKED),
        ("a.odt", archive({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "x"}), Trouble.LOCKED),
        ("a.pdf", b"%PDF-1.4 cut", Trouble.BROKEN),
        ("a.pdf", b"", Trouble.BROKEN),
        ("a.pdf", pdf([[]]), Trouble.NO_TEXT),
        ("a.pdf", encrypted(), Trouble.LOCKED),
    ],
    ids=[*map(str, range(14))],
)
def test_what_cannot_be_read_is_reported(name: str, content: bytes, trouble: Trouble) -> None:
    """Nothing is passed over in silence, and no entity is followed."""
    assert paper(name, content) == Paper([], trouble)


def test_a_scanned_page_among_others() -> None:
    """What has text is compared, and the page without is reported all the same."""
    found = paper("a.pdf", pdf([["The cake rises."], []]))
    assert (found.trouble, found.blocks[0].text) == (Trouble.NO_TEXT, "The cake rises.")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive unpacks to so much and no more, and a paper has so much text and no more."""
    monkeypatch.setattr(office, "MOST_UNPACKED", 10_000)
    assert paper("a.docx", docx(paragraph("cake " * 10_000))).trouble == Trouble.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr(flow, "MOST_TEXT", 100)
    assert paper("a.docx", docx(paragraph("cake " * 100))).trouble == Trouble.TOO_LARGE


def test_a_damaged_archive() -> None:
    """A member whose bytes were changed is noticed by its checksum."""
    content = bytearray(docx(paragraph("The cake rises.")))
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        place = opened.getinfo("word/document.xml").header_offset
    content[place + 60] ^= 0xFF
    assert paper("a.docx", bytes(content)).trouble == Trouble.BROKEN


def test_the_listing(drafts: Path) -> None:
    """Folders inside are listed too; hidden files and offices' lock files are not; a link in circles ends."""
    (drafts / "2026").mkdir()
    for name in ("b.txt", "2026/a.txt", ".hidden.txt", "~$b.docx", ".~lock.b.odt#"):
        (drafts / name).write_text("cake")
    (drafts / "2026" / "back").symlink_to(drafts)
    assert [file.name for file in listed(drafts)] == ["2026/a.txt", "b.txt"]


def test_a_file_too_large_is_not_read(drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only as much is read as shows that there is more than the limit."""
    monkeypatch.setattr(documents, "MOST_BYTES", 10)
    (drafts / "a.txt").write_text("a" * 11)
    with pytest.raises(documents.Unreadable) as caught:
        documents.bytes_of(listed(drafts)[0])
    assert caught.value.trouble == Trouble.TOO_LARGE


def test_parts_keep_their_numbers() -> None:
    """The index keeps these numbers: a changed one would name other places and other reasons."""
    assert [part.value for part in Part] == list(range(8))
    assert [trouble.value for trouble in Trouble] == list(range(1, 9))


def test_long_pdf_pages_are_read() -> None:
    """A paper of many pages keeps them apart."""
    blocks = paper("a.txt", b"\n\n".join([b"The cake rises in the oven."] * 90)).blocks
    assert {block.number for block in paper("a.pdf", as_pdf(blocks)).blocks if block.text} == {1, 2, 3}
