"""The layout of a value spells what the parser reads, whatever people write."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from communique.committee.document import Value, inside
from communique.committee.layout import laid_out, lines
from communique.committee.mistake import Place, Unreadable
from communique.committee.yamltext import read

PIECES = st.sampled_from([
    "a", "é", " ", "  ", "\t", "\n", "\n", "\n ", "\r\n", "\u2028", "\x85", "'", "''", '"', "\\", "\\n", "\\\n", "\\ ",
    "\\x41", "\\u00e9", "\\\\", ":", ": ", " #", "-", "- ", "|", ">",
])  # fmt: skip
BODIES = st.lists(PIECES, max_size=12).map("".join)
BEFORE = st.sampled_from(
    ["text: ", "text:\n   ", "text: &a ", "text: &a # c\n   ", "k:\n- ", "k:\n - - ", "k:\n- text: ", "{text: "]
)
HEADERS = st.sampled_from(["|", ">", "|-", ">+", "|2", ">1-", "|+3", "> # c"])


def indented(by: int) -> st.SearchStrategy[str]:
    """Give texts of which every line is indented by so many spaces."""
    return BODIES.map(lambda body: "".join(" " * by + line for line in body.splitlines(keepends=True)))


def offset(source: str, line: int, column: int) -> int:
    """Give the offset of a place."""
    found = [*lines(source, 0, len(source))]
    return found[line - 1].start + column - 1 if line <= len(found) else len(source)


def spelt(source: str, place: Place) -> str:
    """Spell the runs of what stands at a place."""
    start, end = offset(source, place.line, place.column), offset(source, place.end_line, place.end_column)
    runs = [*laid_out(source, start, end)]
    assert all(before.end == after.start for before, after in pairwise(runs))
    return "".join(run.text for run in runs)


def texts(value: Value, field: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a document that has something in it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, inside(field, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from texts(each, inside(field, number))
    elif isinstance(value, str) and value.strip():
        yield field, value


def judge(source: str) -> None:
    """Compare every text of a file with its layout; a file that can't be read is none."""
    try:
        document = read(source.encode(), "cake.yaml")
    except Unreadable:
        reject()
    for field, value in texts(document.value):
        assert spelt(source, document.places[field]) == value


@settings(max_examples=400, deadline=None)
@given(BEFORE, st.sampled_from(["", "'", '"']), BODIES)
def test_on_one_line_or_in_quotes(before: str, quote: str, body: str) -> None:
    """Without quotes and in both kinds of quotes the layout spells the value."""
    judge(f"{before}{quote}{body}{quote}{'}' if before[0] == '{' else ''}\n")


@settings(max_examples=400, deadline=None)
@given(BEFORE, HEADERS, st.integers(1, 7).flatmap(indented), st.sampled_from(["", "\n", "\n\n# c\n", "\nz: 1\n"]))
def test_in_blocks(before: str, header: str, body: str, behind: str) -> None:
    """After `|` and `>` the layout spells the value, wherever its indentation counts from, whatever is chomped."""
    judge(f"{before}{header}\n{body}{behind}")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_lines(end: str) -> None:
    """Every line break of YAML 1.1 ends a line; two of them are kept, the others read as a line feed."""
    first, last = lines(f"a{end}b", 0, 2 + len(end))
    assert (first.stop, first.end, last.start, last.ending) == (1, 1 + len(end), 1 + len(end), "")
    assert first.ending == (end if end in "\u2028\u2029" else "\n")
