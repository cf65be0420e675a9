"""Random schedules: what is handed in, what goes wrong, and when; the same seed gives the same schedule."""

import random

from bakery import BEFORE, SLOT, minutes
from communique.connectors.practice.server import Mishap
from faults.actor import Act, Scene
from faults.networks import ON_FAKE, ON_X
from faults.points import COMMIT, NAMES, Action, Fault, Side
from faults.trial import Schedule, Step

THINGS = ("cake", "pie", "bun", "tart")
DOINGS = ("mixed", "baked", "out")
ACTIONS: tuple[Action, ...] = ("kill",) * 6 + ("cut", "cut", "full", "full", "clock", "lose")
SIDES: tuple[Side, ...] = ("before", "after")
SHIFTS = (-5 * 24 * 60, -120, -20, -5, 5, 20, 120, 5 * 24 * 60)


def schedule(seed: int, *, postgresql: bool = False) -> Schedule:
    """Give the schedule of a seed."""
    dice = random.Random(seed)  # noqa: S311 -- to be repeated
    wishes = {thing: dice.choice(("approve", "approve", "approve", "reject", "")) for thing in THINGS[:-1]}
    wishes[THINGS[-1]] = "approve"
    files = {thing: written(dice, thing, "") for thing in THINGS}
    words = {thing: set(parts) for thing, (_, parts) in files.items()}
    steps = [Step(saved=tuple((thing, text) for thing, (text, _) in files.items()))]
    steps += [acted(dice, "collect", 0), acted(dice, "desk", 60)]
    if dice.random() < 0.4:
        thing = dice.choice(THINGS)
        text, parts = written(dice, thing, " after all")
        words[thing] |= set(parts)
        steps += [Step(saved=((thing, text),)), acted(dice, "collect", 120)]
    steps.append(acted(dice, "desk", 180))
    steps.append(Step(fake=some(dice, ON_FAKE), x=some(dice, ON_X)))
    steps += slot(dice)
    return Schedule(f"seed {seed}", tuple(steps), wishes, words, seed, postgresql)


def written(dice: random.Random, thing: str, how: str) -> tuple[str, list[str]]:
    """Write an idea of one to three parts; give the file's text and the parts."""
    parts = [f"The {thing} is {doing}{how}." for doing in DOINGS[-dice.randint(1, 3) :]]
    return (f"text: {parts[0]}\n" if parts[1:] == [] else f"thread: [{', '.join(parts)}]\n"), parts


def some(dice: random.Random, kinds: tuple[Mishap, ...]) -> tuple[Mishap, ...]:
    """Choose none to four."""
    return tuple(dice.choice(kinds) for _ in range(dice.randint(0, 4)))


def acted(dice: random.Random, job: str, after: int) -> Step:
    """Let a process do a job some time after the folder was filled; perhaps it is struck, perhaps a second one runs."""
    act = Act(job, BEFORE + minutes(after))
    return Step(tuple(Scene((act,), struck(dice)) for _ in range(crowd(dice))))


def slot(dice: random.Random) -> list[Step]:
    """Publish the slot, once or more often, and let the follow-up come, with new mishaps between."""
    steps: list[Step] = []
    for at in [0, *sorted(dice.choice((1, 5, 16, 20, 33, 60, 120)) for _ in range(dice.randint(0, 4)))]:
        jobs = [dice.choice(("publish", "follow-up")) if at else "publish" for _ in range(crowd(dice))]
        steps.append(Step(tuple(Scene((Act(job, SLOT + minutes(at)),), struck(dice)) for job in jobs)))
        if dice.random() < 0.3:
            steps.append(Step(fake=some(dice, ON_FAKE), x=some(dice, ON_X)))
    return steps


def crowd(dice: random.Random) -> int:
    """Say how many processes do the same at once."""
    return dice.choice((1, 1, 2))


def struck(dice: random.Random) -> tuple[Fault, ...]:
    """Choose what happens to a process, if anything does."""
    if dice.random() < 0.25:
        return ()
    action = dice.choice(ACTIONS)
    if action == "lose":
        return (Fault(COMMIT, "after", dice.randint(1, 9), action),)
    side: Side = dice.choice(SIDES)
    shift = dice.choice(SHIFTS) if action == "clock" else 0
    return (Fault(dice.choice(NAMES), side, dice.randint(1, dice.choice((1, 3, 9))), action, shift),)
