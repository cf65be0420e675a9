"""What of a paper is private, as bags of words; titles, references and sentences that every paper has are public."""

import re
from collections.abc import Iterable, Iterator, Sequence

from communique.policy.language.folding import fold
from communique.policy.leaks.paper import Block, Part
from communique.policy.leaks.plain import looks_like_heading
from communique.policy.leaks.words import LEAST_STRONG, Numbers, bags, public, tokens, values

Stretches = list[tuple[int | None, list[str]]]
"""Words that follow each other, by the number of their block; None for what anybody may know."""
LONGEST_HEADING = 30
"""Words; a paragraph that only wears the style of a heading is longer."""
_REFERENCE = re.compile(r"(\[\d+\]\s*)?[A-Z]{2,}[A-Z/ -]*\d")
"""How a line of a bibliography begins; it looks like a heading and is none."""
_YEAR = re.compile(r"20\d\d")
ANY_YEAR = "20xx"
"""Stands for every year in a line of public words."""
_NUMBERED = re.compile(r"\W*(?:[A-Z]+ )?\d+(?:\.\d+)*\.?\s")
"""How the first clause begins: there the title page ends."""
_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=\W*[^\W_a-z])|\n(?=\W*(?:[A-Z]\.)?\d+(?:\.\d+)*\s)")


def contents(blocks: Sequence[Block]) -> Stretches:
    """Give the words of a paper that count, block by block."""
    found: Stretches = []
    in_public_section, in_front = False, True
    for number, block in enumerate(blocks):
        heading = (block.heading or (in_front and _is_title(block))) and len(block.text.split()) <= LONGEST_HEADING
        in_front &= heading and not _NUMBERED.match(block.text)
        if heading:
            in_public_section = _is_public_section(block.text) or (
                in_public_section and _REFERENCE.match(block.text) is not None
            )
        if heading or in_public_section:
            found.append((None, tokens(block.text)))
        else:
            found += _of_text(number, block.text)
    return found


def allowed(texts: Iterable[str], numbers: Numbers) -> list[int]:
    """Give the bags of texts that anybody may know."""
    return [bag for text in texts for bag in proving(numbers.of(tokens(text)))]


def _of_text(number: int, text: str) -> Iterator[tuple[int | None, list[str]]]:
    words = tokens(text)
    if not _is_public(words):
        yield number, words
        return
    private: list[str] = []
    for sentence in _SENTENCE.split(fold(text).text):
        words = tokens(sentence)
        if _is_public(words):
            yield None, words
            yield number, private
            private = []
        else:
            private += words
    yield number, private


def proving(numbers: list[int]) -> list[int]:
    """Give the bags of neighbours that prove something, and those of words that all do, whatever lies between them."""
    near = [bag for bag in bags(numbers) if bag & 3 >= LEAST_STRONG]
    return near + bags([number for number in numbers if number & 1])


def _is_title(block: Block) -> bool:
    """Say whether a paragraph of the title page is one of its lines, or several: nothing that states anything."""
    line = " ".join(block.text.split())
    bare = block.part in {Part.PARAGRAPH, Part.PAGE} and looks_like_heading(line, longest=LONGEST_HEADING)
    return bare and not values(line)


def _is_public(words: list[str]) -> bool:
    """Say whether all words of some line are among these."""
    sentences = public().sentences
    said = sentences.keys() & words
    if not said:
        return False
    if any(map(_YEAR.fullmatch, words)):
        words = [*words, ANY_YEAR]
    return any(line.issubset(words) for word in said for line in sentences[word])


def _is_public_section(heading: str) -> bool:
    words = " ".join(tokens(heading))
    return words.endswith(public().sections)
