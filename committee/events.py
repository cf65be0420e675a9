"""Builds a document from the events of the YAML parser, within limits and without recursion."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from yaml import events

from communique.committee.document import Document, Value, inside
from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.scalars import resolve
from communique.committee.words import shown

DEEPEST = 20
MOST_NODES = 5_000
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
COMMENT = re.compile(r"\s+#")


class Mark(Protocol):
    """A point in the file, counted from 0."""

    line: int
    column: int


class Event(Protocol):
    """What we read of PyYAML's events, which bear no types of their own; not every event has all of it."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


@dataclass(slots=True)
class _Open:
    """A list or a group of fields whose end has not come yet."""

    value: list[Value] | dict[str, Value]
    path: str
    start: Event
    nodes_before: int
    key: str | None = None


@dataclass(slots=True)
class Builder:
    """Takes events one by one; `document` gives the result, or every mistake."""

    file: str
    lines: list[str]
    mistakes: list[Mistake] = field(default_factory=list[Mistake])
    stack: list[_Open] = field(default_factory=list[_Open])
    anchors: dict[str, tuple[Value, int] | None] = field(default_factory=dict[str, tuple[Value, int] | None])
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    keys: dict[str, Place] = field(default_factory=dict[str, Place])
    unquoted: dict[str, str] = field(default_factory=dict[str, str])
    cut: dict[str, Place] = field(default_factory=dict[str, Place])
    root: Value = None
    nodes: int = 0
    documents: int = 0
    most: int = MOST_NODES
    """So many values a file may unfold to."""

    def take(self, stream: Iterable[object]) -> None:
        """Take every event of a file; raises `Unreadable` where reading on would make no sense."""
        steps: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: lambda event: self._start(event, {}),
            events.MappingEndEvent: self._end,
            events.SequenceStartEvent: lambda event: self._start(event, []),
            events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }
        for event in stream:
            if step := steps.get(type(event)):
                step(event)

    def document(self) -> Document:
        """Give the document; raises `Unreadable` with every mistake if there is any."""
        if not isinstance(self.root, dict):
            self.mistakes.append(self._no_fields())
        if self.mistakes or not isinstance(self.root, dict):
            raise Unreadable(self.mistakes)
        return Document(self.root, self.places, self.keys, self.unquoted, self.cut)

    def _document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self._fatal(event, "a second document begins here (---)", "put each one into a file of its own")

    def _scalar(self, event: Event) -> None:
        around = self.stack[-1] if self.stack else None
        if event.tag is not None:
            self._tagged(event)
        if event.style == '"' and (found := CONTROL.search(event.value)):
            self._mistake(event, f"control character U+{ord(found[0]):04X} in a text", "take it out")
        if around is not None and around.key is None and isinstance(around.value, dict):
            self._key(around, event)
            return
        value: Value = event.value
        path = self._path()
        if not event.style:  # the C parser gives an empty word for unquoted
            value = resolve(event.value)
            if not isinstance(value, str):
                self.unquoted[path] = event.value
            self._look_behind(path, event.end_mark)
        self.places[path] = place(event.start_mark, event.end_mark)
        self._put(value, 1)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)

    def _key(self, around: _Open, event: Event) -> None:
        """Take the name of a field; names are always text, even `on` and `no`."""
        name: str = event.value
        path = inside(around.path, name)
        if name == "<<":
            self._mistake(event, "merging of fields (<<) is not read here", "write the fields out", path)
        elif name in around.value:
            first = self.keys[path].line
            self._mistake(event, f"`{name}` is here twice; the first is on line {first}", "keep one of the two", path)
        else:
            self.keys[path] = place(event.start_mark, event.end_mark)
        around.key = name

    def _start(self, event: Event, value: list[Value] | dict[str, Value]) -> None:
        around = self.stack[-1] if self.stack else None
        if around is not None and around.key is None and isinstance(around.value, dict):
            self._fatal(event, "a list or a group of fields stands where a field's name should be", "quote the text")
        if len(self.stack) == DEEPEST:
            self._fatal(event, f"nested more than {DEEPEST} levels deep", "these files never need more than four")
        if event.tag is not None:
            self._tagged(event)
        path = self._path()
        self.places[path] = place(event.start_mark, event.end_mark)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(value, path, event, self.nodes))

    def _end(self, event: Event) -> None:
        done = self.stack.pop()
        self.places[done.path] = place(done.start.start_mark, event.end_mark)
        self._put(done.value, 1)
        if done.start.anchor:
            self.anchors[done.start.anchor] = (done.value, self.nodes - done.nodes_before)

    def _alias(self, event: Event) -> None:
        known = self.anchors.get(str(event.anchor))
        if known is None:
            what = "stands within itself" if event.anchor in self.anchors else "was not named before with &"
            self._fatal(
                event,
                f"{shown(f'*{event.anchor}')} {what}",
                "write the text out, or put it in quotes if it begins with *",
            )
        elif self.stack and self.stack[-1].key is None and isinstance(self.stack[-1].value, dict):
            self._fatal(event, "a field's name must be written out", "replace the * by the name")
        else:
            self.places[self._path()] = place(event.start_mark, event.end_mark)
            self._put(*known)

    def _put(self, value: Value, size: int) -> None:
        """Put a finished value into what is around it; `size` counts all that it holds."""
        self.nodes += size
        if self.nodes > self.most:
            self._fatal(
                None,
                f"unfolds to more than {self.most} values",
                "write it without & and *, and what is really that long as several files",
            )
        if not self.stack:
            self.root = value
            return
        around = self.stack[-1]
        if isinstance(around.value, list):
            around.value.append(value)
        else:
            around.value.setdefault(str(around.key), value)
            around.key = None

    def _path(self) -> str:
        """Name the field whose value comes next."""
        if not self.stack:
            return ""
        around = self.stack[-1]
        return inside(around.path, len(around.value) if isinstance(around.value, list) else str(around.key))

    def _look_behind(self, path: str, end: Mark) -> None:
        """Keep the place of what ` #` cuts off after an unquoted value."""
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        if COMMENT.match(line, end.column):
            at = line.index("#", end.column)
            self.cut[path] = Place(end.line + 1, at + 1, end.line + 1, len(line) + 1)

    def _tagged(self, event: Event) -> None:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        self._mistake(event, f"{shown(tag)} is not read here", "put a text that begins with ! in quotes")

    def _no_fields(self) -> Mistake:
        if self.root is None:
            return Mistake(self.file, Place(), "", "the file is empty", "begin with a field, such as `text: …`")
        kind = "a list" if isinstance(self.root, list) else "a text without a field"
        cure = "begin with fields such as `text: …`, without a dash before them"
        return Mistake(self.file, self.places[""], "", f"the file is {kind}", cure)

    def _mistake(self, event: Event | None, message: str, cure: str, path: str | None = None) -> None:
        where = place(event.start_mark, event.end_mark) if event is not None else Place()
        self.mistakes.append(Mistake(self.file, where, self._path() if path is None else path, message, cure))

    def _fatal(self, event: Event | None, message: str, cure: str) -> None:
        self._mistake(event, message, cure, "")
        raise Unreadable(self.mistakes)


def place(start: Mark, end: Mark) -> Place:
    """Turn the parser's marks, which count from 0, into a place."""
    return Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
