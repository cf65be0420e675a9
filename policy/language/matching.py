"""Finds frames in a text that was taken apart."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from communique.policy.language.lexicon import Lexicon
from communique.policy.language.names import LISTS, Names
from communique.policy.language.tokens import Reading

Spots = Mapping[int, Sequence[tuple[int, int]]]
"""Where the words of each list stand: first token, and the first one after; in order."""
Step = tuple[tuple[int, ...], int, bool] | int
"""Numbers of word lists, the gap before, whether it may be missing; or the number of one list that stands next."""
Part = tuple[Step, ...]
Group = tuple[tuple[Part, bool], ...]
"""Parts of one sentence; True where the part may not be there."""
AROUND = 2
"""How many sentences before and after count as around."""


class Frame(NamedTuple):
    """What one frame of a rule looks for."""

    rule: str
    groups: tuple[Group, ...]
    unless: tuple[Group, ...] = ()
    """What takes the finding back where it stands in the same sentence."""
    also: int = -1
    """Another list that must occur, to see at a glance that a frame can't hold; -1 if there is none."""


class Phrase(NamedTuple):
    """A longer entry of a word list: the lists it belongs to, what it is made of, and another list that must occur."""

    lists: tuple[int, ...]
    part: Part
    also: int = -1


class Match(NamedTuple):
    """A frame found: the id of its rule, its first token, and the first one after."""

    rule: str
    first: int
    after: int


@dataclass(slots=True)
class Matcher:
    """All word lists and frames, ready to look through texts in linear time."""

    lexicon: Lexicon
    phrases: list[dict[int, list[Phrase]]] = field(default_factory=list[dict[int, list[Phrase]]])
    """By level, then by a list that must occur."""
    frames: dict[int, list[Frame]] = field(default_factory=dict[int, list[Frame]])
    """By a list that must occur."""

    def look(self, reading: Reading, own: str = "") -> Iterator[Match]:
        """Give every frame found, once per rule and sentence; `own` is the committee's number, folded."""
        at = self._spots(reading, own)
        seen: set[tuple[str, int]] = set()
        for anchor in sorted(at.keys() & self.frames.keys()):
            for frame in self.frames[anchor]:
                if frame.also not in at and frame.also >= 0:
                    continue
                for first, after in _matches(frame, at, reading.sentence):
                    key = frame.rule, reading.sentence[first]
                    if key not in seen:
                        seen.add(key)
                        yield Match(frame.rule, first, after)

    def _spots(self, reading: Reading, own: str) -> Spots:
        """Find the words of every list, single ones first, then phrases that are made of them."""
        at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        ids = self.lexicon.ids
        for number, raw in enumerate(reading.raw):
            for each in ids(raw):
                at[each].append((number, number + 1))
        self._looks(reading, own, at)
        for level in self.phrases:
            _add_phrases(level, at, reading.sentence)
        return dict(at)

    def _looks(self, reading: Reading, own: str, at: dict[int, list[tuple[int, int]]]) -> None:
        """Find what is known by its look, not by its letters."""
        shapes = self.lexicon.shapes
        names = Names(reading, self.lexicon).find() if LISTS[0] in shapes else ()
        changed: set[int] = set()
        for name, span in chain(_seen(reading, own), names):
            for each in shapes.get(name, ()):
                at[each].append(span)
                changed.add(each)
        for each in changed:
            if len(at[each]) > 1:
                at[each] = sorted(set(at[each]))


def _seen(reading: Reading, own: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give what each kind of look is found on."""
    sentences, starts = reading.sentence, True
    for number, kind in enumerate(reading.kind):
        starts = starts or sentences[number - 1] != sentences[number]
        if starts:
            yield "start", (number, number)
        starts = starts and kind == "emoji"  # a sentence starts before its emoji and after it
        if kind != "word":
            yield kind, (number, number + 1)
            if kind == "committee":
                yield _whose(reading.raw[number], own), (number, number + 1)
    for last in reading.questions:
        yield "question", (last, last + 1)
    for quote in reading.quotes:
        if quote[1] - quote[0] >= LONG_QUOTE:
            yield "quote", quote


LONG_QUOTE = 5
"""So many words make a quotation that needs its source (Give credit where due)."""


def _whose(committee: str, own: str) -> str:
    """Tell whether a committee's number is our own, or that of a group within."""
    name = committee.casefold().replace(" ", "").replace("-", "")
    number = own.casefold().replace(" ", "")
    bare = number.removeprefix("iso/")
    ours = bool(own) and name.startswith((number, bare, "wg", "jwg"))
    return "own-committee" if ours else "other-committee"


def _matches(frame: Frame, at: Spots, sentence: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the words of a frame, once per sentence in which it holds."""
    found = _group(frame.groups[0], at, sentence)
    if not found:
        return
    around = [_around(group, at, sentence) for group in frame.groups[1:]]
    for number, span in found.items():
        near = range(number - AROUND, number + AROUND + 1)
        if all(wanted != any(each in there for each in near) for there, wanted in around) and not any(
            number in _group(group, at, sentence) for group in frame.unless
        ):
            yield span


def _around(group: Group, at: Spots, sentence: Sequence[int]) -> tuple[Mapping[int, object], bool]:
    """Give the sentences of a group, and whether it may not be there."""
    if all(negated for _, negated in group):
        there: dict[int, object] = {}
        for part, _ in group:
            there.update(_by_sentence(_find(part, at, sentence), sentence))
        return there, True
    return _group(group, at, sentence), False


def _group(group: Group, at: Spots, sentence: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Give the sentences in which every part stands, each with the words from the first part to the last."""
    held: dict[int, tuple[int, int]] | None = None
    for part, negated in group:
        found = _by_sentence(_find(part, at, sentence), sentence)
        if held is None:
            held = found
        elif negated:
            held = {number: span for number, span in held.items() if number not in found}
        else:
            held = {number: _hull(span, found[number]) for number, span in held.items() if number in found}
        if not held:
            return {}
    return held or {}


def _by_sentence(spans: Sequence[tuple[int, int]], sentence: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Keep the first span of each sentence."""
    kept: dict[int, tuple[int, int]] = {}
    for span in spans:
        kept.setdefault(sentence[span[0]], span)
    return kept


def _hull(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return min(one[0], other[0]), max(one[1], other[1])


def _add_phrases(
    level: Mapping[int, Sequence[Phrase]], at: dict[int, list[tuple[int, int]]], sentence: Sequence[int]
) -> None:
    """Find the phrases of one level, and note them for every list that they belong to."""
    changed: set[int] = set()
    for anchor in at.keys() & level.keys():
        for lists, part, also in level[anchor]:
            if (also in at or also < 0) and (found := _find(part, at, sentence)):
                for each in lists:
                    at[each] += found
                changed.update(lists)
    for each in changed:
        at[each] = sorted(set(at[each]))


def _find(part: Part, at: Spots, sentence: Sequence[int]) -> list[tuple[int, int]]:
    """Find a part in linear time: of several ways to the same end only the shortest is kept."""
    for step in part:
        if not (step in at if isinstance(step, int) else step[2] or _any(step[0], at)):
            return []
    ends: dict[int, int] = {}
    for choice in lists_of(part[0]):
        for start, end in at.get(choice, ()):
            ends[end] = max(start, ends.get(end, -1))
    for step in part[1:]:
        ends = _next(step, ends, at, sentence)
        if not ends:
            break
    return sorted((start, end) for end, start in ends.items())


def lists_of(step: Step) -> tuple[int, ...]:
    """Give the lists of which one must be there."""
    return (step,) if isinstance(step, int) else step[0]


def _any(choices: Sequence[int], at: Spots) -> bool:
    """Tell whether one of several lists occurs; a loop, as `any` costs more than what it looks for."""
    for choice in choices:  # noqa: SIM110
        if choice in at:
            return True
    return False


def _next(step: Step, ends: dict[int, int], at: Spots, sentence: Sequence[int]) -> dict[int, int]:
    """Go one step further from every end that was reached."""
    choices, gap, optional = ((step,), 0, False) if isinstance(step, int) else step
    reached = dict(ends) if optional else {}
    for choice in choices:
        spots = at.get(choice)
        if not spots:
            continue
        for end, start in ends.items():
            for position in range(bisect_left(spots, (end, -1)), len(spots)):
                first, last = spots[position]
                if first > end + gap:
                    break
                if start > reached.get(last, -1) and sentence[first] == sentence[start]:
                    reached[last] = start
    return reached
