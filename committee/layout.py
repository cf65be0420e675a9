"""How a value is laid out in its YAML file: which stretch of the file stands for which piece of its text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line in YAML 1.1 (section 4.2); the last two stay as they are, the others are read as a line feed."""
REST = "[^\r\n\x85\u2028\u2029]*"
BLANK = " \t"
NAMED = re.compile(rf"&[^\s\[\]{{}},]+(?:\s+(?:#{REST})?)*")
"""The name that `&` gives a value, and what may stand between it and the value."""
HEADER = re.compile(f"([|>])([-+]?)([1-9]?)([-+]?){REST}")
DASHES = re.compile(r"(?:[ \t]*-(?=[ \t]|$))*")
WRITTEN = {
    "": re.compile("(?!)"),
    "'": re.compile("''"),
    '"': re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)"),
}
"""What stands for one character, by the quotes around it."""
ESCAPES = dict(zip("0abt\tnvfreN_LP", "\0\a\b\t\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))


class Run(NamedTuple):
    """A stretch of the file and the text that it stands for; equally long, they match character by character."""

    start: int
    end: int
    text: str


class Line(NamedTuple):
    """One line of the file: where it begins, where its break begins and ends, and what the break is read as."""

    start: int
    stop: int
    end: int
    ending: str


def laid_out(source: str, start: int, end: int) -> Iterator[Run]:
    """Give the runs of the scalar between two offsets, in their order; a block's end is found by its indentation."""
    named = NAMED.match(source, start, end)
    begins = named.end() if named else start
    style = source[begins : begins + 1]
    if style in {"|", ">"}:
        return _block(source, start, begins)
    quote = style if style in {"'", '"'} else ""
    return _flow(source, begins + len(quote), end - len(quote), quote)


def lines(source: str, start: int, end: int) -> Iterator[Line]:
    """Give the lines of a stretch; the last one is what follows the last break, empty or not."""
    for found in BREAK.finditer(source, start, end):
        yield Line(start, found.start(), found.end(), found[0] if found[0] in "\u2028\u2029" else "\n")
        start = found.end()
    yield Line(start, end, end, "")


def _flow(source: str, start: int, end: int, quote: str) -> Iterator[Run]:
    """Read a value without quotes or in quotes: spaces around a line break are nothing, a single break is a space."""
    breaks: list[str] = []
    since = start
    for line in lines(source, start, end):
        left, right, escaped = _kept(source, line, quote, first=line.start == start, last=not line.ending)
        if right > left or escaped or not line.ending:
            yield Run(since, left, _folded(breaks))
            yield from _written(source, left, right, quote)
            breaks, since = [], right
        breaks.append("" if escaped else line.ending)


def _kept(source: str, line: Line, quote: str, *, first: bool, last: bool) -> tuple[int, int, bool]:
    """Give what counts of a line within quotes: from where to where, and whether its break is escaped."""
    body = source[line.start : line.stop]
    left = 0 if first else _leading(body)
    right = len(body) if last else max(len(body.rstrip(BLANK)), left)
    slashes = right - len(body[:right].rstrip("\\")) if quote == '"' and not last else 0
    if slashes % 2 == 0:
        return line.start + left, line.start + right, False
    # The last backslash makes one blank, or the break itself, part of the text or nothing.
    escaped = right == len(body)
    return line.start + left, line.start + right + (-1 if escaped else 1), escaped


def _written(source: str, start: int, end: int, quote: str) -> Iterator[Run]:
    """Read a stretch of one line, with what its quotes ask to be written otherwise."""
    for found in WRITTEN[quote].finditer(source, start, end):
        yield Run(start, found.start(), source[start : found.start()])
        yield Run(found.start(), found.end(), quote if quote == "'" else _unescaped(found[0][1:]))
        start = found.end()
    yield Run(start, end, source[start:end])


def _unescaped(name: str) -> str:
    """Give the character that an escape of YAML 1.1 (section 5.6) stands for."""
    return chr(int(name[1:], 16)) if len(name) > 1 else ESCAPES.get(name, name)


def _block(source: str, place: int, begins: int) -> Iterator[Run]:
    """Read a value after `|` or `>`, as YAML 1.1 (section 9) says and as the parser that reads our files does."""
    header = HEADER.match(source, begins)
    if header is None:
        return
    body = lines(source, header.end(), len(source))
    since = at = next(body).end
    indent = _indent(source, place, int(header[3] or 0), at)
    breaks, indented = [""], False
    for line in body:
        lead = _spaces(source, line, indent)
        if line.start + lead < line.stop and lead < indent:
            break
        if line.start + lead < line.stop:
            left, blank = line.start + indent, source[line.start + indent] in BLANK
            folds = header[1] == ">" and not (indented or blank)
            yield Run(since, left, _folded(breaks) if folds else "".join(breaks))
            yield Run(left, line.stop, source[left : line.stop])
            breaks, since, indented = [], line.stop, blank
        breaks.append(line.ending)
        at = line.end
    chomp = header[2] or header[4]
    yield Run(since, at, {"-": "", "+": "".join(breaks)}.get(chomp, breaks[0]))


def _indent(source: str, place: int, given: int, at: int) -> int:
    """Tell by how many spaces a block is indented: counted from what it belongs to, or as its first line is."""
    if given:
        return _parent(source, place) + given
    deepest = 1
    for line in lines(source, at, len(source)):
        lead = _spaces(source, line, line.stop - line.start)
        deepest = max(deepest, lead)
        if line.start + lead < line.stop:
            break
    return deepest


def _parent(source: str, start: int) -> int:
    """Give the column, from 0, of the field or dash that a block belongs to; it may stand lines above."""
    for line in reversed([*lines(source, 0, start)]):
        before = source[line.start : line.stop]
        dashes = DASHES.match(before)
        rest = before[dashes.end() :].lstrip(BLANK) if dashes else ""
        if rest and not rest.startswith("#"):
            return before.index(rest)
        if dashes and dashes.end():
            return dashes.end() - 1
    return 0


def _folded(breaks: Sequence[str]) -> str:
    """Join line breaks as YAML folds them: a single one is a space, of several the first is nothing."""
    return "".join(breaks[1:]) or " " if breaks[:1] == ["\n"] else "".join(breaks)


def _leading(text: str) -> int:
    """Count the spaces and tabs at the beginning of a text."""
    return len(text) - len(text.lstrip(BLANK))


def _spaces(source: str, line: Line, most: int) -> int:
    """Count the spaces at the beginning of a line, at most so many."""
    body = source[line.start : min(line.stop, line.start + most)]
    return len(body) - len(body.lstrip(" "))
