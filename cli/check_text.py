"""The findings for people: each with its line, a mark under the words, the clause and the cure."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from communique.cli.check_result import Checked, summary
from communique.committee.mistake import Mistake, Place
from communique.post.finding import Finding, Severity

WORDS = {
    Severity.BLOCK: "blocks",
    Severity.DECIDE: "to decide",
    Severity.WARN: "warning",
    Severity.ADVICE: "advice",
}
COLOURS = {"blocks": "31", "unreadable": "31", "to decide": "33", "warning": "33", "advice": "36"}
"""Colours of a terminal, as ECMA-48 numbers them."""
JOINER = "\u200d"
"""Joins emoji to one; invisible, but steers nothing."""
BEFORE, MOST = 40, 100
"""So many characters of a long line are shown before the words in question, and in all."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding or mistake, ready to be printed."""

    place: Place
    word: str
    message: str
    notes: tuple[tuple[str, str], ...]


def print_text(results: list[Checked], out: TextIO) -> None:
    """Print every remark and the counts; in colour only on a terminal and without NO_COLOR (no-color.org)."""
    coloured = out.isatty() and not os.environ.get("NO_COLOR")
    for result in results:
        lines = result.source.splitlines()
        for remark in _remarks(result):
            out.writelines(f"{line}\n" for line in _lines(result.file, remark, lines, coloured=coloured))
    out.write(summary(results) + "\n")


def visible(text: str) -> str:
    """Give a text without anything that could steer a terminal or turn the direction of writing."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable() or character == JOINER:
        return character
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode()


def _remarks(result: Checked) -> Iterator[Remark]:
    yield from map(_of_mistake, result.mistakes)
    yield from map(_of_finding, result.findings)


def _of_mistake(mistake: Mistake) -> Remark:
    field = f"{mistake.field}: " if mistake.field else ""
    return Remark(mistake.place, "unreadable", field + mistake.message, (("cure", mistake.cure),))


def _of_finding(finding: Finding) -> Remark:
    notes = [("clause", finding.clause), ("cure", finding.cure)]
    if finding.severity is Severity.BLOCK and finding.waivable:
        notes.append(("or", "the Secretary may lift this, with a reason that is recorded."))
    place = Place(finding.line, finding.column, finding.end_line, finding.end_column)
    return Remark(place, WORDS[finding.severity], f"{finding.message} [{finding.rule}]", tuple(notes))


def _lines(file: str, remark: Remark, lines: list[str], *, coloured: bool) -> Iterator[str]:
    place = remark.place
    word = f"\x1b[{COLOURS[remark.word]};1m{remark.word}\x1b[0m" if coloured else remark.word
    yield f"{visible(file)}:{place.line}:{place.column}: {word}: {visible(remark.message)}"
    if place.line <= len(lines):
        shown, mark = _marked(lines[place.line - 1], place)
        number = f"{place.line:>5}"
        yield f"{number} | {shown}"
        yield f"{'':>5} | {mark}"
    yield from (f"{name:>12}: {visible(note)}" for name, note in remark.notes if note)
    yield ""


def _marked(line: str, place: Place) -> tuple[str, str]:
    """Give a line, shortened if it is long, and below it a mark under the words, or where several lines begin."""
    start = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else start
    cut = max(start - BEFORE, 0) if len(line) > MOST else 0
    stretch = line[cut : cut + MOST]
    before, words = visible(line[cut:start]), visible(line[start : min(max(end, start + 1), cut + MOST)])
    shown = ("…" if cut else "") + visible(stretch) + ("…" if len(line) > cut + MOST else "")
    return shown.rstrip(), " " * (_width(before) + bool(cut)) + "^" * max(_width(words), 1)


def _width(text: str) -> int:
    """Count the columns of a terminal: wide characters take two, combining ones none (Unicode's UAX #11)."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )
