"""The index file: keyed numbers of what stands in the private papers, searched without being read in."""

import mmap
import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from communique.policy.leaks.paper import Part

_HEAD = struct.Struct("<8s16s16sIIIIIII")
_FILE = struct.Struct("<16sQQ16sIIxxxxxxxx")
_MAGIC = b"CMQLEAK1"
PUBLIC = 0x80000000
"""Places from here on are what anybody may know; the rest of the number is the file that says so."""
_PLACE_BITS = 28
_BAG_BITS = 62
_FIRST_BITS = 8
"""Bags are put in order by these first, then each part by itself: much quicker than all at once, and in less memory."""


class BrokenIndex(Exception):
    """An index file that is damaged, of another version, or not ours."""


class Indexed(NamedTuple):
    """One file of the folder as the index knows it; its name is kept as a keyed number only."""

    key: bytes
    size: int
    modified: int
    """In nanoseconds."""
    digest: bytes
    trouble: int
    places: int
    """How many places of this file the index knows; they follow those of the files before it."""


class Index:
    """Answers in which places a bag of words stands."""

    def __init__(self, content: "memoryview | mmap.mmap", version: bytes) -> None:
        """Check the content and cut it up without copying it; raises BrokenIndex."""
        view = memoryview(content)
        try:
            magic, made_by, self.salt, *counts, self._shift, check = _HEAD.unpack_from(view)
        except struct.error:
            raise BrokenIndex from None
        files, places, words, known, bags = counts
        rest = view[_HEAD.size :]
        numbers = (places, bags, places, known)
        sizes = [files * _FILE.size, bags * 8, _filter_size(self._shift), *(count * 4 for count in numbers), words * 2]
        if magic != _MAGIC or made_by != version or len(rest) != sum(sizes) or zlib.crc32(rest) != check:
            raise BrokenIndex
        parts = [rest[end - size : end] for end, size in zip(accumulate(sizes), sizes, strict=True)]
        self.files = [Indexed(*each) for each in _FILE.iter_unpack(parts[0])]
        self.bags, self.filter = parts[1].cast("Q"), parts[2]
        self.labels, self.places = parts[3].cast("I"), parts[4].cast("I")
        self.ends, self.spelled, self.words = parts[5].cast("I"), parts[6].cast("I"), parts[7].cast("H")
        self._ends = list(accumulate(each.places for each in self.files))

    def candidates(self, found: Sequence[int]) -> list[int]:
        """Give the positions of bags that may be in the index; one in sixteen is not."""
        bits, shift = self.filter, self._shift
        return [at for at, bag in enumerate(found) if bits[bag >> shift + 3] >> (bag >> shift & 7) & 1]

    def places_of(self, bag: int) -> list[int]:
        """Give the places where a bag stands; none if it is public."""
        found: list[int] = []
        at = bisect_left(self.bags, bag)
        while at < len(self.bags) and self.bags[at] == bag:
            found.append(self.places[at])
            at += 1
        return [] if found and max(found) >= PUBLIC else found

    def words_of(self, place: int) -> "set[int]":
        """Give 16 bits of each word of a place that proves something."""
        return {*self.words[self.ends[place - 1] if place else 0 : self.ends[place]]}

    def knows(self, spelling: int) -> bool:
        """Say whether some paper has a word that is spelled so."""
        at = bisect_left(self.spelled, spelling)
        return at < len(self.spelled) and self.spelled[at] == spelling

    def first_place(self, file: int) -> int:
        """Give the first place of a file."""
        return self._ends[file] - self.files[file].places

    def file_of(self, place: int) -> int:
        """Give the number of the file that a place is in."""
        return bisect_left(self._ends, place + 1)

    def say(self, place: int) -> str:
        """Name a place inside its file."""
        label = self.labels[place]
        return Part(label >> _PLACE_BITS).say(label & (1 << _PLACE_BITS) - 1)


def label(part: Part, number: int) -> int:
    """Give a place inside a file as the index keeps it."""
    return part << _PLACE_BITS | number


class Entries(NamedTuple):
    """Bags, in any order, and the place of each."""

    bags: "array[int]"
    places: "array[int]"

    def ordered(self) -> "Entries":
        """Give them by bag."""
        parts = [Entries(array("Q"), array("I")) for _ in range(1 << _FIRST_BITS)]
        appends = [(part.bags.append, part.places.append) for part in parts]
        for bag, place in zip(self.bags, self.places, strict=True):
            put_bag, put_place = appends[bag >> _BAG_BITS - _FIRST_BITS]
            put_bag(bag)
            put_place(place)
        found = Entries(array("Q"), array("I"))
        for part in parts:
            rows = sorted([bag << 32 | place for bag, place in zip(part.bags, part.places, strict=True)])
            found.bags.extend([row >> 32 for row in rows])
            found.places.extend([row & 0xFFFFFFFF for row in rows])
        return found


class Parts(NamedTuple):
    """What an index is made of."""

    files: Sequence[Indexed]
    labels: "array[int]"
    """What each place is called inside its file."""
    ends: "array[int]"
    """Where the words of each place end."""
    words: "array[int]"
    spelled: set[int]
    """Whole words, of all papers together."""
    entries: Entries


def written(parts: Parts, *, salt: bytes, version: bytes) -> bytes:
    """Give the content of an index file."""
    files, labels, ends, words, spelled, entries = parts
    known = array("I", sorted(spelled))
    bags, places = entries.ordered()
    shift = max(0, _BAG_BITS - max(10, (16 * len(bags)).bit_length()))
    bits = bytearray(_filter_size(shift))
    byte = shift + 3
    for bag in bags:
        bits[bag >> byte] |= 1 << (bag >> shift & 7)
    table = b"".join(_FILE.pack(*each) for each in files)
    arrays = (labels, places, ends, known, words)
    rest = b"".join((table, bags.tobytes(), bits, *(each.tobytes() for each in arrays)))
    counts = (len(files), len(labels), len(words), len(known), len(bags))
    head = _HEAD.pack(_MAGIC, version, salt, *counts, shift, zlib.crc32(rest))
    return head + rest


def load(file: Path, version: bytes) -> Index:
    """Open an index file; raises BrokenIndex, or OSError."""
    with file.open("rb") as opened:
        try:
            return Index(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ), version)
        except ValueError:
            raise BrokenIndex from None


def _filter_size(shift: int) -> int:
    return 1 << max(0, _BAG_BITS - shift - 3)
