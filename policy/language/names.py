"""Finds what looks like the name of a person: in capitals, and neither a place, nor a thing, nor a unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from communique.policy.language.lexicon import Lexicon
from communique.policy.language.tokens import Reading

LOOKS = ("person", "titled", "initialled", "pair", "first-name", "called-name")
"""A given name with a surname, a title with a name, initials with a surname, any two names, a given name alone, and one
word in capitals between commas, as people are spoken to."""
LISTS = ("given-name", "honorific", "particle", "no-name", "eponym", "named-after", "named-before", "letter-before")
"""The word lists that tell names from other capitals."""
LONGEST = 6
"""A name has at most so many words."""
_JOINED = re.compile(r"[A-Z][a-z]+")
_PARTICLES = 2
"""So many little words may stand between two names, as in `van der Brot`."""
_INNER = frozenset({"der", "den", "das", "dos"})
"""Little words that stand in a name only after another one, as in `von der Brot`."""
_DOTTED = 2
"""So many characters stand between an initial and the name after it: a full stop or comma, and a space."""
_PAIR = 2
"""So many words are a pair."""
_CALLED = 3
"""A name that is no known given name has at least so many letters."""
_CAPITALS = 5
"""A surname in capitals has at least so many letters; what is shorter is mostly an abbreviation."""

Span = tuple[int, int]


@dataclass(slots=True)
class Names:
    """Looks through the tokens of one reading."""

    reading: Reading
    lexicon: Lexicon

    def find(self) -> Iterator[tuple[str, Span]]:
        """Give every look of `LOOKS` with its first token and the first one after."""
        raw, count, start = self.reading.raw, len(self.reading.raw), 0
        while start < count:
            if not raw[start][0].isupper():
                start += 1
                continue
            after = self._run(start)
            yield from self._joined(start)
            if after - start > 1 or self._titled_before(start):
                yield from self._judge(start, after)
                if after - start > _PAIR and self._first(start):
                    yield from self._judge(start + 1, after)
            elif after > start and not self._thing(start, after):
                yield from self._alone(start)
            start = max(after, start + 1)

    def _first(self, number: int) -> bool:
        """Tell whether a token begins a sentence; what it is, its capital doesn't tell."""
        sentence = self.reading.sentence
        return not number or sentence[number - 1] != sentence[number]

    def _is(self, number: int, name: str) -> bool:
        """Tell whether a token stands in one of `LISTS`."""
        return 0 <= number < len(self.reading.raw) and self.lexicon.shapes[name][0] in self.lexicon.ids(
            self.reading.raw[number]
        )

    def _beside(self, number: int) -> bool:
        """Tell whether a token stands directly after the one before, in the same sentence."""
        spans, sentence = self.reading.spans, self.reading.sentence
        if not 0 < number < len(spans) or sentence[number] != sentence[number - 1]:
            return False
        (text, _, end), (other, start, _) = spans[number - 1], spans[number]
        short = len(self.reading.raw[number - 1]) == 1 or self._is(number - 1, "honorific")
        return text == other and start - end <= (2 if short else 1)

    def _named(self, number: int) -> bool:
        """Tell whether a token can be part of a name."""
        raw = self.reading.raw[number]
        if not raw[0].isupper() or self.reading.kind[number] not in {"word", "elision"}:
            return False
        return len(raw) == 1 or ((not raw.isupper() or len(raw) >= _CAPITALS) and not self._is(number, "no-name"))

    def _run(self, start: int) -> int:
        """Give the end of the words that could be one name: capitals, initials, and particles between them."""
        if not self._named(start):
            return start
        after = start + 1
        while after - start < LONGEST and self._beside(after):
            step = after
            while step - after < _PARTICLES and self._small(step) and self._beside(step + 1):
                step += 1
            if step == after + 1 and self.reading.raw[after] in _INNER:
                break
            if not (self._beside(step) and self._named(step)):
                break
            after = step + 1
        return after

    def _small(self, number: int) -> bool:
        """Tell whether a token may stand between names: `de`, `van`, `d'`."""
        return self._is(number, "particle") or (
            number < len(self.reading.raw) and self.reading.kind[number] == "elision"
        )

    def _alone(self, number: int) -> Iterator[tuple[str, Span]]:
        """Say what a single word in capitals looks like."""
        if self._is(number, "given-name"):
            yield "first-name", (number, number + 1)
        elif len(self.reading.raw[number]) >= _CALLED and self._set_off(number):
            yield "called-name", (number, number + 1)

    def _set_off(self, number: int) -> bool:
        """Tell whether a comma stands before a word, and a comma or the end of the sentence after it."""
        spans, sentence = self.reading.spans, self.reading.sentence
        before = number - 1
        if before < 0 or sentence[before] != sentence[number] or self.reading.kind[before] == "number":
            return False
        if spans[number][1] - spans[before][2] != _DOTTED:
            return False
        after = number + 1
        if after == len(spans) or sentence[after] != sentence[number]:
            return True
        return spans[after][1] - spans[number][2] == _DOTTED

    def _judge(self, start: int, after: int) -> Iterator[tuple[str, Span]]:
        """Say what a run of names looks like."""
        if self._thing(start, after):
            return
        titled = start - 1 if self._titled_before(start) else next(
            (each for each in range(start, after - 1) if self._is(each, "honorific")), -1
        )  # fmt: skip
        if titled >= 0:
            yield "titled", (titled, after)
        words = [self.reading.raw[each].rstrip("'") for each in range(start, after)]
        given = next((each for each in range(start, after - 1) if self._is(each, "given-name")), -1)
        if given >= 0:
            yield "person", (given, after)
        elif self._initials(start, after):
            yield "initialled", (start, after)
        elif self._is(after - 1, "given-name") and self._is(after - 2, "particle"):
            yield "first-name", (after - 1, after)
        if after - start > 1 and sum(len(word) > 1 for word in words) > 1:
            yield "pair", (start, after)

    def _initials(self, start: int, after: int) -> bool:
        """Tell whether a run begins with initials that are no letter of a list, as in `Annex B`."""
        raw = self.reading.raw
        spans = self.reading.spans
        dotted = after - start > 1 and spans[start + 1][1] - spans[start][2] == _DOTTED
        return dotted and len(raw[start]) == 1 < len(raw[after - 1]) and not self._is(start - 1, "letter-before")

    def _titled_before(self, start: int) -> bool:
        return self._is(start - 1, "honorific") and self._beside(start) and self._named(start)

    def _thing(self, start: int, after: int) -> bool:
        """Tell whether a street, a law, a prize or a unit is meant, which was named after somebody."""
        if self._is(after - 1, "eponym") or any(
            self._is(each, "named-after") and not self._is(each, "given-name") for each in range(start, after)
        ):
            return True
        if self._beside(after) and self._is(after, "named-after"):
            return True
        before = start - 1
        while before > start - 3 and self._is(before, "particle"):
            before -= 1
        return (
            any(self._is(each, "named-before") for each in (start, before))
            and self.reading.sentence[start] == (self.reading.sentence[max(before, 0)])
        )

    def _joined(self, number: int) -> Iterator[tuple[str, Span]]:
        """Find a name written as one word, as in a hashtag."""
        raw = self.reading.raw[number]
        if raw[1:].islower() or raw.isupper() or len(raw) < _CAPITALS:
            return
        words = _JOINED.findall(raw)
        lists, shapes = [self.lexicon.ids(word) for word in words], self.lexicon.shapes
        barred = {shapes[name][0] for name in ("no-name", "eponym", "named-after")}
        if (
            len(words) in {2, 3}
            and shapes["given-name"][0] in lists[0]
            and not any(barred & {*each} for each in lists[1:])
        ):
            yield "person", (number, number + 1)
