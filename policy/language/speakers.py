"""One matcher for each language, and which of them a text needs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from communique.policy.language.keeping import from_bytes
from communique.policy.language.lexicon import LANGUAGES, plain
from communique.policy.language.matching import Match, Matcher
from communique.policy.language.tokens import Reading


@dataclass(frozen=True, slots=True)
class Speakers:
    """The frames of rules in every language; a language is only loaded when a text has a word of it."""

    kept: Mapping[str, bytes]
    """The matcher of each language, as `keeping.py` keeps it."""
    vocabulary: Mapping[str, str]
    """The language of every word that stands in the rules' words and examples of one language only."""
    _loaded: dict[str, Matcher] = field(default_factory=dict[str, Matcher])

    def look(self, reading: Reading, language: str, own: str = "") -> Iterator[Match]:
        """Give every frame found in a text that is said to be in a language; `own` is the committee's number.

        The language that it is said to be in is always looked through, and every other one of which it has a word.
        """
        for each in self.heard(reading, language):
            yield from self.matcher(each).look(reading, own)

    def heard(self, reading: Reading, language: str) -> tuple[str, ...]:
        """Give the languages that a text is looked through in; all of them if it is said to be in none of ours."""
        if language not in LANGUAGES:
            return LANGUAGES
        heard = {language, *(self.vocabulary.get(plain(raw), "") for raw in reading.raw)}
        return tuple(each for each in LANGUAGES if each in heard)

    def matcher(self, language: str) -> Matcher:
        """Give the matcher of one language."""
        if language not in self._loaded:
            self._loaded[language] = from_bytes(self.kept[language])
        return self._loaded[language]


def vocabulary(words: Mapping[str, set[str]]) -> dict[str, str]:
    """Give the language of every word that only one language has."""
    languages = Counter(word for each in words.values() for word in each)
    return {word: language for language, each in words.items() for word in sorted(each) if languages[word] == 1}
