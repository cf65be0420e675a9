"""The parts of a post: as the author cut them, or cut at sentence ends where the author asks for it."""

import re

from communique.connectors import text
from communique.connectors.connector import Limits
from communique.post.idea import Idea

_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"”“»)\]]*(?=\s)|\n\s*\n|$)\s*", re.DOTALL)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-z]|No|Nr|Dr|Prof|St|e\.g|i\.e|z\.B|approx|ca|vs|cf|etc|art|fig|vol)|\b\d{1,2})\.\s*$"
)
"""What ends with a full stop and not with a sentence."""
MOST = 25
"""A thread has at most so many parts; whoever has more to say writes an article."""


def texts(idea: Idea, network: str, limits: Limits) -> list[str]:
    """Give the text of each part for a network that has threads; the link stands below the last, unless it is said.

    A text that is too long is cut by nobody, unless the idea says `split`: then at sentence ends, numbered.
    """
    parts = [text.tidy(part) for part in idea.parts(network)]
    said = not idea.link or any(text.names(part, idea.link) for part in parts)
    tail = "" if said else f"\n\n{idea.link}"
    if idea.split and len(parts) == 1 and limits.length and limits.measure(parts[0] + tail) > limits.length:
        parts = split(parts[0], tail, limits)
    return [*parts[:-1], f"{parts[-1]}{tail}".strip()]


def split(whole: str, tail: str, limits: Limits) -> list[str]:
    """Cut a text at sentence ends into numbered parts that fit; `tail` has to fit below the last.

    A sentence that is longer than a part stays whole, and too long: only its author can shorten it.
    """
    sentences = _sentences(whole)
    for total in range(2, MOST + 1):
        parts = _packed(sentences, total, tail, limits)
        if len(parts) <= total:
            return [f"{part} ({number}/{len(parts)})" for number, part in enumerate(parts, 1)]
    return [whole]


def _sentences(whole: str) -> list[str]:
    """Give the sentences of a text, with the white space behind them; an abbreviation ends none."""
    found: list[str] = []
    for match in _SENTENCE.finditer(whole):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] += match.group()
        else:
            found.append(match.group())
    return found


def _packed(sentences: list[str], total: int, tail: str, limits: Limits) -> list[str]:
    """Put as many sentences into each part as fit beside its number."""
    number = f" ({total}/{total})"
    parts: list[str] = []
    for place, sentence in enumerate(sentences):
        last = tail if place == len(sentences) - 1 else ""
        longer = f"{parts[-1]}{sentence}" if parts else ""
        if parts and limits.measure(f"{longer.rstrip()}{number}{last}") <= limits.length:
            parts[-1] = longer
        else:
            parts.append(sentence)
    return [part.strip() for part in parts]
