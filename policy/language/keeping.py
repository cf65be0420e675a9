"""A matcher as bytes, to be kept in a file, and made again without compiling anything."""

import gc
import marshal
from typing import Any

from communique.policy.language.lexicon import Lexicon, Table
from communique.policy.language.matching import Frame, Matcher


def to_bytes(matcher: Matcher) -> bytes:
    """Give a matcher as bytes; what is shared in it stays shared."""
    lexicon = matcher.lexicon
    frames = {id(frame): tuple(frame) for each in matcher.frames.values() for frame in each}
    return marshal.dumps({
        "given": _table(lexicon.given),
        "barred": _table(lexicon.barred),
        "shapes": lexicon.shapes,
        "holders": lexicon.holders,
        "phrases": [
            {anchor: [tuple(phrase) for phrase in each] for anchor, each in level.items()} for level in matcher.phrases
        ],
        "frames": {anchor: [frames[id(frame)] for frame in each] for anchor, each in matcher.frames.items()},
    })  # fmt: skip


def from_bytes(kept: bytes) -> Matcher:
    """Make a matcher of what `to_bytes` gave."""
    collecting = gc.isenabled()
    gc.disable()  # it would look through all that has been read, again and again, and take ten times as long
    try:
        plain: dict[str, Any] = marshal.loads(kept)  # noqa: S302 -- our own bytes, see shelf.py
    finally:
        if collecting:
            gc.enable()
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
