"""Trials of a whole Communiqué: Prefect's server, its runner and its runs are killed while they work."""

import os
import random
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import psutil
import pytest
import requests

from bakery import SLOT, TC, Bakery, minutes
from communique.connectors.practice.server import Mishap
from communique.connectors.practice.x import KEYS
from communique.flows.publishing import utc_now
from faults.actor import WEEK, Act, Scene
from faults.networks import untidy
from faults.trial import AGAIN, Blow, Outcome, Schedule, Stage
from faults.verdict import Verdict, judge
from office import Office, until

FLOWS = ("collect-ideas", "review-post", "publish-week")
PARAMETERS: dict[str, dict[str, Any]] = {"publish-week": {"committee": TC, "now": True}}
IDEAS = {"cake": "text: The cake is out.\n", "pie": "thread: [The pie is mixed., The pie is out.]\n"}
WORDS = {"cake": {"The cake is out."}, "pie": {"The pie is mixed.", "The pie is out."}}
WISHES = dict.fromkeys(IDEAS, "approve")
LATEST = 2.0
"""Seconds after a run began in which the blow falls."""


def schedules(count: int) -> Iterator[Schedule]:
    """Give so many trials, each with one blow for each flow; the same seed gives the same ones."""
    for seed in range(1, count + 1):
        dice = random.Random(seed)  # noqa: S311 -- to be repeated
        blows = tuple(
            Blow(flow, dice.choice(("server", "runner", "run", "everything")), dice.uniform(0, LATEST))
            for flow in FLOWS
        )
        yield Schedule(f"a real Prefect, seed {seed}", (), WISHES, WORDS, seed, blows=blows)


def play(stage: Stage, schedule: Schedule) -> Outcome:
    """Take two ideas all the way with a real Prefect, strike each flow once, then follow up with a later clock."""
    for name, value in zip(type(KEYS).model_fields, KEYS.secrets(), strict=True):
        os.environ[f"COMMUNIQUE_ISO_TC_400_X_{name.upper()}"] = value
    stage.networks.open()
    stage.networks.at(utc_now())
    with stage.kitchen(schedule) as bakery:
        try:
            with opened(bakery) as office:
                fired = live(office, bakery, stage, schedule)
        except pytest.fail.Exception as stuck:
            return Outcome(schedule, Verdict(wrong=[str(stuck)]))
        stage.networks.calm()
        stage.run(bakery, (Scene(later()),), schedule)
        verdict = judge(bakery, stage.networks.log(bakery), untidy(bakery), wishes=WISHES, words=WORDS)
        bakery.installation.engine.dispose()
        return Outcome(schedule, verdict, fired)


@contextmanager
def opened(bakery: Bakery) -> Generator[Office]:
    """Run `communique up` on the bakery while the block lasts; nothing of it is left afterwards."""
    office = Office(bakery.folder)
    office.start()
    try:
        yield office
    finally:
        kill(office, "everything")


def live(office: Office, bakery: Bakery, stage: Stage, schedule: Schedule) -> list[str]:
    """Hand in, decide and publish; each time something is killed on the way. Give the blows that fell in time."""
    collecting, deciding, publishing = schedule.blows
    for name, text in IDEAS.items():
        bakery.save(name, text)
    begin(office, collecting.flow)
    fell = strike(office, collecting)
    until("a desk is answered", lambda: answer(office))
    fell += strike(office, deciding)
    until("all is decided", lambda: decided(office))
    stage.networks.misbehave((Mishap.LOSE_ANSWER,), (Mishap.BREAK_AFTER,))
    begin(office, publishing.flow)
    return fell + strike(office, publishing)


def begin(office: Office, flow: str) -> None:
    """Start a run of a deployment."""
    found = office.ask("GET", f"/deployments/name/{flow}/{flow}")
    given = {"workspace": str(office.folder), **PARAMETERS.get(flow, {})}
    office.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": given})


def strike(office: Office, blow: Blow) -> list[str]:
    """Kill somebody a moment after a run began, let all be up again, and start the follow-up, as an hour later."""
    until(f"{blow.flow} runs", lambda: runs(office))
    threading.Event().wait(blow.after)
    fell = [str(blow)] if runs(office) else []
    kill(office, blow.victim)
    if blow.victim in {"runner", "everything"}:
        office.start()
    until("Prefect answers", lambda: asked(lambda: office.ask("GET", "/health")))
    begin(office, "follow-up")
    return fell


def asked(question: Callable[[], Any]) -> Any:
    """Ask Prefect; nothing if nobody answers at the moment."""
    with suppress(requests.RequestException):
        return question()
    return None


def runs(office: Office) -> list[psutil.Process]:
    """Give the processes of the flow runs under way."""
    return [each for each in family(office) if "prefect.engine" in " ".join(command(each))]


def family(office: Office) -> list[psutil.Process]:
    """Give all processes that `up` started, and itself."""
    assert office.process
    with suppress(psutil.Error):
        parent = psutil.Process(office.process.pid)
        return [*parent.children(recursive=True), parent]
    return []


def command(process: psutil.Process) -> list[str]:
    """Give a process's command line; empty if it is no more."""
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def kill(office: Office, victim: str) -> None:
    """Kill one or all, at once."""
    assert office.process
    everybody = family(office)
    served = (office.folder / ".communique" / "server").read_text().split()[0]
    chosen = {
        "server": [each for each in everybody if str(each.pid) == served],
        "runner": everybody[-1:],
        "run": runs(office),
        "everything": everybody,
    }
    for each in chosen[victim]:
        with suppress(psutil.Error):
            each.kill()
    if victim in {"runner", "everything"}:
        office.process.wait(30)


def answer(office: Office) -> bool:
    """Approve at every desk that shows its form, and tell whether there was one."""
    wanted = {"flows": {"name": {"any_": ["review-post"]}}, "flow_runs": {"state": {"type": {"any_": ["PAUSED"]}}}}
    found = asked(lambda: office.ask("POST", "/flow_runs/filter", wanted)) or []
    yes = {"run_input": {"decision": "approve", "comment": ""}}
    said = [asked(partial(office.ask, "POST", f"/flow_runs/{run['id']}/resume", yes)) for run in found]
    return any(said)


def decided(office: Office) -> bool:
    """Answer what lies there; true when everything is approved, or on its way already."""
    answer(office)
    return all(office.states(idea) and "waiting" not in office.states(idea) for idea in IDEAS)


def later() -> tuple[Act, ...]:
    """Follow up for an hour from now, then for two weeks' slots."""
    now = utc_now()
    weeks = max(0, -((SLOT - now) // WEEK))
    acts = [Act("collect", now + minutes(10)), Act("desk", now + minutes(12))]
    acts += [Act(job, now + after) for after in AGAIN for job in ("unpark", "follow-up")]
    for slot in (SLOT + (weeks + more) * WEEK for more in range(2)):
        acts += [Act("publish", slot), Act("desk", slot + minutes(12))]
        acts += [Act(job, slot + after) for after in AGAIN for job in ("unpark", "follow-up")]
    return tuple(acts)
