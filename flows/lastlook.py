"""The last look before something is sent: one serves all networks of a post, as long as nothing around it changes."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Engine

from communique.committee.workspace import Home
from communique.flows.gate import Examination, examined, said_before, stored
from communique.policy.around import Around, around
from communique.policy.subject import Recent
from communique.post.picture import Picture
from communique.queue.sending import Ready

FRESH = dt.timedelta(minutes=1)
"""How long a look serves: no longer than what was looked at may lie before it is sent."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look, and all that it depends on besides the revision, which never changes."""

    at: dt.datetime
    pictures: tuple[Picture, ...]
    around: Around
    recent: tuple[Recent, ...]
    seen: Examination

    def serves(
        self, now: dt.datetime, pictures: tuple[Picture, ...], beside: Around, recent: tuple[Recent, ...]
    ) -> bool:
        """Tell whether a new look could see nothing else."""
        same = all(mine is other for mine, other in zip(self.around[:-1], beside[:-1], strict=True))
        known = (self.around.faults, self.pictures, self.recent) == (beside.faults, pictures, recent)
        return same and known and abs(now - self.at) < FRESH


@dataclass(frozen=True, slots=True)
class LastLook:
    """Looks at what one committee is about to send."""

    engine: Engine
    home: Home
    _looks: dict[int, Look] = field(default_factory=dict[int, Look], init=False, repr=False, compare=False)

    def at(self, approved: Ready, now: dt.datetime) -> Examination:
        """Examine an approved revision; rules, roster, papers and earlier posts are looked at anew each time."""
        beside, pictures = around(self.home), approved.rendering.pictures
        recent = said_before(self.engine, self.home, approved.idea, beside.pack, now=now)
        last = self._looks.get(approved.revision)
        if last is None or not last.serves(now, pictures, beside, recent):
            seen = examined(self.home, stored(approved, pictures), beside, recent, now=now)
            last = self._looks[approved.revision] = Look(now, pictures, beside, recent, seen)
        return last.seen
