"""The list: every named step of the chain, every time that it is reached, and everything that can happen there."""

from collections.abc import Iterator
from dataclasses import dataclass

from bakery import BEFORE, SLOT, minutes
from communique.connectors.practice.server import Mishap
from faults.actor import Act, Scene
from faults.points import COMMIT, LOST, Action, Fault, Side
from faults.trial import Schedule, Stage, Step

SAVED = (
    ("cake", "text: The cake is out.\n"),
    ("pie", "thread: [The pie is mixed., The pie is out.]\n"),
    ("bun", "text: The bun is in the oven.\n"),
)
WORDS = {
    "cake": {"The cake is out."},
    "pie": {"The pie is mixed.", "The pie is out."},
    "bun": {"The bun is in the oven."},
}
WISHES = {"cake": "approve", "pie": "approve"}
CHAIN = (
    Act("collect", BEFORE), Act("desk", BEFORE + minutes(60)), Act("publish", SLOT),
    Act("follow-up", SLOT + minutes(16)),
)  # fmt: skip
PUBLISH = 2
ROWS: dict[Action, str] = {
    "cut": "database connection cut", "full": "disk full", "clock": "clock set back or forward by two hours",
    "lose": "the database's yes to a commit lost",
}  # fmt: skip
CLOCKS = (120, -120)
"""By so many minutes the clock is set."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A trial of the list, with the row of the table that it belongs to."""

    row: str
    schedule: Schedule


def chain(name: str, struck: int = -1, fault: Fault | None = None, *, twin: bool = False) -> Schedule:
    """Give the whole chain with one fault in one of its processes; one answer is lost on the way: a doubt."""
    steps = [Step(saved=SAVED, fake=(Mishap.LOSE_ANSWER,))]
    for at, act in enumerate(CHAIN):
        scene = Scene((act,), (fault,) if fault and at == struck else ())
        steps.append(Step((scene, Scene((act,))) if twin and at == struck else (scene,)))
    return Schedule(name, tuple(steps), WISHES, WORDS)


def listed(stage: Stage, actions: tuple[Action, ...], *, twins: bool) -> Iterator[Listed]:
    """Play the chain undisturbed, see how often each step is reached, and give a trial for each time."""
    seen = stage.play(chain("undisturbed")).seen
    for struck, act in enumerate(CHAIN):
        for point, side, count in seen[str(act)]:
            for number in range(1, count + 1):
                for fault in faults(point, side, number, actions):
                    row = f"killed: {point}" if fault.action == "kill" else ROWS[fault.action]
                    name = f"{act.job}: {fault}"
                    yield Listed(row, chain(name, struck, fault))
                    if twins and struck == PUBLISH and fault.action == "kill":
                        yield Listed(
                            "two publishers at once, one killed", chain(f"twins, {name}", struck, fault, twin=True)
                        )


def faults(point: str, side: Side, number: int, actions: tuple[Action, ...]) -> Iterator[Fault]:
    """Give what can happen at one step, without what comes to the same as another step beside it."""
    for action in actions:
        shifts = CLOCKS if action == "clock" else (0,)
        if fits(point, side, action):
            yield from (Fault(point, side, number, action, shift) for shift in shifts)


def fits(point: str, side: Side, action: Action) -> bool:
    """Tell whether a fault at a step is one of its own."""
    if action == "kill":
        return True
    if action == "lose":
        return (point, side) == (COMMIT, "after")
    if action == "clock":
        return side == "before" and point not in {COMMIT, LOST, "checking", "audit written"}
    silent = {COMMIT, "checking"} if action == "full" else set[str]()
    return point not in silent and (point != LOST or side == "after")
