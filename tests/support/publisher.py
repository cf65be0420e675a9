"""Publishers as processes of their own, which can be killed at any step, and a network that forgives nothing."""

import datetime as dt
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter

from bakery import SLOT, Bakery
from communique.connectors.fake import Message
from communique.connectors.practice.fake import Posted, Shelf
from communique.flows.retiring import retire
from communique.queue.retention import old

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LATER = SLOT + dt.timedelta(days=2000)
LIMIT = SLOT + dt.timedelta(days=100)
"""What ended before is retired later."""
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.link"}

# Forked from a process that has imported everything and has no threads: quick, and nothing is held by anybody else.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(
    [f"communique.{name}" for name in ("flows.publishing", "connectors.wire", "connectors.site")] + ["alembic.command"]
)


class Naive(Shelf):
    """A network that posts what it gets, the same key as often as it comes."""

    def keep(self, key: str, message: Message) -> Posted:
        """Post a message, whatever was posted before."""
        with self.lock:
            post = Posted(str(len(self.posts) + 1), key, message)
            self.posts[post.id] = post
            self.keys[key] = post.id
            return post


@dataclass
class Murderous(Naive):
    """A network whose answer to one message finds nobody any more: the sender is killed when it arrives."""

    victim: Path = Path()
    """File with the sender's process id."""
    at: int = 1
    """Which message, from 1."""

    def keep(self, key: str, message: Message) -> Posted:
        """Post a message, and kill its sender first if its time has come."""
        if len(self.posts) + 1 == self.at:
            os.kill(int(self.victim.read_text()), signal.SIGKILL)
        return super().keep(key, message)


@dataclass
class Fuse:
    """Kills this very process at a step, as the kernel does when memory runs out: nothing is tidied up."""

    left: int

    def step(self) -> None:
        """Count one step."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Make a step before an act and one after it."""

        def acted(*given: Any, **named: Any) -> Any:
            self.step()
            result = act(*given, **named)
            self.step()
            return result

        return acted


def watch(counter: Fuse, folder: Path) -> None:
    """Make a step before every change in a folder."""

    def on_the_disk(event: str, given: tuple[Any, ...]) -> None:
        written = event in CHANGES or (event == "open" and isinstance(given[2], int) and given[2] & WRITES)
        if written and str(given[0]).startswith(str(folder)):
            counter.step()

    sys.addaudithook(on_the_disk)


def publish(folder: str, database: str, fuse: int) -> None:
    """Send what is due, and die at a step: around every commit and request, before every change on the site."""
    bakery, counter = Bakery(Path(folder), database), Fuse(fuse)
    dialect: Any = bakery.installation.engine.dialect
    dialect.do_commit = counter.around(dialect.do_commit)
    HTTPAdapter.send = counter.around(HTTPAdapter.send)  # type: ignore[method-assign]
    watch(counter, bakery.folder / "public")
    (bakery.folder / "pid").write_text(str(os.getpid()))
    bakery.sender().send_due(SLOT)


def start(bakery: Bakery, fuse: int = 0) -> BaseProcess:
    """Start a publisher; with a fuse it dies at that step."""
    process = context.Process(target=publish, args=(str(bakery.folder), bakery.database, fuse))
    process.start()
    return process


def retire_old(folder: str, file: str, fuse: int) -> None:
    """Retire what is old, and die at a step: around every commit, before every change beside the file."""
    engine, counter = Bakery(Path(folder)).installation.engine, Fuse(fuse)
    found = old(engine, LIMIT)
    dialect: Any = engine.dialect
    dialect.do_commit = counter.around(dialect.do_commit)
    watch(counter, Path(file).parent)
    retire(engine, found, Path(file), who="operator", now=LATER)


def survives(bakery: Bakery, fuse: int = 0) -> bool:
    """Run a publisher to its end; False if it was killed on the way."""
    return ended(start(bakery, fuse))


def survives_retiring(bakery: Bakery, file: Path, fuse: int) -> bool:
    """Retire what is old, in a process of its own; False if it was killed on the way."""
    process = context.Process(target=retire_old, args=(str(bakery.folder), str(file), fuse))
    process.start()
    return ended(process)


def ended(process: BaseProcess) -> bool:
    """Wait for the end of a process; False if it was killed."""
    process.join(60)
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode == 0
