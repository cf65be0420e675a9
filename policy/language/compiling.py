"""Makes a matcher of word lists and frames, in plain values that can be kept in a file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from communique.policy.language.lexicon import ANY, LANGUAGES, Lexicon, Word
from communique.policy.language.matching import Frame, Group, Matcher, Part, Phrase, Step, lists_of
from communique.policy.language.names import LISTS, LOOKS
from communique.policy.language.pattern import BrokenPattern, Name, Words, read_frame, read_part
from communique.policy.language.pattern import Group as WrittenGroup
from communique.policy.language.pattern import Part as WrittenPart
from communique.policy.language.pattern import Step as WrittenStep
from communique.policy.language.tokens import KINDS, read

SHAPES = (
    *KINDS, "own-committee", "other-committee", "capital", "acronym", "initial", "question", "quote", "start", *LOOKS,
)  # fmt: skip
"""Lists that are known by their look; every pattern may name them."""

Lists = Mapping[str, Mapping[str, Sequence[str]]]
"""Word lists by name, then by language."""
Written = Mapping[str, Sequence[str]]
"""Patterns by language."""


@dataclass(slots=True)
class Compiler:
    """Gathers lists and frames, and gives every list a number."""

    lists: Lists
    samples: Iterable[str] = ()
    """Texts as people write them: what is rare there is looked for first."""
    languages: Sequence[str] = LANGUAGES
    """The languages whose frames are wanted."""
    _numbers: dict[object, int] = field(default_factory=dict[object, int])
    _lexicon: Lexicon = field(default_factory=Lexicon)
    _phrases: list[tuple[int, int, Part]] = field(default_factory=list[tuple[int, int, Part]])
    _levels: dict[int, int] = field(default_factory=dict[int, int])
    _open: list[object] = field(default_factory=list[object])
    _frames: list[Frame] = field(default_factory=list[Frame])
    _parents: dict[int, set[int]] = field(default_factory=dict[int, set[int]])
    """By list, the lists that hold all of it."""

    def add(self, rule: str, frames: Written, unless: Written) -> None:
        """Add the frames of one rule. Raises `BrokenPattern`."""
        if unknown := {*frames, *unless} - {*LANGUAGES, ANY}:
            raise BrokenPattern(f"{min(unknown)!r} is no language here; there are: {', '.join((*LANGUAGES, ANY))}")
        for language in self.languages:
            excuses = tuple(
                self._group(group, language) for written in self._of(unless, language) for group in read_frame(written)
            )
            for written in self._of(frames, language):
                groups = tuple(self._group(group, language) for group in read_frame(written))
                frame = Frame(rule, groups, excuses)
                if frame not in self._frames:
                    self._frames.append(frame)

    def matcher(self) -> Matcher:
        """Give what was gathered, ready to look through texts."""
        lexicon = self._lexicon
        lexicon.holders = {child: self._holders(child) for child in self._parents}
        lexicon.shapes = {name: (ids[0], *lexicon.holders.get(ids[0], ())) for name, ids in lexicon.shapes.items()}
        rarity = self._counts()
        phrases: list[dict[int, list[Phrase]]] = [{} for _ in range(max(self._levels.values(), default=0))]
        for level, number, part in self._phrases:
            anchors, also = _anchors(part, rarity)
            holders = (number, *self._lexicon.holders.get(number, ()))
            for anchor in anchors:
                phrases[level - 1].setdefault(anchor, []).append(Phrase(holders, part, also))
        frames: dict[int, list[Frame]] = {}
        for frame in self._frames:
            anchors, also = _anchors(
                [step for part, negated in frame.groups[0] if not negated for step in part], rarity
            )
            made = frame._replace(also=also)
            for anchor in anchors:
                frames.setdefault(anchor, []).append(made)
        return Matcher(self._lexicon, phrases, frames)

    def _holders(self, number: int) -> tuple[int, ...]:
        """Give every list that holds all of a list, directly or by way of others."""
        found: set[int] = set()
        waiting = [number]
        while waiting:
            fresh = self._parents.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return tuple(sorted(found))

    @staticmethod
    def _of(written: Written, language: str) -> list[str]:
        return [*written.get(language, ()), *written.get(ANY, ())]

    def _number(self, key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _group(self, group: WrittenGroup, language: str) -> Group:
        return tuple((self._part(clause.part, language), clause.negated) for clause in group)

    def _part(self, part: WrittenPart, language: str) -> Part:
        return tuple(self._step(step, language) for step in part)

    def _step(self, step: WrittenStep, language: str) -> Step:
        choices = tuple(self._choice(choice, language) for choice in step.choices)
        plain = len(choices) == 1 and not step.gap and not step.optional
        return choices[0] if plain else (choices, step.gap, step.optional)

    def _choice(self, choice: Word | Words | Name, language: str) -> int:
        if isinstance(choice, Name):
            return self._list(choice.name, language)
        if isinstance(choice, Words):
            return self._joined(choice)
        known = choice in self._numbers
        number = self._number(choice)
        if not known:
            self._lexicon.given.add(choice, number)
            self._levels[number] = 0
        return number

    def _joined(self, choice: Words) -> int:
        """Give the number of several words that stand together."""
        known = choice in self._numbers
        number = self._number(choice)
        if not known:
            self._phrases.append((1, number, tuple(self._choice(word, ANY) for word in choice.words)))
            self._levels[number] = 1
        return number

    def _list(self, name: str, language: str) -> int:
        """Give the number of a list in one language, and compile it the first time."""
        key = (name, language)
        if key in self._open:
            raise BrokenPattern(f"the word list {name!r} stands for itself")
        if name in SHAPES:
            number = self._number(name)
            self._lexicon.shapes[name] = (number,)
            self._levels[number] = 0
            if name in LOOKS:
                self._lexicon.shapes.update({each: (self._list(each, ANY),) for each in LISTS})
            return number
        if name not in self.lists:
            raise BrokenPattern(f"there is no word list called {name!r}")
        known = key in self._numbers
        number = self._number(key)
        if not known:
            self._open.append(key)
            try:
                self._levels[number] = self._whole(number, name, language)
            except BrokenPattern as error:
                raise BrokenPattern(f"word list {name!r}: {error}") from error
            self._open.pop()
        return number

    def _whole(self, number: int, name: str, language: str) -> int:
        """Compile a list in one language; words of all languages are compiled once for all."""
        entries, common = self.lists[name].get(language, ()), self.lists[name].get(ANY, ())
        if language == ANY or not common:
            return self._entries(number, entries, language)
        child = self._list(name, ANY)
        self._parents.setdefault(child, set()).add(number)
        again = [entry for entry in common if "<" in entry or entry.startswith("-")]  # these mean more in a language
        return max(self._levels[child], self._entries(number, [*entries, *again], language))

    def _entries(self, number: int, entries: Sequence[str], language: str) -> int:
        """Compile the entries of a list; gives the level at which the list is complete."""
        level = 0
        for entry in entries:
            barred = entry.startswith("-")
            part = read_part(entry.removeprefix("-"))
            if barred and not (len(part) == 1 and isinstance(part[0].choices[0], Word)):
                raise BrokenPattern(f"{entry!r}: only a single word can be barred from a list")
            if len(part) == 1:
                level = max(level, *(self._include(number, choice, language, barred) for choice in part[0].choices))
                continue
            made = self._part(part, language)
            own = 1 + max(self._levels[choice] for step in made for choice in lists_of(step))
            self._phrases.append((own, number, made))
            level = max(level, own)
        return level

    def _include(self, number: int, choice: Word | Words | Name, language: str, barred: bool) -> int:  # noqa: FBT001 -- in or out
        """Put one word, or all of another list, into a list; gives the level at which that is complete."""
        if isinstance(choice, Word):
            (self._lexicon.barred if barred else self._lexicon.given).add(choice, number)
            return 0
        child = self._choice(choice, language)
        self._parents.setdefault(child, set()).add(number)
        return self._levels[child]

    def _counts(self) -> Counter[int]:
        """Count how often each list occurs in the samples, phrases as their rarest word."""
        words = Counter(raw for sample in self.samples for raw in read([sample]).raw)
        counts: Counter[int] = Counter()
        for raw, count in words.items():
            for number in self._lexicon.ids(raw):
                counts[number] += count
        for _, number, part in sorted(self._phrases, key=lambda phrase: phrase[0]):
            for holder in (number, *self._lexicon.holders.get(number, ())):
                counts[holder] += min(_weight(step, counts) for step in _needed(part))
        for name, numbers in self._lexicon.shapes.items():
            for number in numbers:
                counts[number] += len(words) if name in {"start", "capital"} else 10
        return counts


def _needed(part: Sequence[Step]) -> list[Step]:
    """Leave out what may be missing."""
    return [step for step in part if isinstance(step, int) or not step[2]]


def _weight(step: Step, counts: Counter[int]) -> int:
    return sum(counts[choice] for choice in lists_of(step))


def _anchors(part: Sequence[Step], counts: Counter[int]) -> tuple[tuple[int, ...], int]:
    """Give the rarest step that must occur, one of whose lists must be there, and the next rarest that is one list."""
    needed = [lists_of(step) for step in sorted(_needed(part), key=lambda step: _weight(step, counts))]
    others = [lists[0] for lists in needed[1:] if len(lists) == 1]
    return needed[0], others[0] if others else -1
