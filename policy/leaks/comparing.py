"""Compares a post with the index: which of its words stand together in a private paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from communique.policy.language.folding import Folded, fold
from communique.policy.leaks.index import Index
from communique.policy.leaks.joining import Known, Span, pieces_of
from communique.policy.leaks.words import BAG, LEAST_STRONG, Numbers, bags, measured, short, skipping, split

LEAST_WORDS = 4
"""So many words with content must stand together in one place of a paper."""
LEAST_PROVING = 3
"""So many of them must be neither numbers nor words of committee work, dates or measures."""
LEAST_SCATTERED = 6
"""Or so many that prove something, in any order, if at least three of them stand together."""
LEAST_WITH_GAPS = 4
"""So many must prove something if some of them are together only because a word between them was left out."""
LEAST_VALUES = 4
"""So many different numbers with units, in the order of the paper, prove something by themselves."""
WIDEST = 120
"""Words that prove something; in a longer place, words may meet by chance."""
GAP = 8
"""Words with content that may lie between two stretches of one overlap."""


class Overlap(NamedTuple):
    """Words of a post that stand in a private paper."""

    start: int
    end: int
    document: str
    place: str
    words: int
    """How many words with content they share."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An index, with the numbers of words that were asked for and the names of its files."""

    index: Index
    numbers: Numbers
    known: Known
    names: Sequence[str]


Stretch = tuple[int, int, int, int]
"""A stretch of a folded text: how many words, less than none, its place in the papers, where it begins and ends."""


def compare(vocabulary: Vocabulary, text: str) -> list[Overlap]:
    """Give what a text shares with private papers, in its order; overlaps never overlap each other."""
    folded = fold(text)
    lower = folded.text.lower()
    words = split(lower)
    stretches = _of_values(vocabulary, lower) if sum(map(str.isdigit, words)) >= LEAST_VALUES else []
    places = _by_place(vocabulary.index, numbers := vocabulary.numbers.of(words))
    if places:
        stretches += _of_words(vocabulary, places, numbers, pieces_of(lower))
    if not stretches and vocabulary.known.has_divided(words, lower):
        pieces = vocabulary.known.joined(lower)
        numbers = vocabulary.numbers.of(word for word, _, _ in pieces)
        stretches = _of_words(vocabulary, _by_place(vocabulary.index, numbers), numbers, pieces)
    return _said(vocabulary, folded, stretches) if stretches else []


def _by_place(index: Index, numbers: list[int]) -> dict[int, set[int]]:
    """Give, for each place of the papers, the words with content of the post that stand there."""
    places: dict[int, set[int]] = {}
    proving = [at for at, number in enumerate(numbers) if number & 1]
    near = bags(numbers)
    for first in index.candidates(near):
        if near[first] & 3 >= LEAST_STRONG:
            for place in index.places_of(near[first]):
                places.setdefault(place, set()).update(range(first, first + BAG))
    without_gaps, *with_gaps = skipping([numbers[at] for at in proving])
    _put(places, index, proving, without_gaps)
    gaps: dict[int, set[int]] = {}
    for gap in with_gaps:
        _put(gaps, index, proving, gap)
    for place, skipped in gaps.items():
        shared = skipped | places.get(place, set())
        if _count(shared, numbers) >= LEAST_WITH_GAPS:
            places[place] = shared
    return places


def _put(
    places: dict[int, set[int]], index: Index, proving: list[int], skipped: tuple[tuple[int, int, int], list[int]]
) -> None:
    """Put the words of bags where they stand; `proving` are the places of these words in the post."""
    picks, together = skipped
    for first in index.candidates(together):
        for place in index.places_of(together[first]):
            places.setdefault(place, set()).update(proving[first + pick] for pick in picks)


def _of_values(vocabulary: Vocabulary, lower: str) -> list[Stretch]:
    """Give the stretches of numbers with units that stand in one place of a paper."""
    found = measured(lower)
    if len(found) < LEAST_VALUES:
        return []
    numbers = [vocabulary.numbers[value] for value, _, _ in found]
    together = bags(numbers)
    places: dict[int, set[int]] = {}
    for first in vocabulary.index.candidates(together):
        for place in vocabulary.index.places_of(together[first]):
            places.setdefault(place, set()).update(range(first, first + BAG))
    return [
        (-len(shared), place, found[min(shared)][1], found[max(shared)][2])
        for place, shared in places.items()
        if len({numbers[at] for at in shared}) >= LEAST_VALUES
    ]


def _of_words(
    vocabulary: Vocabulary, places: dict[int, set[int]], numbers: list[int], pieces: list[Span]
) -> list[Stretch]:
    """Give the stretches of words that stand in one place of a paper."""
    stretches = [
        (stretch, place)
        for place, shared in places.items()
        for stretch in _proving(vocabulary.index, place, shared, numbers)
    ]
    said = [piece for piece in pieces if vocabulary.numbers[piece[0]]] if stretches else []
    return [(-len(stretch), place, said[stretch[0]][1], said[stretch[-1]][2]) for stretch, place in stretches]


def _said(vocabulary: Vocabulary, folded: Folded, stretches: list[Stretch]) -> list[Overlap]:
    """Give the longest stretches, and no other that overlaps one of them."""
    overlaps: list[Overlap] = []
    taken: list[tuple[int, int]] = []
    for words, place, start, end in sorted(stretches):
        if all(end <= other or start >= ended for other, ended in taken):
            taken.append((start, end))
            name = vocabulary.names[vocabulary.index.file_of(place)]
            overlaps.append(Overlap(*folded.original(start, end), name, vocabulary.index.say(place), -words))
    return sorted(overlaps)


def _stretches(shared: set[int]) -> list[list[int]]:
    """Cut shared words into stretches that lie far from each other."""
    stretches: list[list[int]] = []
    for at in sorted(shared):
        if stretches and at - stretches[-1][-1] <= GAP:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    return stretches


def _proving(index: Index, place: int, shared: set[int], numbers: list[int]) -> list[list[int]]:
    """Give the stretches that can't be chance: many words together, or even more of the same place in any order."""
    together = [stretch for stretch in _stretches(shared) if _proves(stretch, numbers)]
    if together:
        return together
    words = index.words_of(place)
    if len(words) > WIDEST:
        return []
    also = {at for at, number in enumerate(numbers) if number & 1 and short(number) in words}
    return [each for each in _stretches(shared | also) if _count(each, numbers) >= LEAST_SCATTERED and shared & {*each}]


def _proves(stretch: list[int], numbers: list[int]) -> bool:
    return len(stretch) >= LEAST_WORDS and _count(stretch, numbers) >= LEAST_PROVING


def _count(stretch: Iterable[int], numbers: list[int]) -> int:
    """Count the different words that prove something."""
    return sum(number & 1 for number in {numbers[at] for at in stretch})
