"""`python -m scale.worker`: one publisher, which serves all committees in an order of its own, at a moment it is told.

It can be halted on the way: it says so, and waits until it is told to go on, perhaps with the clock at another moment.
"""

import argparse
import logging
import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import time_machine
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from bakery import SLOT, minutes
from communique.committee.workspace import Home
from communique.flows.failures import one_by_one
from communique.flows.follow import follow
from communique.flows.installation import Installation
from communique.flows.weekly import publish_slot
from communique.queue import database, sending
from scale.town import bake

JOBS: dict[str, Callable[[Installation, Home], list[str]]] = {
    "bake": bake,
    "publish": lambda installation, home: publish_slot(installation, home, SLOT),
    "follow-up": follow,
}
SEAMS: dict[str, tuple[object, str]] = {
    "claiming": (sending, "begun"),
    "claimed": (sending, "claim"),
    "connected": (HTTPConnection, "connect"),
    "answered": (HTTPAdapter, "send"),
    "settled": (sending, "settle"),
}
"""The acts after which a publisher can be halted."""


def main() -> int:
    """Do a job for every committee; 1 if something failed."""
    parser = argparse.ArgumentParser(prog="python -m scale.worker")
    parser.add_argument("folder")
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("--seed", type=int, default=0, help="of the order of the committees")
    parser.add_argument("--share", default="0/1", help="serve only those committees, as in 1/3")
    parser.add_argument("--minutes", type=int, default=0, help="so long after the slot")
    parser.add_argument(
        "--halt", default="", help="a seam, and the how-many-th time that it is come by, as in claimed:3"
    )
    given = parser.parse_args()
    logging.disable()
    database.SILENCE_S = 2  # or a test would take half a minute more for everybody who vanishes
    with time_machine.travel(SLOT + minutes(given.minutes), tick=False) as clock:
        if given.halt:
            name, _, number = given.halt.partition(":")
            halt(name, int(number), clock)
        installation = Installation.at(given.folder)
        homes, mistakes = installation.survey()
        part, _, whole = given.share.partition("/")
        mine = list(homes)[int(part) :: int(whole)]
        random.Random(given.seed).shuffle(mine)  # noqa: S311 -- to be repeated
        failures: list[Exception] = []
        one_by_one(mine, partial(JOBS[given.job], installation), failures)
    for each in (*failures, *mistakes):
        print(f"failed: {each!r} {getattr(each, '__notes__', '')}", flush=True)
    return int(bool(failures or mistakes))


def halt(seam: str, number: int, clock: time_machine.Traveller) -> None:
    """Halt after the so-and-so-many-th time that an act is done."""
    owner, name = SEAMS[seam]
    act, count = getattr(owner, name), 0

    def acted(*given: Any, **named: Any) -> Any:
        nonlocal count
        result = act(*given, **named)
        count += 1
        if count == number:
            print("halted", flush=True)
            clock.shift(minutes(int(sys.stdin.readline())))
        return result

    setattr(owner, name, acted)


if __name__ == "__main__":
    sys.exit(main())
