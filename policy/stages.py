"""Stages of development: a code that says one stage, and beside it a word that says another."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from communique.policy.language.lexicon import plain
from communique.policy.language.tokens import Reading, read
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, texts

_LONGEST = 3
"""So many words has the longest name of a stage."""
_SUBSTAGES = frozenset({"00", "20", "60", "92", "93", "98", "99"})
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "l'", "der", "die", "das", "dem", "den", "el", "los"})
Names = Mapping[tuple[str, ...], frozenset[str]]
"""The stages that a name stands for."""


def contradicted(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a stage's code that stands beside the name of another stage."""
    names, before = _names(_frozen(settings.words))
    for field, text in texts(subject.idea):
        reading = read([text])
        if "number" not in reading.kind:
            continue
        words = [_letters(plain(raw), kind) for raw, kind in zip(reading.raw, reading.kind, strict=True)]
        for number in _codes(words, reading, before):
            stage = words[number][:2]
            found = _after(words, number, names, before) or _ahead(words, number, names, before)
            if found and stage not in names[tuple(words[found[0] : found[1]])]:
                yield _hit(field, text, reading, (number, *found))


def _hit(field: str, text: str, reading: Reading, found: tuple[int, int, int]) -> Hit:
    """Point at a code and at the name from its first word up to the one after."""
    code, first, after = found
    start = reading.spans[min(code, first)][1]
    end = reading.spans[max(code, after - 1)][2]
    name = text[reading.spans[first][1] : reading.spans[after - 1][2]]
    return Hit(field, text[start:end], {"code": reading.raw[code], "name": name}, span=(start, end))


def _frozen(words: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, tuple(listed)) for key, listed in words.items())


@cache
def _names(words: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Names, frozenset[str]]:
    """Give the names of the stages, and the words that stand before a stage's number."""
    names: dict[tuple[str, ...], frozenset[str]] = {}
    before: frozenset[str] = frozenset()
    for key, listed in words:
        if key == "stage":
            before = frozenset(map(plain, listed))
            continue
        for name in listed:
            spoken = tuple(plain(word) for word in name.split())
            names[spoken] = names.get(spoken, frozenset()) | {key}
    return names, before


def _letters(word: str, kind: str) -> str:
    """Give the letters of a draft's stage, as in `fdis` of ISO/FDIS 12345; any other word as it is."""
    if kind != "draft":
        return word
    return next((part for part in word.replace("/", " ").split() if part not in {"iso", "iec"}), word)


def _codes(words: list[str], reading: Reading, before: frozenset[str]) -> Iterator[int]:
    """Give every number that is a stage's code: 40.20, or 40 after the word for stage."""
    for number, kind in enumerate(reading.kind):
        if kind != "number":
            continue
        stage, dot, rest = words[number].partition(".")
        bare = not dot and len(stage) == len("00") and number > 0 and words[number - 1] in before
        if bare or (len(stage) == len("00") and rest in _SUBSTAGES):
            yield number


def _after(words: list[str], code: int, names: Names, before: frozenset[str]) -> tuple[int, int] | None:
    """Find the name right after a code; an article may stand between if the name ends with the word for stage."""
    if found := _name(words, code + 1, names):
        return found
    found = _name(words, code + 2, names) if words[code + 1 : code + 2] and words[code + 1] in _ARTICLES else None
    return found if found and words[found[1] : found[1] + 1] and words[found[1]] in before else None


def _ahead(words: list[str], code: int, names: Names, before: frozenset[str]) -> tuple[int, int] | None:
    """Find the name right before a code; only the word for stage may stand between."""
    end = code - 1 if code and words[code - 1] in before else code
    for first in range(max(0, end - _LONGEST), end):
        if tuple(words[first:end]) in names:
            return first, end
    return None


def _name(words: list[str], first: int, names: Names) -> tuple[int, int] | None:
    for after in range(min(first + _LONGEST, len(words)), first, -1):
        if tuple(words[first:after]) in names:
            return first, after
    return None
