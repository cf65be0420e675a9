"""GitHub's workflow commands, escaped as GitHub's own toolkit escapes them."""

import io
from pathlib import Path

import pytest

from communique.cli.check_github import print_github
from communique.cli.check_result import Checked
from communique.committee.mistake import Mistake, Place
from communique.post.finding import Finding, Severity


def finding(severity: Severity, message: str, end_line: int = 2) -> Finding:
    """Give a finding on line 2."""
    return Finding(
        rule="LINK-1", severity=severity, message=message, clause="A clause", cure="A cure", waivable=False,
        field="text", line=2, column=3, end_line=end_line, end_column=9, excerpt="",
    )  # fmt: skip


def printed(name: str, *findings: Finding, mistakes: tuple[Mistake, ...] = ()) -> list[str]:
    """Give the printed lines for one file."""
    out = io.StringIO()
    print_github([Checked(Path(name).absolute(), "cakes", findings, mistakes)], out)
    return out.getvalue().splitlines()


def test_a_command() -> None:
    """One line with file, place and title; the message, the cure and the clause on lines of their own."""
    assert printed("ideas/cakes.yaml", finding(Severity.BLOCK, "Wrong.")) == [
        "::error file=ideas/cakes.yaml,line=2,endLine=2,col=3,endColumn=9,title=LINK-1::Wrong.%0AA cure%0AA clause",
        "1 file: 1 blocked.",
    ]


def test_escaping() -> None:
    """Nothing in a name or a message can end the command or begin another."""
    (line, _) = printed("a,b: c%.yaml", finding(Severity.BLOCK, "100%\r\n::error::x"))
    assert line.startswith("::error file=a%2Cb%3A c%25.yaml,line=2,")
    assert "::100%25%0D%0A::error::x%0AA cure" in line


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.BLOCK, "error"),
        (Severity.DECIDE, "warning"),
        (Severity.WARN, "warning"),
        (Severity.ADVICE, "notice"),
    ],
)
def test_levels(severity: Severity, level: str) -> None:
    """Only what blocks is an error."""
    assert printed("a.yaml", finding(severity, "m"))[0].startswith(f"::{level} ")


def test_several_lines_have_no_end_column() -> None:
    """GitHub takes columns only within one line."""
    assert "endLine=4,col=3,title=" in printed("a.yaml", finding(Severity.WARN, "m", end_line=4))[0]


def test_a_mistake() -> None:
    """A mistake is an error with its field."""
    mistake = Mistake("x", Place(1, 1, 1, 4), "kind", "is missing", "add it")
    assert printed("a.yaml", mistakes=(mistake,))[0].endswith("title=unreadable::kind: is missing%0Aadd it")
