"""One slot of a whole town: three publishers at once, one killed in the middle, one cut off from the queue alone."""

import random
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bakery import SLOT, Bakery, minutes
from communique.queue.database import open_database, upgrade
from faults.networks import Networks, untidy
from faults.trial import administer
from faults.verdict import Verdict, judge
from scale.crew import Crew, Process, crew, end, go_on, halted
from scale.lane import Lane, lane
from scale.town import Town
from scale.worker import SEAMS

EARLY = 12
"""A publisher is struck while it serves the first twelfth of the committees; later, little may be left to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to whom, and when; the same seed gives the same plan."""

    seed: int
    killed: str
    cut: str
    reset: bool
    """Whether the connections that were cut end in a reset, or come back with all that was under way."""

    def __str__(self) -> str:
        """Say it in words."""
        return (
            f"seed {self.seed}: killed at {self.killed}, cut at {self.cut}, {'reset' if self.reset else 'given back'}"
        )


def plan(seed: int, committees: int) -> Plan:
    """Give the plan of a seed, for a town with so many committees."""
    dice = random.Random(seed)  # noqa: S311 -- to be repeated
    killed, cut = (f"{dice.choice(list(SEAMS))}:{dice.randint(1, committees // EARLY)}" for _ in range(2))
    return Plan(seed, killed, cut, dice.random() < 0.5)


@dataclass
class Played:
    """What came of it."""

    plan: Plan
    verdict: Verdict
    said: list[str] = field(default_factory=list[str])
    """What the publisher said that had been cut off, after it came back, and what the follow-ups said."""


@contextmanager
def opened(town: Town, place: Path, server: str, networks: Networks) -> Generator[Crew]:
    """Build the town and give it a crew, with an empty queue on the server."""
    networks.open()
    town.build(fake=networks.fake.url, x=networks.x.url)
    name = f"town_{place.name.replace('-', '_')[-24:]}"
    administer(server, f'CREATE DATABASE "{name}"')
    database = f"{server}/{name}"
    engine = open_database(database)
    upgrade(engine)
    engine.dispose()
    try:
        with crew(town.folder, place / "homes", database) as people:
            yield people
    finally:
        administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def play(chosen: Plan, town: Town, people: Crew, networks: Networks) -> Played:
    """Approve, publish with three at once, start again, let the follow-up come, and judge."""
    for process in [people.start("bake", "--share", f"{part}/2") for part in range(2)]:
        end(process)
    networks.at(SLOT)
    with lane(people.database) as way:
        cut = publish(chosen, people, way)
        networks.at(SLOT + minutes(16))
        said = [people.run("follow-up", "--minutes", "16")]
        if chosen.reset:
            way.reset()
        way.give_back()
        said.append(cut.communicate()[0])
    networks.at(SLOT + minutes(32))
    said.append(people.run("follow-up", "--minutes", "32"))
    return Played(chosen, judged(town, people, networks), said)


def publish(chosen: Plan, people: Crew, way: Lane) -> Process:
    """Let three publish the slot; gives the one that is cut off, which waits, while the others are done or dead."""
    orders = [("--seed", str(chosen.seed * 10 + number)) for number in range(3)]
    killed = people.start("publish", *orders[0], "--halt", chosen.killed)
    cut = people.start("publish", *orders[1], "--halt", chosen.cut, database=way.url(people.database))
    third = people.start("publish", *orders[2])
    halted(killed)
    killed.kill()
    halted(cut)
    way.cut()
    go_on(cut)
    end(third)
    return cut


def judged(town: Town, people: Crew, networks: Networks) -> Verdict:
    """Hold the networks' logs against the database."""
    bakeries = [Bakery(folder) for folder in sorted(town.folder.glob("committee *"))]
    log = networks.log(bakeries[0])
    for bakery in bakeries[1:]:
        log["blog"] += networks.log(bakery)["blog"]
    strange = [said for bakery in bakeries for said in untidy(bakery)]
    queue = Bakery(town.folder, people.database)
    try:
        return judge(queue, log, strange, wishes=town.wishes, words=town.words)
    finally:
        queue.installation.engine.dispose()
