"""Languages: what no rule understands, and what is in another language than the idea file says."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from communique.policy.language.lexicon import LANGUAGES
from communique.policy.rule import Settings
from communique.policy.said import Spoken, voices
from communique.policy.subject import Hit, Subject, clip
from communique.post.idea import Idea

SHORTEST = 12
"""The language of a text of fewer words can't be told."""
FEWEST = 4
"""So many of its commonest words show a language."""
MORE = 1.3
"""A language without rules has more than so many times the words of ours: it may look like one of them."""
CLEARLY = 1.6
"""A text is in another of our languages if it has so many times the words of that one."""
_WORD = re.compile(r"[^\W\d_]+'?")
_PROSE = frozenset({"text", "title", "alt"})
_OTHER_SCRIPT = "another script"


def unknown(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a text in a language without rules: by its name, its script or its commonest words (`words`)."""
    idea = subject.idea
    if idea.language not in LANGUAGES:
        yield Hit("language", idea.language, {"language": idea.language})
        return
    for spoken, text in _prose(idea):
        if language := _stranger(text, settings):
            yield Hit(spoken.field, clip(spoken.words), {"language": language}, span=(0, len(spoken.words)))


def other(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a text that is clearly in another of our languages than the idea file says."""
    said = subject.idea.language
    for spoken, text in _prose(subject.idea) if said in LANGUAGES else ():
        counts = _counts(text, settings)
        best = max(LANGUAGES, key=lambda each: counts[each])
        if counts[best] >= max(FEWEST, CLEARLY * counts[said]):
            words = {"language": best, "said": said}
            yield Hit(spoken.field, clip(spoken.words), words, at="language", span=(0, len(spoken.words)))


@cache
def _foreign() -> re.Pattern[str]:
    """Give what finds a letter of a script that none of our languages is written in."""
    return re.compile(r"[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")


def _prose(idea: Idea) -> Iterator[tuple[Spoken, str]]:
    """Give texts that are long enough, those that belong together as one, each with its first piece."""
    for voice in voices(idea):
        pieces = [piece for piece in voice if piece.what in _PROSE]
        text = " ".join(piece.words for piece in pieces)
        if text.count(" ") + 1 >= SHORTEST or (
            len(text) >= SHORTEST and not text.isascii() and _foreign().search(text)
        ):
            yield next((piece for piece in pieces if piece.what != "title"), pieces[0]), text


def _stranger(text: str, settings: Settings) -> str:
    """Name the language of a text that is in none of ours, as far as it can be told; else give nothing."""
    if not text.isascii() and len(_foreign().findall(text)) * 2 > sum(map(str.isalpha, text)):
        return _OTHER_SCRIPT
    counts = _counts(text, settings)
    (best, most), *_ = counts.most_common(1) or [("", 0)]
    known = max(counts[each] for each in LANGUAGES)
    return best if best not in LANGUAGES and most >= FEWEST and most > MORE * known else ""


def _counts(text: str, settings: Settings) -> Counter[str]:
    """Count the commonest words of each language in a text."""
    return _counted(text, tuple(map(tuple, settings.words.values())), tuple(settings.words))


@lru_cache(maxsize=8)
def _counted(text: str, lists: tuple[tuple[str, ...], ...], names: tuple[str, ...]) -> Counter[str]:
    known = _languages(lists, names)
    counts: Counter[str] = Counter()
    for word, times in Counter(_WORD.findall(text.casefold().replace("’", "'"))).items():
        for language in known.get(word, ()):
            counts[language] += times
    return counts


@cache
def _languages(lists: tuple[tuple[str, ...], ...], names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Give the languages of each word."""
    known: dict[str, tuple[str, ...]] = {}
    for name, lines in zip(names, lists, strict=True):
        for word in {*" ".join(lines).split()}:
            known[word] = (*known.get(word, ()), name)
    return known
