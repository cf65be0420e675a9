"""Words as numbers: keyed, so that nobody reads them back, and marked by how much they prove."""

import re
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from operator import add
from pathlib import Path
from typing import NamedTuple

import yaml

from communique.policy.language.folding import fold

PUBLIC_FILE = Path(__file__).with_name("public.yaml")
TOKEN = re.compile(r"[^\W_]+(?:-\s+[^\W\d_]+)*")
"""A word in folded small letters; one that was divided at the end of a line is one word."""
DIVIDED = re.compile(r"-\s")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_DIVISION = re.compile(r"-\s+")
_THIRD = 2 if sys.byteorder == "little" else 1
"""Which of a number's four parts holds bits 32 to 47."""
_AS_VALUE = "="
_ONE_FORM = str.maketrans({" ": None, ".": ","})
STEM = 6
"""Letters by which a word is known, less a last s, so that its endings don't matter."""
LEAST_STRONG = 2
"""So many of the three words of a bag must prove something."""
BAG = 3


# At most so many digits: without a bound, a row of digits without a unit would be read anew from each of them.
_VALUE = re.compile(
    r"([0-9](?:[0-9]|[ .,][0-9]){0,60}+)\s?(?:%|°c?|p(?:ercent|er cent|our cent|or ciento|rozent|a)|b(?:ar)?(?<=r)"
    r"|c[ml]|m(?:m|l|in|g|s|pa|t|v|w|a|[23])?|k(?:g|n|m|wh?|pa|hz|v)|n(?!\s\d)|g|l|s|w|v|j|hz?|d(?:b|m|l))(?![^\W_])"
)
"""A number with a unit; the unit is not compared, since it may be written out."""


class Public(NamedTuple):
    """What anybody may know, and words that say little; from `public.yaml`."""

    sentences: Mapping[str, Sequence[frozenset[str]]]
    """The words of each line, by the longest of them."""
    sections: tuple[str, ...]
    function_words: frozenset[str]
    weak_words: frozenset[str]
    verbs: frozenset[str]


@cache
def public() -> Public:
    """Read the lists that come with the program."""
    read = yaml.load(PUBLIC_FILE.read_bytes(), Loader=yaml.CSafeLoader)
    sentences: dict[str, list[frozenset[str]]] = {}
    for line in read["sentences"]:
        words = str(line).split()
        sentences.setdefault(max(words, key=len), []).append(frozenset(words))
    return Public(
        sentences=sentences,
        sections=tuple(read["sections"]),
        function_words=_words(read["function_words"]),
        weak_words=_words(read["weak_words"]),
        verbs=_words(read["verbs"]),
    )


def tokens(text: str) -> list[str]:
    """Give the words of a text, folded and in small letters."""
    return split(fold(text).text.lower())


def split(folded: str) -> list[str]:
    """Give the words of a folded text in small letters: what `TOKEN` finds, in a third of the time for plain text."""
    if not folded.isascii() or ("-" in folded and DIVIDED.search(folded)):
        return TOKEN.findall(folded)
    return folded.translate(_SPACES).split()


class Numbers(dict[str, int]):
    """The number of each word, made when first asked for: 0 for words without content, odd for words that prove."""

    def __init__(self, salt: bytes) -> None:
        """Key every number with a salt."""
        super().__init__()
        self._salt = salt
        self._public = public()

    def __missing__(self, word: str) -> int:
        """Make a number of 60 bits whose last two bits say how much the word proves: three of them sum up to a bag."""
        plain = undivided(word)
        number = 0
        if plain not in self._public.function_words:
            stem = plain if plain.startswith(_AS_VALUE) else plain[:STEM].rstrip("s")
            number = _keyed(stem, self._salt, 8) >> 6 << 2 | self._proves(plain)
        self[word] = number
        return number

    def of(self, words: Iterable[str]) -> list[int]:
        """Give the numbers of words with content."""
        return list(filter(None, map(self.__getitem__, words)))

    def _proves(self, word: str) -> bool:
        return len(word) >= BAG and word.isalpha() and word not in self._public.weak_words


def spelling(word: str, salt: bytes) -> int:
    """Give 32 bits of a whole word."""
    return _keyed(undivided(word), salt, 4)


def undivided(word: str) -> str:
    """Give a word without its division at the end of a line."""
    return _DIVISION.sub("", word)


def values(text: str) -> list[str]:
    """Give the numbers of a text that have a unit, each in one form; no word looks like one."""
    return [value for value, _, _ in measured(fold(text).text.lower())]


def measured(folded: str) -> list[tuple[str, int, int]]:
    """Give the same of a folded text in small letters, and where each of them stands."""
    found = _VALUE.finditer(folded)
    return [(_AS_VALUE + match[1].translate(_ONE_FORM), *match.span()) for match in found]


def shorts(numbers: Sequence[int]) -> "array[int]":
    """Give 16 bits of each word that proves something: enough to see whether a place known already has it too."""
    proving = array("Q", [number for number in numbers if number & 1])
    return array("H", proving.tobytes())[_THIRD::4]


def short(number: int) -> int:
    """Give the same 16 bits of one word."""
    return number >> 32 & 0xFFFF


def bags(numbers: Sequence[int]) -> list[int]:
    """Give each three neighbours as one number, whatever their order; its last two bits count the words that prove."""
    return list(map(add, map(add, numbers, numbers[1:]), numbers[2:]))


def skipping(numbers: Sequence[int]) -> list[tuple[tuple[int, int, int], list[int]]]:
    """Give each three of four neighbours that begin and end with the first and last, and each three neighbours.

    So a word that was put in does no harm. Each list of bags stands behind the places of its words.
    """
    second, third, fourth = numbers[1:], numbers[2:], numbers[3:]
    pairs = list(map(add, numbers, second))
    return [
        ((0, 1, 2), list(map(add, pairs, third))),
        ((0, 1, 3), list(map(add, pairs, fourth))),
        ((0, 2, 3), list(map(add, map(add, numbers, third), fourth))),
    ]


def _keyed(text: str, salt: bytes, size: int) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), key=salt, digest_size=size).digest(), "little")


def _words(lists: dict[str, str]) -> frozenset[str]:
    return frozenset(word for line in lists.values() for word in line.split())
