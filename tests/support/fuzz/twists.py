"""Small damages: to bytes, and to the values of JSON and YAML."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]
GONE = object()
"""Stands for a value that is taken away."""
ODD = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    10**400,
    -0.0,
    1e308,
    float("inf"),
    float("nan"),
    "",
    " ",
    "0",
    "1",
    "null",
    "\x00",
    "\ud800",
    "\u202e",
    "🍰" * 50,
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "http://127.0.0.1:1/",
    "javascript:1",
    "2026-12-01T09:00:00Z",
    "2026-13-45",
    "9999999999999999999999",
    "x" * 5000,
    [],
    {},
    [[]],
    [{}],
    [None],
    {"id": None},
    {"": ""},
)
VALUES = st.recursive(
    st.sampled_from(ODD) | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
Changes = list[tuple[int, Any]]
CHANGES: st.SearchStrategy[Changes] = st.lists(
    st.tuples(st.integers(0, 400), VALUES | st.just(GONE)), min_size=1, max_size=4
)
"""For each change, which value, counted from the top, and what stands there instead."""
Cuts = list[tuple[str, int, bytes]]
CUTS: st.SearchStrategy[Cuts] = st.lists(
    st.tuples(
        st.sampled_from(["put", "over", "cut", "flip", "twice"]),
        st.integers(0, 1 << 16),
        st.binary(min_size=1, max_size=12),
    ),
    max_size=6,
)


def places(value: Any, path: Path = ()) -> list[Path]:
    """List where there is a value, the whole first."""
    inner: Sequence[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for name, each in inner for place in places(each, (*path, name)))]


def changed(value: Any, changes: Changes) -> Any:
    """Give a value with some of its parts changed or taken away; the value itself is changed, too."""
    for number, drawn in changes:
        other = drawn if drawn is GONE else deepcopy(drawn)  # or a list might come to stand inside itself
        found = places(value)
        path = found[number % len(found)]
        if not path:
            return value if other is GONE else other
        holder = value
        for step in path[:-1]:
            holder = holder[step]
        if other is GONE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = other
    return value


def damaged(body: bytes, cuts: Cuts) -> bytes:
    """Give bytes with some put in, written over, cut off, flipped, or said twice."""
    made = bytearray(body)
    for how, where, what in cuts:
        at = where % (len(made) + 1)
        if how == "put":
            made[at:at] = what
        elif how == "over":
            made[at : at + len(what)] = what
        elif how == "cut":
            del made[at : at + what[0] ** 2]
        elif how == "flip" and at < len(made):
            made[at] ^= what[0] | 1
        elif how == "twice":
            made[at:at] = made[at : at + what[0] * 4]
    return bytes(made)
