"""The findings for people: places, marks, colours, and nothing that could steer a terminal."""

import io
from pathlib import Path

import pytest

from communique.cli.check_result import Checked
from communique.cli.check_text import print_text, visible
from communique.committee.mistake import Mistake, Place
from communique.post.finding import Finding, Severity


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def checked(source: str, place: Place, *, severity: Severity = Severity.BLOCK, waivable: bool = False) -> Checked:
    """Give a checked file with one finding at a place."""
    finding = Finding(
        rule="LINK-1", severity=severity, message="It is wrong.", clause="A clause", cure="A cure", waivable=waivable,
        field="text", line=place.line, column=place.column, end_line=place.end_line, end_column=place.end_column,
        excerpt="",
    )  # fmt: skip
    return Checked(Path("cakes.yaml").absolute(), "cakes", (finding,), source=source)


def printed(*results: Checked, out: io.StringIO | None = None) -> list[str]:
    """Give the lines that are printed."""
    out = out or io.StringIO()
    print_text(list(results), out)
    return out.getvalue().splitlines()


def test_a_finding() -> None:
    """A finding names file, line and column, shows the line with a mark, the clause and the cure."""
    assert printed(checked("text: a cake\n", Place(1, 9, 1, 13), waivable=True)) == [
        "cakes.yaml:1:9: blocks: It is wrong. [LINK-1]",
        "    1 | text: a cake",
        "      |         ^^^^",
        "      clause: A clause",
        "        cure: A cure",
        "          or: the Secretary may lift this, with a reason that is recorded.",
        "",
        "1 file: 1 blocked.",
    ]


def test_a_mistake() -> None:
    """A mistake names its field."""
    mistake = Mistake("other", Place(1, 1, 1, 4), "kind", "is missing", "add it")
    lines = printed(Checked(Path("cakes.yaml").absolute(), mistakes=(mistake,), source="no"))
    assert lines[0] == "cakes.yaml:1:1: unreadable: kind: is missing"
    assert lines[3] == "        cure: add it"


@pytest.mark.parametrize(
    ("line", "place", "mark"),
    [
        ("ケーキ cake", Place(1, 5, 1, 9), "       ^^^^"),
        ("cre\u0301me", Place(1, 5, 1, 7), "   ^^"),
        ("\tcake", Place(1, 2, 1, 6), " ^^^^"),
        ("a\u202eb", Place(1, 2, 1, 3), " ^^^^^^"),
        ("\u202ecake", Place(1, 2, 1, 6), "      ^^^^"),
        ("text: |", Place(1, 7, 4, 1), "      ^"),
        ("text:", Place(1, 9, 1, 12), "     ^"),
        ("", Place(1, 1, 1, 1), "^"),
    ],
)
def test_the_mark_is_under_the_words(line: str, place: Place, mark: str) -> None:
    """Wide, combining, hidden and tabulator characters don't move the mark; several lines are marked at their start."""
    assert printed(checked(line or "\n", place))[2] == f"      | {mark}"


def test_a_long_line_is_shortened_around_the_words() -> None:
    """Of a long line only the stretch around the words is shown."""
    shown, mark = (line[8:] for line in printed(checked("x" * 500 + "cake" + "y" * 500, Place(1, 501, 1, 505)))[1:3])
    assert shown == "…" + "x" * 40 + "cake" + "y" * 56 + "…"
    assert mark == " " * 41 + "^^^^"


def test_a_place_beyond_the_file_shows_no_line() -> None:
    """Where there is no such line, the place alone is told."""
    assert printed(checked("", Place(7, 1, 7, 2)))[1] == "      clause: A clause"


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours only on a terminal, and not where NO_COLOR says so."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    result = checked("text: a cake", Place(1, 9, 1, 13), severity=Severity.WARN)
    assert "\x1b[33;1mwarning\x1b[0m: It is" in printed(result, out=Terminal())[0]
    assert "\x1b" not in "".join(printed(result))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in "".join(printed(result, out=Terminal()))


def test_nothing_steers_the_terminal() -> None:
    """Escape sequences, other controls and direction marks are spelled out; honest text stays."""
    assert visible("a\x1b[2J\x07\u202eb\ud800") == "a\\x1b[2J\\x07\\u202eb\\ud800"
    assert visible("a\u00a0b\tc") == "a b c"
    assert visible("Käse 日本 👩\u200d👧 e\u0301") == "Käse 日本 👩\u200d👧 e\u0301"


def test_the_counts() -> None:
    """The last line counts the files by what became of them."""
    place = Place(1, 1, 1, 2)
    results = [
        checked("x", place),
        checked("x", place, severity=Severity.DECIDE),
        checked("x", place, severity=Severity.ADVICE),
        Checked(Path("a"), mistakes=(Mistake("a", place, "", "wrong"),)),
    ]
    assert printed(*results)[-1] == "4 files: 1 fine, 1 for the Secretary to decide, 1 blocked, 1 unreadable."
