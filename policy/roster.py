"""The private list of the people and companies in the committee: no post may name one of them.

What stands in the list is never shown; a finding shows the author's own words only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from communique.committee.reading import validate
from communique.committee.strict import Note, Several, Strict, Text
from communique.committee.yamltext import load, read
from communique.policy.language.folding import fold

_WORD = re.compile(r"[^\W\d_]+|\d+")
_BETWEEN = re.compile(r"[ \t\n,._'/&+-]{0,3}")
"""What may stand between the words of one name."""
_ACCOUNT = re.compile(r"[@/](\w[\w.-]{1,63})")
_MAIL = re.compile(r"[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,6}")
MOST_VALUES = 50_000
"""A list of some five thousand people; what is longer is no committee's."""
_JOINED = 6
"""A name written as one word, as in a hashtag, is looked for from so many letters on."""

Span = tuple[int, int]
Words = tuple[str, ...]


class Individual(Strict):
    """Somebody who takes part in the committee."""

    name: Text
    """The full name, as in `Maria Crumb`."""
    also: Several[Text] = ()
    """Other ways to write it, as in `M. Crumb`."""
    handles: Several[Text] = ()
    """Names of accounts on social media, with or without the @."""
    mail: Note = ""
    """The mail address."""
    employer: Note = ""
    """For whom the person works."""


class RosterFile(Strict):
    """What stands in a roster file."""

    people: Several[Individual] = ()
    """Who takes part."""
    companies: Several[Text] = ()
    """Companies that take part."""


@dataclass(slots=True)
class Roster:
    """Names ready to be looked for, each as its words in small letters without accents."""

    names: dict[str, dict[int, set[Words]]] = field(default_factory=dict[str, dict[int, set[Words]]], repr=False)
    """By first word, then by the number of words."""
    addresses: set[str] = field(default_factory=set[str], repr=False)
    """Handles without the @, and mail addresses."""

    def add(self, person: Individual) -> None:
        """Look for a person, in either order of given and family name."""
        for name in (person.name, *person.also):
            words = _words(name)
            for cut in range(len(words)):
                turned = words[cut:] + words[:cut]
                self._put(turned)
                if len(turned) > 1 and sum(map(len, turned)) >= _JOINED:
                    self._put(("".join(turned),))
        if person.employer:
            self._put(_words(person.employer))
        self.addresses |= {_plain(each).lstrip("@") for each in (*person.handles, person.mail) if each}

    def add_company(self, name: str) -> None:
        """Look for a company."""
        self._put(_words(name))

    def find(self, text: str) -> Iterator[Span]:
        """Give where a text names somebody of the list, in characters; takes time linear to its length."""
        folded = fold(text)
        for start, end in (*self._named(folded.text), *self._addressed(folded.text)):
            yield folded.original(start, end)

    def _put(self, words: Words) -> None:
        if words:
            self.names.setdefault(words[0], {}).setdefault(len(words), set()).add(words)

    def _named(self, text: str) -> Iterator[Span]:
        text = text.replace("%20", "   ")
        if self.names.keys().isdisjoint(_WORD.findall(text.casefold())):
            return
        spans = [match.span() for match in _WORD.finditer(text)]
        words = [text[start:end].casefold() for start, end in spans]
        done = 0
        for number, word in enumerate(words):
            lengths = self.names.get(word)
            if lengths is None or number < done:
                continue
            for length in sorted(lengths, reverse=True):
                after = number + length
                if tuple(words[number:after]) in lengths[length] and _together(text, spans[number:after]):
                    yield spans[number][0], spans[after - 1][1]
                    done = after
                    break

    def _addressed(self, text: str) -> Iterator[Span]:
        if not self.addresses or ("@" not in text and "/" not in text):
            return
        for match in _MAIL.finditer(text):
            if match[0].casefold() in self.addresses:
                yield match.span()
        for match in _ACCOUNT.finditer(text):
            name = match[1].rstrip(".-")
            if name.casefold() in self.addresses:
                yield match.start(), match.start(1) + len(name)


def read_roster(file: Path) -> Roster:
    """Read a roster file. Raises `Unreadable` with every mistake in it."""
    document = read(load(file, file.name), file.name, most=MOST_VALUES)
    written = validate(RosterFile, document, file.name)
    roster = Roster()
    for person in written.people:
        roster.add(person)
    for company in written.companies:
        roster.add_company(company)
    return roster


def _plain(text: str) -> str:
    return fold(text).text.casefold()


def _words(text: str) -> Words:
    return tuple(_WORD.findall(_plain(text)))


def _together(text: str, spans: Iterable[Span]) -> bool:
    """Tell whether words stand together as one name does: no end of a sentence between them, but after an initial."""
    before: Span | None = None
    for span in spans:
        if before is not None:
            between = text[before[1] : span[0]]
            ends = "." in between and between != "." and before[1] - before[0] > 1
            if ends or not _BETWEEN.fullmatch(between):
                return False
        before = span
    return True
