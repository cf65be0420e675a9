"""Documents for the leak index: their text, or in one word why it can't be had."""

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from communique.policy.leaks.contents import contents, proving
from communique.policy.leaks.documents import File, read
from communique.policy.leaks.index import label
from communique.policy.leaks.paper import Trouble
from communique.policy.leaks.words import Numbers, values
from fuzz.claim import Target
from fuzz.twists import CUTS, Cuts, damaged
from papers import ODT, W, archive, docx, odt, paragraph, pdf

KINDS = (".docx", ".odt", ".pdf", ".html", ".md", ".txt", ".docm", ".htm")
LINES = (
    "1 Scope",
    "This draft says that a cake shall be level within 3 mm.",
    "2 Terms",
    "sponge: cake of eggs and air",
)
TAGS = (
    "<w:p>",
    "</w:p>",
    "<w:t>",
    "</w:t>",
    "<w:tr>",
    "</w:tr>",
    "<w:ins>",
    "</w:ins>",
    "<w:del>",
    "</w:del>",
    "<w:comment>",
    "<text:p>",
    "</text:p>",
    "<text:note-body>",
    "</text:note-body>",
    "<draw:text-box>",
    "</draw:text-box>",
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "<script>",
    "<h1>",
    "<!--",
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&#x1F370;",
    "&a;",
    "12 mm",
    "level",
)
ENTITIES = "".join(
    f'<!ENTITY {name} "{of * 9}">' for name, of in (("a", "ha"), ("b", "&a;"), ("c", "&b;"), ("d", "&c;"))
)
LAUGHS = f"<!DOCTYPE a [{ENTITIES}]><w:document>&d;</w:document>"
Paper = tuple[str, str, Cuts]


@cache
def samples() -> dict[str, bytes]:
    """Give a small paper of each kind."""
    plain = "\n\n".join(LINES).encode()
    web = b"".join(b"<p>%s</p>" % line.encode() for line in LINES)
    word = docx("".join(map(paragraph, LINES)))
    opened = odt("".join(f"<text:p>{line}</text:p>" for line in LINES))
    made = (word, opened, pdf([LINES, LINES]), web, plain, plain, word, web)
    return dict(zip(KINDS, made, strict=True))


def written(kind: str, inside: str) -> bytes:
    """Give a paper of a kind with this inside; an empty one stands for the sample."""
    if not inside:
        return samples()[kind]
    if kind in {".docx", ".docm"}:
        return docx(inside)
    if kind == ".odt":
        return odt(inside)
    return pdf([inside.splitlines()]) if kind == ".pdf" else inside.encode(errors="replace")


def paper(given: Paper | tuple[str, bytes]) -> str:
    """Hold that a paper is read into blocks that can be indexed, or called unreadable; nothing else comes of it."""
    kind, body = (given[0], given[1]) if len(given) == 2 else (given[0], damaged(written(given[0], given[1]), given[2]))
    read_in = read(File(f"draft{kind}", Path(f"draft{kind}"), len(body), 0), body)
    if not read_in.blocks:
        assert read_in.trouble in Trouble
        return "unreadable"
    numbers = Numbers(bytes(16))
    for block in read_in.blocks:
        assert 0 <= label(block.part, block.number) < 1 << 32
        values(block.text)
    for _, words in contents(read_in.blocks):
        proving(numbers.of(words))
    return "read"


DEEP = "<w:p>" * 50_000 + "<w:t>cake</w:t>" + "</w:p>" * 50_000
KEPT: tuple[Paper | tuple[str, bytes], ...] = (
    (".docx", "", [("cut", 0, b"\x01")]),
    (".docx", archive({"word/document.xml": LAUGHS})),
    (".docx", archive({"word/document.xml": f"<w:document {W}>{DEEP}</w:document>"})),
    (".docx", archive({"word/document.xml": f"<w:document {W}><w:p><w:t>" + "cake " * 50_000_000})),
    (".odt", archive({"content.xml": f"<a {ODT}>" + "<text:p>" * 50_000})),
    (".html", b"<div>" * 200_000),
    (".html", b"<![\x00CDATA[ cake"),
    (".html", b"<" * 200_000),
    (".txt", b"(" * 200_000),
    (".txt", b"1.1." * 50_000),
    (".md", b"# " * 100_000),
    (".txt", b"word " * 400_000),
)
BODIES = st.just("") | st.lists(st.sampled_from(TAGS) | st.text(max_size=6), max_size=25).map("".join)
PAPERS = Target(st.tuples(st.sampled_from(KINDS), BODIES, CUTS), paper, kept=KEPT, share=4)
