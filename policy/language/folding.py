"""One form for the many ways to write the same words: accents, bold letters, look-alikes, invisible characters."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

_BEYOND = re.compile(r"[^\x00-\x7f]")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
"""A Greek or Cyrillic letter."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_PAIRS = (
    "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT ХX ԌG ԚQ ԜW аa еe ѕs іi јj кk оo рp сc уy хx һh ӏl ԁd ԛq ԝw ѵv "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa γy ιi κk νv οo ρp υu χx ϲc ϳj"
)
_ALIKE = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
"""Cyrillic and Greek letters that look like Latin ones (Unicode's confusables.txt lists them too)."""
_NEAR = _ALIKE | {
    ord("п"): "n",
    ord("т"): "t",
    ord("м"): "m",
    ord("в"): "b",
    ord("г"): "r",
    ord("η"): "n",
    ord("τ"): "t",
}
"""Besides, letters that pass for Latin ones only among Latin ones."""
_INSTEAD = {
    **dict.fromkeys("‘’‚‛′´ʹʻʼʽˈꞌ", "'"),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800", ""),  # letters and spaces by their category, seen by nobody
}
_MANY = 32
"""From so many different characters on, one pass over the text is quicker than one for each."""


class Folded(NamedTuple):
    """A text in its one form, and the way back to the text it was made from."""

    text: str
    """The words as they are compared; capitals are kept."""
    length: int
    """How long the original is."""
    cuts: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    """Where each stretch begins, in the folded text and in the original; None if every place is the same."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original, start and end, that a span of the folded text was made from."""
        first = self._place(min(start, end))
        return first, max(first, self._place(max(start, end), end=True))

    def _place(self, at: int, *, end: bool = False) -> int:
        at = min(max(at, 0), len(self.text))
        if self.cuts is None:
            return at
        folded, original = self.cuts
        number = bisect_right(folded, at) - 1
        into = at - folded[number]
        after = original[number + 1] if number + 1 < len(original) else self.length
        if original[number] + into < after:
            return original[number] + into
        return after if end or into == 0 else after - 1


def fold(text: str) -> Folded:
    """Give a text without accents, invisible characters and look-alikes; folding twice is folding once."""
    if text.isascii():
        return Folded(text, len(text))
    folds = {character: _fold(character) for character in set(_BEYOND.findall(text))}
    text = _replaced(text, {character: folded for character, folded in folds.items() if len(folded) == 1})
    made = Folded(text, len(text)) if {*map(len, folds.values())} == {1} else _mapped(text, folds)
    if made.text.isascii() or not _FOREIGN.search("".join(folds.values())):
        return made
    return made._replace(text=_WORD.sub(_latin, made.text))


def _replaced(text: str, folds: dict[str, str]) -> str:
    if len(folds) >= _MANY:
        return text.translate({ord(character): folded for character, folded in folds.items()})
    for character, folded in folds.items():
        text = text.replace(character, folded)
    return text


def _mapped(text: str, folds: dict[str, str]) -> Folded:
    """Fold the characters that do not stay one; each begins and ends a stretch."""
    pieces: list[str] = []
    folded, original = [0], [0]
    done = size = 0
    for match in _BEYOND.finditer(text):
        at, instead = match.start(), folds.get(match[0], match[0])
        pieces += (text[done:at], instead)
        size, done = size + at - done + len(instead), at + 1
        if len(instead) != 1:
            folded += (size - len(instead), size)
            original += (at, done)
    pieces.append(text[done:])
    return Folded("".join(pieces), len(text), (tuple(folded), tuple(original)))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Fold one character: its compatible form without marks and without what nobody sees."""
    if character in _INSTEAD:
        return _INSTEAD[character]
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character))
    kept = [_letter(part) for part in parts if unicodedata.category(part) not in {"Cf", "Mn", "Me"}]
    return unicodedata.normalize("NFC", "".join(kept))


def _letter(character: str) -> str:
    """Give small capitals and white letters on black as letters; Unicode calls them incompatible."""
    name = unicodedata.name(character, "")
    if name.startswith("LATIN LETTER SMALL CAPITAL ") and len(letter := name.rpartition(" ")[2]) == 1:
        return letter.lower()
    if name.startswith(("NEGATIVE CIRCLED LATIN", "NEGATIVE SQUARED LATIN")):
        return name[-1]
    return _INSTEAD.get(character, character)


def _latin(match: re.Match[str]) -> str:
    """Give look-alikes their Latin letters in a word that mixes scripts or looks Latin from end to end."""
    word = match[0]
    if _LATIN.search(word):
        return word.translate(_NEAR)
    latin = word.translate(_ALIKE)
    return latin if latin.isascii() else word
