"""A matcher as plain values, to be kept in a file, and made again without compiling anything."""

from collections.abc import Mapping
from typing import Any

from communique.policy.language.lexicon import Lexicon, Table
from communique.policy.language.matching import Frame, Matcher

Plain = dict[str, Any]
"""Tuples, lists, mappings, texts and numbers, as the marshal module keeps them; what is shared stays shared."""


def to_plain(matcher: Matcher) -> Plain:
    """Give a matcher in plain values."""
    lexicon = matcher.lexicon
    frames = {id(frame): tuple(frame) for each in matcher.frames.values() for frame in each}
    return {
        "given": _table(lexicon.given),
        "barred": _table(lexicon.barred),
        "shapes": lexicon.shapes,
        "holders": lexicon.holders,
        "phrases": [
            {anchor: [tuple(phrase) for phrase in each] for anchor, each in level.items()} for level in matcher.phrases
        ],
        "frames": {anchor: [frames[id(frame)] for frame in each] for anchor, each in matcher.frames.items()},
    }


def from_plain(plain: Mapping[str, Any]) -> Matcher:
    """Make a matcher of what `to_plain` gave."""
    lexicon = Lexicon(Table(*plain["given"]), Table(*plain["barred"]), plain["shapes"], plain["holders"])
    made: dict[int, Frame] = {}
    frames = {
        anchor: [made.setdefault(id(frame), Frame(*frame)) for frame in each]
        for anchor, each in plain["frames"].items()
    }
    # A tuple is as good as a Phrase where it is only taken apart, and there are thousands.
    return Matcher(lexicon, plain["phrases"], frames)


def _table(table: Table) -> tuple[dict[str, list[int]], ...]:
    return (table.words, table.exact, table.starts, table.ends, table.insides)
