"""Finds words of a value in the YAML file that it was read from, to the line and column."""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from communique.committee.layout import BREAK, Run, laid_out
from communique.committee.mistake import Place


def spot(source: str, place: Place, start: int, end: int, *, value: str) -> Place:
    """Give the exact place of `value[start:end]` within the scalar that stands at `place` in the source.

    White space around the value may differ from the file's. If the value is not what stands there, gives `place`.
    """
    runs, at, ahead = _scalar(source, place, value)
    if not runs or not 0 <= start < end <= len(value):
        return place
    first, last = (bisect_right(at, ahead + index) - 1 for index in (start, end - 1))
    begins = _within(runs[first], ahead + start - at[first], 0)
    ends = _within(runs[last], ahead + end - at[last], runs[last].end - runs[last].start)
    return Place(*_point(source, begins), *_point(source, ends))


@lru_cache(maxsize=16)
def _scalar(source: str, place: Place, value: str) -> tuple[list[Run], list[int], int]:
    """Give a scalar's runs, where each begins in its text, and where in that the value begins; no runs if it differs.

    Kept, because many words may be looked for in one text.
    """
    start, end = _offset(source, place.line, place.column), _offset(source, place.end_line, place.end_column)
    runs = [run for run in laid_out(source, start, end) if run.text]
    text = "".join(run.text for run in runs)
    if text.strip() != value.strip():
        return [], [], 0
    at = [*accumulate((len(run.text) for run in runs), initial=0)]
    return runs, at[:-1], _leading(text) - _leading(value)


@lru_cache(maxsize=4)
def _lines(source: str) -> list[int]:
    """Give the offset at which each line begins."""
    return [0, *(found.end() for found in BREAK.finditer(source))]


def _offset(source: str, line: int, column: int) -> int:
    lines = _lines(source)
    return lines[line - 1] + column - 1 if line <= len(lines) else len(source)


def _point(source: str, offset: int) -> tuple[int, int]:
    """Give line and column, from 1, of an offset."""
    lines = _lines(source)
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1


def _within(run: Run, step: int, whole: int) -> int:
    """Give the offset so many characters into a run; where it is written otherwise than it reads, `whole` counts."""
    return run.start + (step if run.end - run.start == len(run.text) else whole)


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip())
