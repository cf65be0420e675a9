"""Makes the index of a folder anew, reading only the papers that changed."""

import os
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from communique.policy.leaks import documents
from communique.policy.leaks.contents import allowed, contents, proving
from communique.policy.leaks.documents import File
from communique.policy.leaks.index import PUBLIC, Entries, Index, Indexed, Parts, label, written
from communique.policy.leaks.paper import Trouble, Unreadable
from communique.policy.leaks.place import Place
from communique.policy.leaks.words import Numbers, bags, shorts, spelling, values

UNREAD = bytes(16)
"""The digest of a file that can't be opened."""
COARSE = 2_000_000_000
"""Nanoseconds; some file systems don't tell changes apart that follow each other more quickly."""
_AGAIN = frozenset({Trouble.NOT_ALLOWED, Trouble.GONE})
"""A cure of these does not change a file's time."""


def is_current(index: Index, files: Sequence[File], index_file: Path) -> bool:
    """Say whether the folder is as it was when the index was made; files changed about then are read to make sure."""
    if [(_key(file, index.salt), file.size, file.modified) for file in files] != [each[:3] for each in index.files]:
        return False
    made = _made(index_file)
    unsure = [(file, was) for file, was in zip(files, index.files, strict=True) if not _sure(was, made)]
    if unsure:
        with suppress(OSError):  # an index that can't be touched is right all the same, only slower
            os.utime(index_file)
    return all(_opened(file, index.salt)[0] == was.digest for file, was in unsure)


def build(
    files: Sequence[File], old: Index | None, index_file: Path, *, public: Sequence[str], version: bytes
) -> Index:
    """Make the index of these files, put it in place of the old one, and give it."""
    place = Place(index_file)
    draft = _Draft(old, _made(index_file))
    for file in files:
        draft.add(file)
    if old:
        draft.carry_over(old)
    draft.take(allowed(public, draft.numbers), PUBLIC + len(files))
    parts = Parts(draft.files, draft.labels, draft.ends, draft.words, draft.spelled(), draft.entries)
    content = written(parts, salt=draft.salt, version=version)
    place.put(content)
    return Index(memoryview(content), version)


class _Draft:
    """An index in the making."""

    def __init__(self, old: Index | None, made: int) -> None:
        self.salt = old.salt if old else os.urandom(16)
        self.numbers = Numbers(self.salt)
        self.files: list[Indexed] = []
        self.labels: array[int] = array("I")
        self.words: array[int] = array("H")
        self.ends: array[int] = array("I")
        self.entries = Entries(array("Q"), array("I"))
        self._old, self._made = old, made
        self._before = {was.key: number for number, was in enumerate(old.files)} if old else {}
        self._moved: dict[int, tuple[int, int]] = {}

    def add(self, file: File) -> None:
        """Take a file in: as the old index knows it if it is the same, else by reading it."""
        key = _key(file, self.salt)
        number = self._before.get(key)
        was = self._old.files[number] if self._old and number is not None else None
        same = was is not None and (was.size, was.modified) == (file.size, file.modified) and _sure(was, self._made)
        digest, content, trouble = (was.digest, None, None) if was and same else _opened(file, self.salt)
        if was is not None and number is not None and digest == was.digest and (same or content is not None):
            self._keep(number, was._replace(size=file.size, modified=file.modified))
        else:
            seen = Indexed(key, file.size, file.modified, digest, trouble or 0, 0)
            self.files.append(seen if content is None else self._read(file, content, seen))

    def take(self, bags: Iterable[int], place: int) -> None:
        """Take bags in at a place."""
        distinct = {*bags}
        self.entries.bags.extend(distinct)
        self.entries.places.extend([place] * len(distinct))

    def carry_over(self, old: Index) -> None:
        """Take from the old index what stands in the files that were kept."""
        places = array("q", [-1]) * len(old.labels)
        for number, (_, first) in self._moved.items():
            start, count = old.first_place(number), old.files[number].places
            places[start : start + count] = array("q", range(first, first + count))
        public = {PUBLIC + number: PUBLIC + new for number, (new, _) in self._moved.items()}
        new = [places[place] if place < PUBLIC else public.get(place, -1) for place in old.places]
        self.entries.bags.extend(bag for bag, place in zip(old.bags, new, strict=True) if place >= 0)
        self.entries.places.extend(place for place in new if place >= 0)

    def spelled(self) -> set[int]:
        """Give the spellings of all words; those of a paper that is gone stay, since they tell nothing of any place."""
        return {*(self._old.spelled if self._old else ()), *(spelling(word, self.salt) for word in self.numbers)}

    def _keep(self, number: int, was: Indexed) -> None:
        self._moved[number] = (len(self.files), len(self.labels))
        if self._old:
            start = self._old.first_place(number)
            self.labels.extend(self._old.labels[start : start + was.places])
            self._keep_words(self._old, start, was.places)
        self.files.append(was)

    def _keep_words(self, old: Index, start: int, count: int) -> None:
        begin = old.ends[start - 1] if start else 0
        shift = len(self.words) - begin
        ends = old.ends[start : start + count]
        self.words.extend(old.words[begin : ends[-1] if count else begin])
        self.ends.extend(end + shift for end in ends)

    def _read(self, file: File, content: bytes, seen: Indexed) -> Indexed:
        paper = documents.read(file, content)
        first, public = len(self.labels), PUBLIC + len(self.files)
        if file.name == documents.PUBLIC_LIST:
            self.take(allowed((block.text for block in paper.blocks), self.numbers), public)
            return seen._replace(trouble=paper.trouble or 0)
        self.labels.extend(label(block.part, block.number) for block in paper.blocks)
        said = [array("H") for _ in paper.blocks]
        for number, words in contents(paper.blocks):
            numbers = self.numbers.of(words)
            self.take(proving(numbers), public if number is None else first + number)
            if number is not None:
                said[number].extend(shorts(numbers))
        for number, (block, numbers_said) in enumerate(zip(paper.blocks, said, strict=True), first):
            self.words.extend(numbers_said)
            self.ends.append(len(self.words))
            if measures := values(block.text):
                self.take(bags(self.numbers.of(measures)), number)
        return seen._replace(trouble=paper.trouble or 0, places=len(paper.blocks))


def _key(file: File, salt: bytes) -> bytes:
    """Give the keyed number by which the index knows a file."""
    return blake2b(file.name.encode("utf-8", "surrogateescape"), key=salt, digest_size=16).digest()


def _opened(file: File, salt: bytes) -> tuple[bytes, bytes | None, Trouble | None]:
    """Give the digest and the content of a file, or why there is none."""
    try:
        content = documents.bytes_of(file)
    except Unreadable as unreadable:
        return UNREAD, None, unreadable.trouble
    return blake2b(content, key=salt, digest_size=16).digest(), content, None


def _sure(was: Indexed, made: int) -> bool:
    """Say whether a file of the same size and time must be the same."""
    return was.modified < made - COARSE and was.trouble not in _AGAIN


def _made(index_file: Path) -> int:
    try:
        return index_file.stat().st_mtime_ns
    except OSError:
        return 0
