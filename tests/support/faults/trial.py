"""One trial: a committee with its queue, scenes with faults, a fresh start, and the verdict."""

import json
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy import text

from bakery import BEFORE, SLOT, Bakery, minutes
from communique.connectors.practice.server import Mishap
from communique.queue.database import open_database, upgrade
from faults.actor import WEEK, Act, Scene, context, start
from faults.networks import Networks, untidy
from faults.points import LOST, Fault, Side
from faults.verdict import Verdict, judge

PATIENCE = 120
"""Seconds after which a process that does not end is a failure."""
AGAIN = tuple(minutes(after) for after in (16, 32, 62))


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next: files are saved, networks begin to misbehave, one or two processes play."""

    scenes: tuple[Scene, ...] = ()
    saved: tuple[tuple[str, str], ...] = ()
    fake: tuple[Mishap, ...] = ()
    x: tuple[Mishap, ...] = ()

    def __str__(self) -> str:
        """Say it in words."""
        said = [f"save {name}: {words!r}" for name, words in self.saved]
        said += [
            f"{name} will {', '.join(mishaps)}" for name, mishaps in (("fake", self.fake), ("x", self.x)) if mishaps
        ]
        return "; ".join([*said, " | at once with | ".join(map(str, self.scenes))])


@dataclass(frozen=True, slots=True)
class Blow:
    """Who is killed while a real Prefect works, and how long after a run of a flow began."""

    flow: str
    victim: Literal["server", "runner", "run", "everything"]
    after: float

    def __str__(self) -> str:
        """Say it in words."""
        return f"kill the {self.victim} {self.after:.2f} s into {self.flow}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole trial, before it is played."""

    name: str
    steps: tuple[Step, ...]
    wishes: dict[str, str]
    words: dict[str, set[str]]
    seed: int | None = None
    postgresql: bool = False
    blows: tuple[Blow, ...] = ()
    """What a real Prefect gets, in place of steps."""


@dataclass
class Outcome:
    """What came of a trial."""

    schedule: Schedule
    verdict: Verdict
    fired: list[str] = field(default_factory=list[str])
    """The faults that were reached."""
    seen: dict[str, list[tuple[str, Side, int]]] = field(default_factory=dict[str, list[tuple[str, Side, int]]])
    """How often each step was reached, by what the process began with; of two that began with the same, one counts."""
    log: str = ""
    """The errors that processes ended with, where something is wrong."""


@dataclass
class Stage:
    """Where trials are played: networks, an empty queue that is copied, and a PostgreSQL if there is one."""

    networks: Networks
    oven: Bakery
    server: str = ""

    def __post_init__(self) -> None:
        """Say what a process finds imported; only now, because others say so too when they are imported."""
        context.set_forkserver_preload(["faults.warm"])

    def play(self, schedule: Schedule) -> Outcome:
        """Play a trial, start again, let the follow-up do its work with a later clock, and judge."""
        self.networks.open()
        with self.kitchen(schedule) as bakery:
            for step in schedule.steps:
                self.step(bakery, step, schedule)
            self.networks.calm()
            self.run(bakery, recovery(), schedule)
            log = self.networks.log(bakery)
            verdict = judge(bakery, log, untidy(bakery), wishes=schedule.wishes, words=schedule.words)
            bakery.installation.engine.dispose()
            fired = bakery.folder / "fired"
            told = {file.name.split(" ", 2)[2]: file.read_text() for file in bakery.folder.glob("seen *")}
            seen = {act: json.loads(text) for act, text in told.items()}
            failed = bakery.folder / "failed"
            said = failed.read_text()[-6000:] if verdict.wrong and failed.exists() else ""
            return Outcome(schedule, verdict, fired.read_text().splitlines() if fired.exists() else [], seen, said)

    @contextmanager
    def kitchen(self, schedule: Schedule) -> Generator[Bakery]:
        """Give a committee with an empty queue of its own, on SQLite or PostgreSQL."""
        with tempfile.TemporaryDirectory(prefix="trial ") as place:
            folder = Path(place) / "a bakery"
            shutil.copytree(self.oven.folder, folder)
            with database(self.server if schedule.postgresql else "", folder.parent.name[-8:]) as address:
                bakery = Bakery(folder, address)
                bakery.settle(self.networks.accounts, per_network=9)
                yield bakery

    def step(self, bakery: Bakery, step: Step, schedule: Schedule) -> None:
        """Let one thing happen."""
        for name, words in step.saved:
            bakery.save(name, words)
        self.networks.misbehave(step.fake, step.x)
        self.run(bakery, step.scenes, schedule)

    def run(self, bakery: Bakery, scenes: tuple[Scene, ...], schedule: Schedule) -> None:
        """Let processes play at the same time, and wait for all of them; raises TimeoutError."""
        if not scenes:
            return
        self.networks.at(scenes[0].acts[0].at)
        ambushes = [each for scene in scenes for each in scene.faults if is_ambush(each)]
        self.networks.ambush.lay(ambushes[0] if ambushes else None)
        plain = [Scene(each.acts, tuple(one for one in each.faults if not is_ambush(one))) for each in scenes]
        processes = [start(bakery, scene, schedule.wishes) for scene in plain]
        ambushed = next((at for at, scene in enumerate(scenes) if any(map(is_ambush, scene.faults))), 0)
        self.networks.ambush.on(processes[ambushed].pid or 0)
        for process in processes:
            process.join(PATIENCE)
            if process.is_alive():
                process.kill()
                message = f"{schedule.name}: a process did not end"
                raise TimeoutError(message)
        if ambushes and self.networks.ambush.arrivals >= ambushes[0].number:
            with (bakery.folder / "fired").open("a") as stream:
                stream.write(f"{ambushes[0]}\n")


def is_ambush(fault: Fault) -> bool:
    """Tell whether it is the network that kills."""
    return (fault.point, fault.action) == (LOST, "kill")


def recovery() -> tuple[Scene, ...]:
    """Start again, for three weeks: the folder is collected, the Secretary answers, the slot and the follow-up come."""
    acts = [Act("collect", BEFORE + minutes(600)), Act("desk", BEFORE + minutes(605))]
    for week in range(3):
        slot = SLOT + week * WEEK
        acts += [Act("publish", slot), Act("collect", slot + minutes(10)), Act("desk", slot + minutes(12))]
        acts += [Act(job, slot + after) for after in AGAIN for job in ("unpark", "follow-up")]
    return (Scene(tuple(acts)),)


@contextmanager
def database(server: str, name: str) -> Generator[str]:
    """Give the address of a fresh PostgreSQL database made from the template, or nothing for SQLite."""
    if not server:
        yield ""
        return
    own = f'"trial_{name}"'
    administer(server, f"CREATE DATABASE {own} TEMPLATE oven")
    try:
        yield f"{server}/{own.strip(chr(34))}"
    finally:
        administer(server, f"DROP DATABASE {own} WITH (FORCE)")


def administer(server: str, command: str) -> None:
    """Do something to a PostgreSQL server."""
    engine = open_database(f"{server}/postgres")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(command))
    engine.dispose()


def heat(folder: Path, server: str) -> Bakery:
    """Make the empty queue that every trial copies, and its like on PostgreSQL."""
    folder.mkdir()
    oven = Bakery(folder)
    oven.settle()
    upgrade(oven.installation.engine)
    oven.installation.engine.dispose()
    if server:
        administer(server, "CREATE DATABASE oven")
        engine = open_database(f"{server}/oven")
        upgrade(engine)
        engine.dispose()
    return oven
