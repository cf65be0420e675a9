"""Shouting: sentences in capitals, and rows of exclamation marks."""

import re
from collections.abc import Iterator

from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, texts

_CAPITALS = re.compile(r"(?<![^\W_])[^\W\d_a-z]{3,40}\b[^\w.!?\n]{1,3}[^\W\d_a-z]{3,40}\b")
"""Two words of capitals one after the other; without them there is no sentence of capitals."""
_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKS = re.compile(r"!(?:\s?!)+")


def found(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find sentences of more than `most.words` words in capitals, and rows of more than `most.marks` marks."""
    for field, text in texts(subject.idea):
        for start, end in (*_sentences(text, settings.most["words"]), *_marks(text, settings.most["marks"])):
            yield Hit(field, text[start:end], {"words": text[start:end][:60]}, span=(start, end))


def _sentences(text: str, most: int) -> Iterator[tuple[int, int]]:
    if not _CAPITALS.search(text):
        return
    for match in _SENTENCE.finditer(text):
        words = _WORD.findall(match[0])
        if len(words) > most and all(word.isupper() for word in words):
            yield match.span()


def _marks(text: str, most: int) -> Iterator[tuple[int, int]]:
    for match in _MARKS.finditer(text) if "!" in text else ():
        if match[0].count("!") > most:
            yield match.span()
