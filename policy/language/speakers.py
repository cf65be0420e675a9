"""One matcher for each language, and which of them a text needs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from communique.policy.language.keeping import from_bytes
from communique.policy.language.lexicon import LANGUAGES, plain
from communique.policy.language.matching import Match, Matcher
from communique.policy.language.tokens import Reading, read

RARER = 5
"""A word tells of every language that has it at least this many times less often than the one that has it most."""
Vocabulary = Mapping[str, tuple[str, ...]]
"""The languages that a word tells of; words of all languages are left out."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """The frames of rules in every language; a language is only loaded when a text has a word of it."""

    kept: Mapping[str, bytes]
    """The matcher of each language, as `keeping.py` keeps it."""
    vocabulary: Vocabulary
    """Empty where a text is to be looked through in every language."""
    _loaded: dict[str, Matcher] = field(default_factory=dict[str, Matcher])

    def look(self, reading: Reading, language: str, own: str = "") -> Iterator[Match]:
        """Give every frame found in a text that is said to be in a language; `own` is the committee's number.

        The language that it is said to be in is always looked through, and every other one that a word tells of.
        """
        for each in self.heard(reading, language):
            yield from self.matcher(each).look(reading, own)

    def heard(self, reading: Reading, language: str) -> tuple[str, ...]:
        """Give the languages that a text is looked through in; all if it is said to be in none of ours."""
        if language not in LANGUAGES or not self.vocabulary:
            return LANGUAGES
        heard = {language}
        for raw in reading.raw:
            told = self.vocabulary.get(plain(raw), ())
            if language not in told:
                heard.update(told)
        return tuple(each for each in LANGUAGES if each in heard)

    def matcher(self, language: str) -> Matcher:
        """Give the matcher of one language."""
        if language not in self._loaded:
            self._loaded[language] = from_bytes(self.kept[language])
        return self._loaded[language]


def vocabulary(samples: Mapping[str, Iterable[str]]) -> Vocabulary:
    """Learn from sample texts of each language which languages a word tells of."""
    counts = {
        language: Counter(word for text in texts for word in {plain(raw) for raw in read([text]).raw})
        for language, texts in samples.items()
    }
    told: dict[str, tuple[str, ...]] = {}
    for word in sorted({*(word for each in counts.values() for word in each)}):
        most = max(each[word] for each in counts.values())
        of = tuple(language for language, each in counts.items() if each[word] * RARER >= most)
        if len(of) < len(counts):
            told[word] = of
    return told
