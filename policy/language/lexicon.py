"""Which word lists a word belongs to."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from communique.policy.language.folding import fold

LANGUAGES = ("en", "fr", "de", "es")
ANY = "any"
"""What is said in every language: acronyms, names, signs."""
Ids = tuple[int, ...]
SHORTEST = 2
"""A star stands beside at least so many letters."""
LONGEST = 60
"""And at most beside so many."""
_REMEMBERED = 50_000
"""So many words are remembered with their lists; then remembering begins anew."""


class Word(NamedTuple):
    """One word: `text` is folded; a star at an end stands for any letters; `exact` keeps capitals."""

    text: str
    exact: bool = False


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Give a word as it is compared: folded, without accents and capitals."""
    return fold(word).text.casefold()


@dataclass(slots=True)
class Table:
    """Words and beginnings, ends and insides of words, each with the numbers of the lists it stands for."""

    words: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    exact: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    starts: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    ends: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    insides: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def add(self, word: Word, number: int) -> None:
        """Put a word, with its stars, under the number of a list."""
        text = word.text
        if text.startswith("*"):
            chosen = self.insides if text.endswith("*") else self.ends
        elif text.endswith("*"):
            chosen = self.starts
        else:
            chosen = self.exact if word.exact else self.words
        numbers = chosen.setdefault(text.strip("*"), [])
        if number not in numbers:
            numbers.append(number)

    def find(self, raw: str) -> set[int]:
        """Give the numbers of every list that a token belongs to."""
        word = plain(raw)
        found = {*self.words.get(word, ()), *self.exact.get(raw, ())}
        if self.starts or self.ends:
            for cut in range(SHORTEST, min(len(word), LONGEST) + 1):
                found.update(self.starts.get(word[:cut], ()), self.ends.get(word[-cut:], ()))
        for inside, numbers in self.insides.items():
            if inside in word:
                found.update(numbers)
        return found


@dataclass(slots=True)
class Lexicon:
    """All word lists: words that belong to them, and words that don't though a star would say so."""

    given: Table = field(default_factory=Table)
    barred: Table = field(default_factory=Table)
    shapes: dict[str, Ids] = field(default_factory=dict[str, Ids])
    """The numbers of what is known by its look: `capital`, `acronym`, `initial` …, and of the lists that hold it."""
    holders: dict[int, Ids] = field(default_factory=dict[int, Ids])
    """By list, every list that holds all of it."""
    _known: dict[str, Ids] = field(default_factory=dict[str, Ids])

    def ids(self, raw: str) -> Ids:
        """Give the numbers of every list that a token belongs to, in order; remembered."""
        known = self._known.get(raw)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[raw] = self._find(raw)
        return known

    def _find(self, raw: str) -> Ids:
        found = self.given.find(raw) - self.barred.find(raw)
        for number in tuple(found):
            found.update(self.holders.get(number, ()))
        found.update(self.shapes.get(_shape(raw), ()))
        return tuple(sorted(found))


def _shape(raw: str) -> str:
    """Name the look of a word: `Cake` is a capital, `DIN` an acronym, `J` an initial."""
    if not raw[:1].isupper():
        return ""
    if len(raw) == 1:
        return "initial"
    return "acronym" if raw.isupper() else "capital"
