"""Characters that have no place in a post, whichever field they hide in."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, texts
from communique.post.idea import Idea


def found(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find characters of the rule's list, once per field and character."""
    pattern = _pattern(settings.characters)
    for field, text in _shown(subject.idea):
        first = {match[0]: match.span() for match in reversed([*pattern.finditer(text)])}
        for character, span in sorted(first.items(), key=itemgetter(1)):
            yield Hit(field, character, {"character": _name(character)}, span=span, instead="")


def _shown(idea: Idea) -> Iterator[tuple[str, str]]:
    """Give every text that the Secretary or the public reads."""
    yield from texts(idea)
    yield from (("title", idea.title), ("link", idea.link or ""))
    for number, item in enumerate(idea.media):
        yield from ((f"media[{number}].{name}", getattr(item, name)) for name in ("alt", "credit", "licence"))
    if presentation := idea.material.presentation:
        for name in ("authors_agree", "committee_agrees", "source"):
            yield f"material.presentation.{name}", getattr(presentation, name)


def _name(character: str) -> str:
    name = unicodedata.name(character, "control character").lower()
    return f"U+{ord(character):04X} ({name})"


@cache
def _pattern(ranges: tuple[str, ...]) -> re.Pattern[str]:
    ends = [[f"\\U{point:0>8}" for point in each.split("-")] for each in ranges]
    return re.compile(f"[{''.join('-'.join(pair) for pair in ends)}]")
