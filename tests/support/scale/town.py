"""A town full of bakers: many committees in one workspace, each with posts that are approved and one that is not."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from bakery import BEFORE
from communique.committee.workspace import Home
from communique.flows.handing import hand_in, idea_files
from communique.flows.installation import Installation
from communique.post.rendering import seal
from communique.queue import decisions, desk
from communique.queue.desk import Review

COMMITTEE = """\
committee: ISO/TC {number}
title: Cake making no. {number}
timezone: Europe/Zurich
slot: {{day: tuesday, time: "10:00", late_until: 6h, per_network: 3}}
secretary: {{id: s.miller, name: Sam Miller, attested: 2026-09-01}}
creators:
  - {{id: a.baker, since: 2026-09-01, attested: 2026-09-01}}
kinds: [publication, stage]
accounts:
  blog: {{site: public/, title: Notes on cake}}
  fake: {{url: "{fake}"}}
  x: {{handle: ISOTC400, credentials: bakers, api_url: "{x}"}}
approval: {{one_time_code: false}}
"""
IDEA = "networks: [{networks}]\nkind: publication\nauthor: a.baker\n{said}\n"
FIRST = 4000
"""Number of the first committee; there are no such numbers."""
APART, SECRET = 10, 7
"""Every so-many-th committee has a thread, and one more post that nobody approves."""
NETWORKS = ("blog", "fake", "x")


@dataclass(frozen=True, slots=True)
class Town:
    """A workspace with so many committees."""

    folder: Path
    count: int

    def build(self, *, fake: str, x: str) -> None:
        """Write the committees' files and ideas; the networks are at these addresses."""
        for number in range(self.count):
            folder = self.folder / f"committee {number}"
            (folder / "ideas").mkdir(parents=True)
            (folder / "committee.yaml").write_text(COMMITTEE.format(number=FIRST + number, fake=fake, x=x))
            for name, said in ideas(number).items():
                # An idea file's name must not be said twice in the town, as the judge goes by it.
                (folder / "ideas" / f"{name}.yaml").write_text(IDEA.format(networks=", ".join(NETWORKS), said=said))

    @property
    def wishes(self) -> dict[str, str]:
        """Give what the Secretaries say of each idea."""
        names = [name for number in range(self.count) for name in ideas(number)]
        return {name: "reject" if name.startswith("secret") else "approve" for name in names}

    @property
    def words(self) -> dict[str, set[str]]:
        """Give the texts of each idea."""
        return {name: parts(name) for name in self.wishes}


def ideas(number: int) -> dict[str, str]:
    """Give a committee's ideas by their names."""
    found = {f"cake-{number}": f"text: Cake {number} is out."}
    if number % APART == 0:
        found = {f"pie-{number}": f"thread: [Pie {number} is mixed., Pie {number} is out.]"}
    return found | ({f"secret-{number}": f"text: Secret {number} is out."} if number % SECRET == 0 else {})


def parts(name: str) -> set[str]:
    """Give the texts of an idea."""
    kind, number = name.split("-")
    doings = ("mixed", "out") if kind == "pie" else ("out",)
    return {f"{kind.capitalize()} {number} is {doing}." for doing in doings}


def bake(installation: Installation, home: Home) -> list[str]:
    """Take a committee's ideas in, and approve what is no secret, as the Secretary does who sees it on the desk."""
    engine = installation.engine
    hand_in(engine, home, idea_files(home.ideas), now=BEFORE)
    wanted = desk.wanted(engine, home.committee.key)
    return [approve(installation, review) for review in wanted if not review.idea_id.startswith("secret")]


def approve(installation: Installation, review: Review, now: dt.datetime = BEFORE) -> str:
    """Approve one revision."""
    engine, run = installation.engine, f"run-{review.revision}"
    seen = desk.load(engine, review.revision)
    seals = {network: seal(rendering, seen.terms) for network, rendering in seen.renderings.items()}
    desk.note_run(engine, review.revision, seen.turn, run, now=now)
    shown = decisions.open_round(engine, review.revision, run, seals=seals, findings=seen.findings, now=now)
    given = decisions.Answer("approve", "Fine.", None, "", now)
    guard = decisions.Guard(b"", one_time_code=False)
    return decisions.answer(engine, shown.id, given, current=seals, guard=guard, now=now).outcome
