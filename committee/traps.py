"""Says in plain words what YAML's own error messages mean."""

import re
from collections.abc import Sequence
from typing import Any

import yaml

from communique.committee.mistake import Mistake, Place

COMMENT = re.compile(r"\s#")
FIELD = re.compile(r"\s*(?:- +)?([\w-]+): +(.*)")

GLUED = re.compile(r"\s*(?:- +)?[a-z_]+:[^\s/]")
COLON = "a text with ': ' in it needs quotes"
NEVER_ENDS = ("end of stream", "',' or", "could not find")

At = tuple[int, int]
"""Line and column, counted from 0."""
Found = tuple[At, str, str]
"""Where a mistake is, what is wrong, and what would be right."""

QUOTE = "put the whole text in quotes"
WORDS = (
    (
        "mapping values are not allowed",
        COLON,
        "put the whole text in quotes; if this line is a field of its own, begin it in the column of the others",
    ),
    (
        "block sequence entries are not allowed",
        "a text that begins with '- ' needs quotes",
        "quote it, or start a list on a line of its own",
    ),
    (
        "unexpected end of stream",
        "a quotation mark is opened here and never closed",
        "close it; a ' within '…' is written twice",
    ),
    ("expected alphabetic or numeric character", "a text that begins with * or & needs quotes", QUOTE),
    ("expected ',' or ']'", "a list is opened with [ and not closed", "close it with ], with commas between the words"),
    (
        "expected ',' or '}'",
        "a group is opened with { and not closed",
        "close it with }, with commas between the fields",
    ),
    (
        "expected node content",
        "something is missing after [ or {, or a bracket is never closed",
        "close the bracket, or put a text that begins with a bracket in quotes",
    ),
    ("expected '-' indicator", "a list and fields stand on the same level", "indent the list below its field"),
    (
        "could not find expected ':'",
        "this line has no ': ' and belongs to no field",
        "indent it below its field, or put the text in quotes",
    ),
    (
        "unknown escape character",
        'a \\ within "…" means something else than itself',
        "write \\\\, or use single quotes",
    ),
    (
        "did not find expected key",
        "this does not continue the field above",
        "put the whole text in quotes, or begin all fields of a group in the same column",
    ),
    (
        "expected comment or line break",
        "after | or > the text begins on the next line",
        "begin it on the next line, indented",
    ),
    (
        "unexpected document indicator",
        "--- stands within a text in quotes",
        "close the quotes before it, or take it out",
    ),
    ("mapping keys are not allowed", "a text that begins with '? ' needs quotes", QUOTE),
    ("unexpected ':'", "a : between brackets stands in the wrong place", "put the text with the : in quotes"),
    ("<document start>", "this does not continue what stands above", "begin the line with a field, such as `text: `"),
    ("directive name", "a line that begins with % needs quotes", QUOTE),
    ("whitespace or line break", "a text that begins with ! or % needs quotes", QUOTE),
    ("undefined tag handle", "a text that begins with ! needs quotes", QUOTE),
    ("Unicode character escape", "the \\ in this text stands before no valid code", "use single quotes"),
)


def explain(error: yaml.YAMLError, lines: Sequence[str], file: str) -> Mistake:
    """Turn the YAML parser's error into a mistake that a person can cure."""
    problem = str(getattr(error, "problem", None) or getattr(error, "context", None) or error)
    at, opened = _places(error, lines)
    seen = _indentation(lines, at, problem) or _signs(lines, at, problem) or _colon(lines, at, opened)
    (line, column), message, cure = seen or _words(at, opened, problem)
    return Mistake(file, Place(line + 1, column + 1, line + 1, column + 2), "", message, cure)


def _places(error: yaml.YAMLError, lines: Sequence[str]) -> tuple[At, At]:
    """Give the place of the error, and of what it belongs to, both within the file."""
    problem: Any = getattr(error, "problem_mark", None)
    context: Any = getattr(error, "context_mark", None) or problem
    last = max(len(lines) - 1, 0)
    at, opened = ((mark.line, mark.column) if mark else (0, 0) for mark in (problem, context))
    return (at if at[0] <= last else (last, len(lines[last]) if lines else 0)), opened


def _words(at: At, opened: At, problem: str) -> Found:
    """Find our words for the parser's; where something was opened and never closed, point to its opening."""
    for sign, message, cure in WORDS:
        if sign in problem:
            return (opened if any(end in problem for end in NEVER_ENDS) else at, message, cure)
    return (at, f"not YAML: {problem}", "compare with the examples")


def _indentation(lines: Sequence[str], at: At, problem: str) -> Found | None:
    """Find a tab in the indentation, or ` #` on the line before one that then continues nothing."""
    for number in range(max(at[0] - 1, 0), min(at[0] + 1, len(lines))):
        indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        if "\t" in indent and lines[number].strip():
            place = (number, indent.index("\t"))
            return (place, "a tab stands where spaces are needed", "indent with spaces, never with tabs")
    if at[0] == 0 or not ("expected key" in problem or "could not find" in problem):
        return None
    before = lines[at[0] - 1]
    cut = COMMENT.search(before)
    if cut is None or before.lstrip().startswith("#") or FIELD.fullmatch(lines[at[0]]):
        return None
    return ((at[0] - 1, cut.start() + 1), "the text goes on after a line that ' #' cuts off", QUOTE)


def _signs(lines: Sequence[str], at: At, problem: str) -> Found | None:
    """Find a sign that can't begin a text, or a colon to which a text is glued."""
    line, column = at
    if "cannot start any token" in problem and line < len(lines):
        return (at, f"a text that begins with {lines[line][column : column + 1]} needs quotes", QUOTE)
    if "mapping values" in problem and line and (glued := GLUED.match(lines[line - 1])):
        return ((line - 1, glued.end() - 1), "a space is missing after the colon", "write it as in `text: …`")
    return None


def _colon(lines: Sequence[str], at: At, opened: At) -> Found | None:
    """Find a colon that breaks a text between brackets on one line."""
    line, column = at
    if opened == at or opened[0] != line or line >= len(lines) or lines[line][column : column + 2] != ": ":
        return None
    return (at, COLON, QUOTE)
