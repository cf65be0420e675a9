"""What `doctor` looks at, and what it has to say of one thing."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine

from communique.committee.workspace import Home


class Level(StrEnum):
    """How much a diagnosis weighs."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; nothing is wrong."""
    WARNING = "warning"
    """Something will not go as people expect."""
    DANGER = "danger"
    """Nothing is published, or what must be kept is not safe."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one thing, and what to do about it."""

    name: str
    level: Level
    message: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """One installation as it is examined."""

    root: Path
    homes: tuple[Home, ...]
    """Empty if a committee file can't be read."""
    engine: Engine | None
    """The queue; None if there is none yet, or it can't be read."""
    now: dt.datetime
    elsewhere: bool = False
    """Whether PREFECT_API_URL names the server, in the place of the one that `communique up` starts."""

    @property
    def state(self) -> Path:
        """Give the program's own folder, which may not be there yet."""
        return self.root / ".communique"


Check = Callable[[Patient], Iterator[Diagnosis]]
"""Looks at one thing; says at least that it is well, unless there is nothing to look at."""
