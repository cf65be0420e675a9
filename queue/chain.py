"""Walking along the log: whether each entry follows the one before, and the log says itself what was cut off."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from communique.queue.ledger import canonical, link
from communique.queue.registers import Event

GENESIS = "0" * 64
"""What the first entry is linked to."""
CUT = "log.cut"
"""The entry that says how far the log was cut off, and how that part ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the log: after an entry, which has a hash."""

    seq: int = 0
    hash: str = GENESIS


START = Place()


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the log that was taken out, as the log itself tells it."""

    at: dt.datetime
    who: str
    end: Place
    """Its last entry."""
    file: str
    """SHA-256 of the file that it was written to before."""


@dataclass(slots=True)
class Walk:
    """A walk along the log, one entry after the other."""

    looked_for: str | None = None
    """A hash that was written down earlier."""
    here: Place = START
    start: Place | None = None
    """Where the first entry is linked to; None before the first step."""
    wrong: list[str] = field(default_factory=list[str])
    cuts: list[Cut] = field(default_factory=list[Cut])
    seen: bool = False

    def step(self, event: Event) -> None:
        """Take the next entry, and note what is wrong with it."""
        if self.start is None:
            self.start = self.here = START if event.seq <= 1 else Place(event.seq - 1, event.previous)
            self.seen = self.looked_for in {None, GENESIS, self.here.hash}
        self.wrong += broken(event, self.here)
        self.here = Place(event.seq, event.hash)
        self.seen = self.seen or event.hash == self.looked_for
        if event.what == CUT:
            self.cuts += cut_of(event)

    def beginning(self) -> Iterable[str]:
        """Say what is wrong with the beginning: a log that begins late must say itself why."""
        if self.start not in {None, START} and self.start not in {cut.end for cut in self.cuts}:
            late = self.here.seq if self.start is None else self.start.seq
            yield f"The entries up to {late} are missing, and no entry says that they were cut off there."


def broken(event: Event, before: Place) -> list[str]:
    """Say what is wrong with one entry, given the one before it."""
    wrong: list[str] = []
    if event.seq != before.seq + 1:
        wrong.append(f"Entries between {before.seq} and {event.seq} are missing.")
    if event.previous != before.hash:
        wrong.append(f"Entry {event.seq} does not follow the entry before it: something was removed or put in.")
    if event.hash != link(event.model_dump()):
        wrong.append(f"Entry {event.seq} ({event.what} by {event.who}) was changed after it was written.")
    return wrong


def cut_of(event: Event) -> list[Cut]:
    """Read what an entry tells of a cut; none if somebody wrote nonsense into it."""
    try:
        data = json.loads(event.details)
        return [Cut(event.at, event.who, Place(int(data["through"]), str(data["head"])), str(data["file"]))]
    except (ValueError, KeyError, TypeError):
        return []


def as_row(event: Event) -> dict[str, Any]:
    """Give an entry as JSON values, with all that its hash is made of."""
    return {**event.model_dump(), "at": event.at.isoformat(), "details": json.loads(event.details)}


def as_event(row: Mapping[str, Any]) -> Event:
    """Give an entry back from JSON values. Raises KeyError, ValueError or TypeError if they are none."""
    values: dict[str, Any] = {"at": dt.datetime.fromisoformat(row["at"]), "details": canonical(row["details"])}
    return Event(**{**row, **values})
