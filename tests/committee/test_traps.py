"""YAML's own errors in plain words."""

from collections.abc import Callable

import pytest

from communique.committee.mistake import Mistake

Wrong = Callable[[str], list[Mistake]]


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("text: ISO 22222: Sponge cakes", (1, 16), "a text with ': ' in it needs quotes"),
        ("media: [{alt: A cake: sponge}]", (1, 21), "a text with ': ' in it needs quotes"),
        ("text:A cake\nkind: b", (1, 6), "a space is missing after the colon"),
        ("text: a\n kind: b", (2, 6), "a text with ': ' in it needs quotes"),
        ("media:\n\t- file: a.jpg", (2, 1), "a tab stands where spaces are needed"),
        ("text: |\n  a\n\tb", (3, 1), "a tab stands where spaces are needed"),
        ("text: one\n  two #cakes\n  three\n", (2, 7), "the text goes on after a line that ' #' cuts off"),
        ("text: @ISO says", (1, 7), "a text that begins with @ needs quotes"),
        ("text: `code`", (1, 7), "a text that begins with ` needs quotes"),
        ("text: **bold**", (1, 8), "a text that begins with * or & needs quotes"),
        ("text: - one", (1, 7), "a text that begins with '- ' needs quotes"),
        ("text: ? why", (1, 7), "a text that begins with '? ' needs quotes"),
        ("kind: a\ntext: 'It\n", (2, 7), "a quotation mark is opened here and never closed"),
        ("text: 'It's'", (1, 11), "this does not continue the field above"),
        ("text: [ISO] is out", (1, 13), "this does not continue the field above"),
        ("networks: [blog\nkind: a", (1, 11), "a list is opened with [ and not closed"),
        ("publish: {after: a\n", (1, 10), "a group is opened with { and not closed"),
        ("networks: [", (1, 12), "something is missing after [ or {, or a bracket is never closed"),
        ("- a\nb: c", (2, 1), "a list and fields stand on the same level"),
        ("text: a\nb\nkind: c", (2, 1), "this line has no ': ' and belongs to no field"),
        ('text: "C:\\cakes"', (1, 10), "a \\ within \"…\" means something else than itself"),
        ('text: "\\uD800"', (1, 10), "the \\ in this text stands before no valid code"),
        ("text: |a\n  b", (1, 8), "after | or > the text begins on the next line"),
        ("text: !a!b c", (1, 7), "a text that begins with ! needs quotes"),
        ("publish: {after: 10:, before: 11}", (1, 20), "a : between brackets stands in the wrong place"),
        ("{text: a}\nkind: b", (2, 1), "this does not continue what stands above"),
        ("%", (1, 1), "a line that begins with % needs quotes"),
        ("text: !a, b", (1, 9), "a text that begins with ! or % needs quotes"),
        ("text: 'a\n\n---\nb'", (3, 1), "--- stands within a text in quotes"),
    ],
)  # fmt: skip
def test_every_trap_of_the_syntax_is_explained(wrong: Wrong, text: str, at: tuple[int, int], message: str) -> None:
    """The message says what is wrong in the author's words, at the place where it can be cured."""
    mistake = wrong(text)[-1]
    assert mistake.message == message
    assert (mistake.place.line, mistake.place.column) == at
    assert mistake.cure


def test_what_is_not_known_is_passed_on(wrong: Wrong) -> None:
    """An error of the parser without words of ours still has its place."""
    mistake = wrong("%YAML 2.0\n---\na: b")[0]
    assert mistake.message.startswith("not YAML: ")
