"""A finding in a long text points at the very words it quotes."""

import pytest

from communique.policy.narrow import narrowed
from communique.post.finding import Finding, Severity

SOURCE = "text: |\n  See http://a/ and\n  see http://b/ and http://b/\nlink: http://a/\n"


def finding(excerpt: str, *, end_line: int = 4) -> Finding:
    """Give a finding on the text of the sample."""
    return Finding(
        rule="LINK-1", severity=Severity.BLOCK, message="m", clause="c", cure="c", waivable=False, field="text",
        line=1, column=7, end_line=end_line, end_column=1, excerpt=excerpt,
    )  # fmt: skip


def test_words_that_stand_once() -> None:
    """The words' own line and columns replace those of the field; the same words outside it don't count."""
    found = narrowed(finding("http://a/"), SOURCE)
    assert (found.line, found.column, found.end_line, found.end_column) == (2, 7, 2, 16)


@pytest.mark.parametrize("excerpt", ["http://b/", "http://c/", "", "text", "link"])
def test_anything_else_stays(excerpt: str) -> None:
    """Words that stand twice, not at all, or outside the field leave the field's place as it is."""
    assert narrowed(finding(excerpt), SOURCE) == finding(excerpt)


def test_a_place_beyond_the_source_stays() -> None:
    """A place that the source does not have is no error."""
    assert narrowed(finding("nothing", end_line=99), SOURCE) == finding("nothing", end_line=99)
