"""A committee with a real queue and no Prefect, for the tests of what the flows do."""

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from communique.committee.workspace import Home, Workspace
from communique.flows.handing import Handed, hand_in, idea_files
from communique.flows.installation import Installation
from communique.flows.publishing import Sender
from communique.post.rendering import seal
from communique.queue import audit, decisions, desk, view
from communique.queue.database import open_database
from communique.queue.states import State

TC = "iso-tc-400"
SLOT = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
"""A slot of the committee: Tuesday, 1 December 2026, 10:00 in Zurich."""
BEFORE = SLOT - dt.timedelta(days=2)
"""When ideas are handed in and approved."""
COMMITTEE = """\
committee: ISO/TC 400
title: Cake making
timezone: Europe/Zurich
slot: {{day: tuesday, time: "10:00", late_until: 6h, per_network: {per_network}}}
secretary: {{id: s.miller, name: Sam Miller, attested: 2026-09-01}}
creators:
  - {{id: a.baker, since: 2026-09-01, attested: 2026-09-01}}
kinds: [publication, stage]
accounts: {{{accounts}}}
approval: {{one_time_code: false}}
"""
BLOG = "blog: {site: public/, title: Notes on cake}"
IDEA = "kind: publication\nauthor: a.baker\n"


def fill(engine: sa.Engine, stored: dict[str, list[dict[str, object]]]) -> None:
    """Put rows into the tables as they were then; the log's first end is replaced."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM chainhead"))
        for table in metadata.sorted_tables:
            for row in stored.get(table.name, []):
                connection.execute(table.insert(), {name: typed(table, name, row[name]) for name in row})
            if engine.dialect.name == "postgresql" and "id" in table.c and stored.get(table.name):
                last = (
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"  # noqa: S608
                )
                connection.execute(sa.text(last))


def typed(table: sa.Table, name: str, value: object) -> object:
    """Give a value of JSON the type of its column."""
    column = table.c[name].type
    if isinstance(column, sa.LargeBinary) and isinstance(value, str):
        return bytes.fromhex(value)
    if isinstance(column, sa.DateTime) and isinstance(value, str):
        moment = dt.datetime.fromisoformat(value)
        return moment if column.timezone else moment.replace(tzinfo=None)
    return value


def minutes(count: int) -> dt.timedelta:
    """Give so many minutes."""
    return dt.timedelta(minutes=count)


@dataclass(frozen=True)
class Bakery:
    """One committee's folder with its queue, and short ways to fill both."""

    folder: Path
    database: str = ""
    """Address of the queue's database, if it is not the folder's own file."""

    @cached_property
    def installation(self) -> Installation:
        """Open the queue, which must be up to date."""
        workspace = Workspace(self.folder)
        return Installation(workspace, open_database(self.database or workspace.database_url))

    @property
    def home(self) -> Home:
        """Read the committee file anew."""
        return self.installation.home(TC)

    def settle(self, accounts: str = BLOG, *, per_network: int = 3) -> None:
        """Write the committee file."""
        text = COMMITTEE.format(accounts=accounts, per_network=per_network)
        (self.folder / "committee.yaml").write_text(text)

    def save(self, name: str, text: str) -> None:
        """Save an idea file; what every idea needs is added."""
        (self.folder / "ideas").mkdir(exist_ok=True)
        (self.folder / "ideas" / f"{name}.yaml").write_text(text + IDEA)

    def collect(self, now: dt.datetime = BEFORE) -> list[Handed]:
        """Take the whole folder in."""
        home = self.home
        return hand_in(self.installation.engine, home, idea_files(home.ideas), now=now)

    def approve(self, idea: str, now: dt.datetime = BEFORE, *, not_before: dt.datetime | None = None) -> None:
        """Approve the current revision of a post, as the Secretary does who sees it on the desk."""
        engine = self.installation.engine
        revision = next(post.revision for post in view.posts(engine) if post.idea_id == idea)
        seen = desk.load(engine, revision)
        seals = {network: seal(rendering, seen.terms) for network, rendering in seen.renderings.items()}
        run = f"run-{revision}-{seen.turn}"
        desk.note_run(engine, revision, seen.turn, run, now=now)
        shown = decisions.open_round(engine, revision, run, seals=seals, findings=seen.findings, now=now)
        given = decisions.Answer("approve", "Fine.", not_before, "", now)
        guard = decisions.Guard(b"", one_time_code=False)
        answered = decisions.answer(engine, shown.id, given, current=seals, guard=guard, now=now)
        assert answered.outcome == "decided", answered

    def bake(self, name: str, text: str, now: dt.datetime = BEFORE) -> None:
        """Hand an idea in and approve it."""
        self.save(name, text)
        self.collect(now)
        self.approve(name, now)

    def sender(self, now: dt.datetime = SLOT) -> Sender:
        """Give a sender whose clock stands still."""
        return Sender(self.installation.engine, self.home, lambda: now)

    def states(self, idea: str) -> Mapping[str, State]:
        """Tell where the current revision of a post stands, by network."""
        return next(post.states for post in view.posts(self.installation.engine) if post.idea_id == idea)

    def receipts(self, idea: str) -> int:
        """Count the parts of a post that the network has confirmed."""
        found = view.post(self.installation.engine, TC, idea)
        assert found
        return sum(len(delivery["receipts"]) for delivery in found.revisions[-1]["deliveries"])

    def events(self, what: str) -> list[Mapping[str, Any]]:
        """Give the data of all events of one kind."""
        return [event["details"] for event in audit.export(self.installation.engine) if event["what"] == what]

    def copy(self, folder: Path) -> "Bakery":
        """Make a second bakery like this one, its queue included."""
        self.installation.engine.dispose()
        shutil.copytree(self.folder, folder)
        return Bakery(folder)
