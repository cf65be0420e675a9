"""Idea files and committee files: read, or refused with every mistake at its place."""

import datetime as dt
import json
import tempfile
from functools import cache
from pathlib import Path

import yaml
from hypothesis import strategies as st

from communique.committee.committee import Kind
from communique.committee.mistake import Unreadable
from communique.committee.reading import read_committee
from communique.committee.workspace import Home
from communique.flows.gate import Draft, examine, moment
from communique.post.reading import read_idea
from fuzz.claim import Target
from fuzz.twists import CHANGES, CUTS, Changes, Cuts, changed, damaged
from places import ELSEWHERE, EVERY

EXAMPLES = EVERY.parent.parent
NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
SYNTAX = (
    "text: ",
    "thread:\n",
    "- ",
    "  ",
    ": ",
    "|\n",
    ">-\n",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "<<: *a",
    "!!python/object ",
    "--- \n",
    "...\n",
    "#",
    "\t",
    "\r",
    "\u2028",
    "\x85",
    "\ufeff",
    "? ",
    "%YAML 9.9\n",
    "2026-12-01",
    "12:30:45",
    "0o7",
    "~",
    "yes",
    "media: [{file: layer-cake.jpg, alt: A cake.}]\n",
    "file: ../../committee.yaml",
    "kind: publication\n",
    "author: a.baker\n",
)
DEEP = (b"[" * 100_000, b"text: " + b"{a: " * 30_000, b"- " * 50_000, b"text: &a [" + b"*a, " * 20_000 + b"]")
Written = bytes | tuple[int, Changes, Cuts]


def dumped(sample: bytes, changes: Changes) -> bytes:
    """Write a sample anew with changes."""
    try:
        value = json.loads(json.dumps(yaml.safe_load(sample), default=str))
    except yaml.YAMLError:  # some samples show mistakes
        return sample
    return json.dumps(changed(value, changes), ensure_ascii=False).encode(errors="surrogatepass")


def bytes_of(drawn: Written, samples: tuple[bytes, ...]) -> bytes:
    """Give the bytes that were drawn."""
    if isinstance(drawn, bytes):
        return drawn
    number, changes, cuts = drawn
    sample = samples[number % len(samples)]
    return damaged(dumped(sample, changes) if changes else sample, cuts)


def drawn() -> st.SearchStrategy[Written]:
    """Draw bytes, pieces of YAML, and samples that are damaged."""
    pieces = st.lists(st.sampled_from(SYNTAX) | st.text(max_size=10), max_size=30)
    syntax = pieces.map(lambda each: "".join(each).encode(errors="surrogatepass"))
    sample = st.tuples(st.integers(0, 99), st.just([]) | CHANGES, CUTS)
    return st.binary(max_size=200) | syntax | sample | sample


@cache
def ideas() -> tuple[bytes, ...]:
    """Give the ideas of the examples."""
    return tuple(file.read_bytes() for file in sorted(EXAMPLES.glob("*/ideas/*.yaml")))


@cache
def committees() -> tuple[bytes, ...]:
    """Give the committee files of the examples."""
    return tuple(file.read_bytes() for file in sorted(EXAMPLES.glob("*/committee.yaml")))


@cache
def home() -> Home:
    """Give a committee with all networks, whose folder has a picture in it."""
    return Home(read_committee(EVERY), EXAMPLES / "iso-tc-400" / "committee.yaml")


@cache
def scratch() -> Path:
    """Give a file to write to."""
    return Path(tempfile.mkdtemp(prefix="communique-fuzz-")) / "committee.yaml"


def in_words(refused: Unreadable, source: bytes) -> None:
    """Hold that every mistake has words and a place that is inside the file."""
    assert refused.mistakes
    lines = source.decode("utf-8", "replace").splitlines()
    for each in refused.mistakes:
        assert each.message
        assert 1 <= each.place.line <= len(lines) + 1, each
        assert each.place.column >= 1, each


def idea_file(given: Written) -> str:
    """Hold that an idea file is refused in words, or read, rendered for every network, and judged by every rule."""
    source = bytes_of(given, ideas())
    try:
        handed = read_idea(home().folder / "ideas" / "fuzzed.yaml", home(), source)
    except Unreadable as refused:
        in_words(refused, source)
        return "refused"
    window = (moment(each, home()) for each in (handed.idea.publish.after, handed.idea.publish.before))
    seen = examine(home(), Draft(handed.idea, handed.pictures, handed.places, *window, handed.text), now=NOW)
    assert set(seen.seals()) == set(handed.idea.networks)
    return "judged"


def committee_file(given: Written) -> str:
    """Hold that a committee file is refused in words, or read."""
    source = bytes_of(given, committees())
    scratch().write_bytes(source)
    try:
        read_committee(scratch())
    except Unreadable as refused:
        in_words(refused, source)
        return "refused"
    return "read"


SAID = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)
WHOLE = st.fixed_dictionaries(
    {"text": SAID, "kind": st.sampled_from([*Kind]), "author": st.sampled_from(["a.baker", "nobody"])},
    optional={
        "title": SAID,
        "link": st.text(max_size=30).map("https://www.iso.org/{}".format),
        "language": st.sampled_from(["de", "fr"]),
        "networks": st.lists(st.sampled_from([*ELSEWHERE]), min_size=1, unique=True),
        "thread": st.lists(SAID, max_size=4),
        "publish": st.fixed_dictionaries({"before": st.dates().map(str)}),
    },
).map(lambda value: json.dumps(value, ensure_ascii=False).encode())
"""Ideas that are mostly in order, so that they come to the rules."""
IDEAS = Target(drawn() | WHOLE, idea_file, kept=DEEP, share=3)
COMMITTEES = Target(drawn(), committee_file, kept=DEEP, share=3)
