"""Words that a post divides where no paper does: `with-stand`, `bend ing`, `s p o n g e`."""

import re
from collections.abc import Iterator, Sequence
from operator import add

from communique.policy.leaks.index import Index
from communique.policy.leaks.words import DIVIDED, TOKEN, spelling

_PIECE = re.compile(r"[^\W_]+")
"""Here a hyphen at the end of a line does not join: it may stand in the word itself."""
LEAST_LETTERS = 3
"""Shorter words are not put together: they come out by chance."""
MOST_LETTERS = 40
MOST_PIECES = 16
UNKNOWN = 4
"""What a letter of a word that no paper has costs; each word costs one besides."""
MOST_KEPT = 50_000
SHORT = 4.5
"""Letters, spaces and all, for each word; other texts have six."""


Span = tuple[str, int, int]
"""A word, and where it begins and ends in the folded text."""


def pieces_of(text: str, pattern: re.Pattern[str] = TOKEN) -> list[Span]:
    """Give each word of a folded text in small letters, and where it stands."""
    return [(match[0], *match.span()) for match in pattern.finditer(text)]


class Known(dict[str, bool]):
    """Whether some paper has a word, looked up when first asked for."""

    def __init__(self, index: Index) -> None:
        """Ask this index."""
        super().__init__()
        self._index = index

    def __missing__(self, word: str) -> bool:
        """Look a word up; what was looked up is forgotten before it fills the memory."""
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[word] = len(word) >= LEAST_LETTERS and self._index.knows(spelling(word, self._index.salt))
        return found

    def has_divided(self, words: Sequence[str], text: str) -> bool:
        """Say whether two neighbours are together a word of some paper, whether all are short, or lines are broken."""
        if len(words) * SHORT > len(text) or ("-" in text and DIVIDED.search(text)):
            return True
        return any(map(self.__getitem__, map(add, words, words[1:])))

    def joined(self, text: str) -> list[Span]:
        """Put words together so that as few letters as can be are in words of no paper, and then in few words."""
        pieces = pieces_of(text, _PIECE)
        costs, begins, words = [0], [0], [("", 0, 0)]
        for end in range(1, len(pieces) + 1):
            ways = [(costs[begin] + cost, begin, word) for begin, cost, word in self._words_ending(pieces, end)]
            cost, begin, word = min(ways)
            costs.append(cost)
            begins.append(begin)
            words.append((word, pieces[begin][1], pieces[end - 1][2]))
        return _way_back(begins, words)

    def _words_ending(self, pieces: Sequence[Span], end: int) -> Iterator[tuple[int, int, str]]:
        """Give each word that the last of these pieces may be: where it begins, its cost, and itself."""
        word = pieces[end - 1][0]
        yield end - 1, 1 if self[word] else 1 + UNKNOWN * len(word), word
        for begin in range(end - 2, max(-1, end - 1 - MOST_PIECES), -1):
            word = pieces[begin][0] + word
            if len(word) > MOST_LETTERS:
                break
            if self[word]:
                yield begin, 1, word


def _way_back(begins: Sequence[int], words: Sequence[Span]) -> list[Span]:
    """Give the words that end where the next one begins, from the last to the first, in their order."""
    found: list[Span] = []
    end = len(words) - 1
    while end:
        found.append(words[end])
        end = begins[end]
    return found[::-1]
