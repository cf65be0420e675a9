"""The named steps of the chain, and what is done to a process when it reaches one of them."""

import os
import resource
import signal
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

import requests
import time_machine
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, event

from bakery import minutes

Action = Literal["kill", "cut", "full", "clock", "lose"]
Side = Literal["before", "after"]
LOST = "answer lost"
COMMIT = "committed"
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "taking in": (("communique.flows.handing", "take_in"),),
    "checking": (("communique.flows.gate", "check"),),
    "opening the desk": (("communique.queue.decisions", "open_round"), ("communique.queue.desk", "note_run")),
    "deciding": (("communique.queue.decisions", "decide"),),
    "sealing": (("communique.queue.decisions", "approved"),),
    "claiming": (("communique.queue.sending", "claim"),),
    "attempt written": (("communique.queue.sending", "begun"),),
    "settled": (("communique.queue.sending", "settle"),),
    "doubt looked into": (("communique.queue.doubts", "doubt"), ("communique.queue.doubts", "resolve")),
    "audit written": (("communique.queue.database", "write_log"),),
    "site written": tuple(("communique.connectors.site.Site", each) for each in ("prepare", "commit", "refresh")),
}
"""Where the steps are taken, as they are called in the issue; `sent` and `committed` are added by hand."""
NAMES = (*PLACES, "sent", LOST, COMMIT)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a process, and when: at the so-and-so-many-th time that it comes before or after a step."""

    point: str
    side: Side
    number: int
    action: Action
    shift: int = 0
    """By how many minutes the clock is set, if it is."""

    def __str__(self) -> str:
        """Say it in words."""
        done = f"clock set by {self.shift} min" if self.action == "clock" else self.action
        return f"{done} {self.side} “{self.point}” no. {self.number}"


@dataclass
class Surgeon:
    """Counts a process's steps, and does to it what its faults say."""

    faults: tuple[Fault, ...]
    clock: time_machine.Traveller
    seen: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    fired: list[Fault] = field(default_factory=list[Fault])
    connections: list[Any] = field(default_factory=list[Any])
    note: Callable[[Fault], None] = lambda _: None

    def operate(self, engine: Engine) -> None:
        """Put a step before and after everything that has a name."""
        for name, places in PLACES.items():
            for owner, attribute in places:
                self.around(name, holder(owner), attribute)
        self.around(LOST, HTTPAdapter, "send")
        self.around("sent", HTTPAdapter, "send")
        self.around(COMMIT, engine.dialect, "do_commit")
        event.listen(engine, "connect", lambda raw, _entry: self.connections.append(raw))

    def around(self, name: str, owner: Any, attribute: str) -> None:
        """Make a step before an act and one after it."""
        act = getattr(owner, attribute)

        def acted(*given: Any, **named: Any) -> Any:
            self.reach(name, "before")
            result = act(*given, **named)
            self.reach(name, "after")
            return result

        setattr(owner, attribute, acted)

    def reach(self, point: str, side: Side) -> None:
        """Come to a step."""
        self.seen[point, side] += 1
        for fault in self.faults:
            if (fault.point, fault.side, fault.number) == (point, side, self.seen[point, side]):
                self.note(fault)
                self.strike(fault)

    def strike(self, fault: Fault) -> None:
        """Do what a fault says; an answer that is lost, and a commit whose yes is lost, end in an error besides."""
        if fault.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif fault.action == "cut":
            self.cut()
        elif fault.action == "full":
            # Nothing can be written any more, to no file: harder than a full disk, where old pages can be written over.
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        elif fault.action == "clock":
            self.clock.shift(minutes(fault.shift))
        if fault.point == LOST and fault.side == "after":
            raise requests.ConnectionError("the answer was lost")
        if fault.action == "lose":
            raise ConnectionResetError("the database's yes was lost")

    def cut(self) -> None:
        """Take the database away: PostgreSQL's socket is shut, SQLite's file is closed."""
        for raw in self.connections:
            if hasattr(raw, "pgconn"):
                with socket.socket(fileno=os.dup(raw.pgconn.socket)) as line:
                    line.shutdown(socket.SHUT_RDWR)
            else:
                raw.close()


def holder(owner: str) -> Any:
    """Give the module or class of that name."""
    parent, _, name = owner.rpartition(".")
    return getattr(import_module(parent), name) if name[0].isupper() else import_module(owner)
