"""One process of Communiqué: it does its jobs at a moment that it is told, and may be struck on the way."""

import contextlib
import datetime as dt
import json
import logging
import multiprocessing
import os
import resource
import signal
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import time_machine

from bakery import SLOT, TC, Bakery
from communique.connectors.practice.x import KEYS
from communique.flows.follow import follow
from communique.flows.gate import look
from communique.flows.handing import hand_in, idea_files
from communique.flows.publishing import utc_now
from communique.flows.review import sit_down
from communique.flows.weekly import publish_slot
from communique.queue import controls, decisions, desk
from faults.points import Fault, Surgeon

WEEK = dt.timedelta(weeks=1)
# Forked from a process that has imported everything and has no threads: quick, and nothing is held by anybody else.
context = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Act:
    """One job and the moment at which it is done."""

    job: str
    at: dt.datetime

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.job} at {self.at:%d %b %H:%M}"


@dataclass(frozen=True, slots=True)
class Scene:
    """What one process does, one act after the other."""

    acts: tuple[Act, ...]
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        """Say it in words."""
        done = ", ".join(map(str, self.acts))
        return f"{done}; {', '.join(map(str, self.faults)) or 'undisturbed'}"


def start(bakery: Bakery, scene: Scene, wishes: Mapping[str, str]) -> BaseProcess:
    """Let a process of its own play a scene; `wishes` is what the Secretary says to whom."""
    process = context.Process(target=play, args=(str(bakery.folder), bakery.database, scene, dict(wishes)))
    process.start()
    return process


def play(folder: str, database: str, scene: Scene, wishes: dict[str, str]) -> None:
    """Do one job after the other; what fails is written down, as Prefect does, and the next one is done."""
    for name, value in zip(type(KEYS).model_fields, KEYS.secrets(), strict=True):
        os.environ[f"COMMUNIQUE_ISO_TC_400_X_{name.upper()}"] = value
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    logging.disable()
    bakery = Bakery(Path(folder), database)
    with time_machine.travel(scene.acts[0].at, tick=False) as clock:
        surgeon = Surgeon(scene.faults, clock)
        surgeon.note = lambda fault: append(bakery.folder / "fired", str(fault))
        surgeon.operate(bakery.installation.engine)
        for act in scene.acts:
            clock.move_to(act.at, tick=False)
            try:
                JOBS[act.job](bakery, wishes)
            except Exception:  # noqa: BLE001 -- whatever a fault leads to ends this job, as it ends a run
                with contextlib.suppress(OSError):
                    append(bakery.folder / "failed", f"{act.job}: {traceback.format_exc()}")
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        seen = [[*step, count] for step, count in surgeon.seen.items()]
        (bakery.folder / f"seen {os.getpid()} {scene.acts[0]}").write_text(json.dumps(seen))


def append(file: Path, line: str) -> None:
    """Write a line down."""
    with file.open("a") as stream:
        stream.write(line + "\n")


def collect(bakery: Bakery, wishes: Mapping[str, str]) -> None:
    """Take the whole folder in."""
    hand_in(bakery.installation.engine, bakery.home, idea_files(bakery.home.ideas), now=utc_now())


def answer(bakery: Bakery, wishes: Mapping[str, str]) -> None:
    """Open a desk for each revision that waits, and answer it as the Secretary wishes; without a wish it lies there."""
    engine = bakery.installation.engine
    for review in desk.wanted(engine, TC):
        run = f"run-{review.revision}-{review.turn}"
        desk.note_run(engine, review.revision, review.turn, run, now=utc_now())
        shown = sit_down(bakery.installation, review.revision, run)
        wish = wishes.get(review.idea_id)
        if shown and wish:
            decide(bakery, shown, wish)


def decide(bakery: Bakery, shown: decisions.Round, wish: str) -> None:
    """Hand the Secretary's answer to the queue, as the review flow does."""
    engine, now = bakery.installation.engine, utc_now()
    fresh = look(bakery.home, desk.load(engine, shown.revision), now=now, engine=engine).seals()
    current = {network: seal for network, seal in fresh.items() if network in shown.seals}
    verdict: decisions.Verdict = "approve" if wish == "approve" else "reject"
    given = decisions.Answer(verdict, "So be it.", None, "", now)
    guard = decisions.Guard(b"", one_time_code=False)
    decisions.answer(engine, shown.id, given, current=current, guard=guard, now=now)


def publish(bakery: Bakery, wishes: Mapping[str, str]) -> None:
    """Publish the last slot, as the weekly flow does."""
    weeks = max(0, (utc_now() - SLOT) // WEEK)
    publish_slot(bakery.installation, bakery.home, SLOT + weeks * WEEK)


def follow_up(bakery: Bakery, wishes: Mapping[str, str]) -> None:
    """Do what the hourly flow does for a committee."""
    follow(bakery.installation, bakery.home)


def unpark(bakery: Bakery, wishes: Mapping[str, str]) -> None:
    """Give every parked account new credentials, as an operator does who was told."""
    for network in controls.parked(bakery.installation.engine, TC):
        controls.unpark(bakery.installation.engine, TC, network, "operator", now=utc_now())


JOBS = {"collect": collect, "desk": answer, "publish": publish, "follow-up": follow_up, "unpark": unpark}
