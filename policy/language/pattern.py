"""The little language of word lists and frames.

<member> ..8 against|contra          one part: in this order, at most 8 words between; | means one of these
the? vot* *ing                       ? may be missing; * stands for any letters at one end or both
=BIS                                 exactly in these capitals
<member> & <stance> & not <host>     all in one sentence, in any order, and one that may not be there
<stance> && <ballot> && not <past>   the same within two sentences before and after
"""

import re
from dataclasses import dataclass

from communique.policy.language.lexicon import LONGEST, SHORTEST, Word, plain
from communique.policy.language.tokens import read

GAP, MOST_GAP = 3, 15
_GAP = re.compile(r"\.\.(\d{0,2})")
_LIST = re.compile(r"<([a-z][a-z0-9-]*)>")


class BrokenPattern(ValueError):
    """A pattern that can't be read; says what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a word list."""

    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """Several words that stand directly after each other, as in `to-do`."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One of several words or lists, at most `gap` words after the step before."""

    choices: tuple[Word | Words | Name, ...]
    gap: int = 0
    optional: bool = False


Part = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A part that must be there, or must not."""

    part: Part
    negated: bool = False


Group = tuple[Clause, ...]
"""What must be true of one sentence."""
Frame = tuple[Group, ...]
"""What must be true of a sentence and of those around it; the first group is what is pointed at."""


def read_frame(written: str) -> Frame:
    """Read a frame. Raises `BrokenPattern`."""
    groups = tuple(_group(group) for group in written.split("&&"))
    if groups[0][0].negated:
        raise BrokenPattern(f"{written!r} begins with `not`: say first what must be there")
    return groups


def read_part(written: str) -> Part:
    """Read words in their order. Raises `BrokenPattern`."""
    steps: list[Step] = []
    gap = 0
    for atom in written.split():
        if found := _GAP.fullmatch(atom):
            gap = int(found[1] or GAP)
            if gap > MOST_GAP or not steps:
                raise BrokenPattern(f"{atom!r} in {written!r}: a gap stands between words and has at most {MOST_GAP}")
            continue
        steps += _steps(atom, gap)
        gap = 0
    if gap or not any(not step.optional for step in steps):
        raise BrokenPattern(f"{written!r} holds nothing that must be there, or ends with a gap")
    if steps[0].optional or steps[-1].optional:
        raise BrokenPattern(f"{written!r} begins or ends with a word that may be missing: leave it out")
    return tuple(steps)


def _group(written: str) -> Group:
    clauses: list[Clause] = []
    for piece in written.split("&"):
        negated = piece.split()[:1] == ["not"]
        clauses.append(Clause(read_part(piece.strip().removeprefix("not ") if negated else piece), negated))
    return tuple(clauses)


def _steps(atom: str, gap: int) -> list[Step]:
    """Read one atom; a word like `P-member` is two words one after the other."""
    optional = atom.endswith("?")
    pieces = atom.removesuffix("?").split("|")
    choices = [_choice(piece) for piece in pieces]
    if len(choices) == 1:
        return [Step((choice,), gap if not number else 0, optional) for number, choice in enumerate(choices[0])]
    return [Step(tuple(_joined(choice) for choice in choices), gap, optional)]


def _joined(choice: list[Word | Name]) -> Word | Words | Name:
    """Make one of what stands beside `|`, of however many words it is."""
    words = tuple(word for word in choice if isinstance(word, Word))
    return Words(words) if len(words) > 1 else choice[0]


def _tokens(word: str) -> list[str]:
    """Give the words that one is made of; `qu'` is a word only where another follows, so one is put there."""
    return read([f"{word}x"]).raw[:-1] if word.endswith("'") else read([word]).raw


def _choice(written: str) -> list[Word | Name]:
    if found := _LIST.fullmatch(written):
        return [Name(found[1])]
    exact = written.startswith("=")
    bare = written.removeprefix("=")
    starred = bare.startswith("*"), bare.endswith("*")
    tokens = _tokens(bare.strip("*"))
    if not tokens or any(sign in bare for sign in "<>=?"):
        raise BrokenPattern(f"{written!r} is no word and no <list>")
    words = [token if exact else plain(token) for token in tokens]
    words[0] = "*" * starred[0] + words[0]
    words[-1] += "*" * starred[1]
    if not all(SHORTEST <= len(word.strip("*")) <= LONGEST for word in words if "*" in word):
        raise BrokenPattern(f"{written!r}: a star needs {SHORTEST} to {LONGEST} letters beside it")
    return [Word(word, exact) for word in words]
