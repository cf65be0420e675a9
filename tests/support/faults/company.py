"""The processes that play trials, each with networks of its own."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bakery import Bakery
from faults import whole
from faults.listed import ROWS, Listed, listed
from faults.networks import networks
from faults.trial import Outcome, Schedule, Stage

KILLED = "PostgreSQL: killed between claim and receipt"
SERVED = {
    **{f"killed: {name}": KILLED for name in ("claiming", "attempt written", "sent", "answer lost", "settled")},
    ROWS["cut"]: f"PostgreSQL: {ROWS['cut']}",
    ROWS["lose"]: f"PostgreSQL: {ROWS['lose']}",
}
"""The rows of the list that are played on PostgreSQL, too, and their names there."""
STAGES: list[Stage] = []
"""The one stage of this process."""
OPEN = ExitStack()


def join(oven: str, server: str) -> None:
    """Open the networks of this process, for as long as it lives."""
    STAGES.append(Stage(OPEN.enter_context(networks()), Bakery(Path(oven)), server))


def play(schedule: Schedule) -> Outcome:
    """Play one trial."""
    return whole.play(STAGES[0], schedule) if schedule.blows else STAGES[0].play(schedule)


def trials(*, postgresql: bool) -> list[Listed]:
    """Give the list on SQLite and, in rows of their own, what is another matter on a database that is a server."""
    found = list(listed(STAGES[0], ("kill", "cut", "full", "clock", "lose"), twins=True))
    there = [Listed(SERVED[each.row], replace(each.schedule, postgresql=True)) for each in found if each.row in SERVED]
    return found + (there if postgresql else [])
