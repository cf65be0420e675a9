"""A made-up committee with as many ideas and posts as a measurement needs."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine

from communique.committee.workspace import Home, read_home
from communique.flows.handing import hand_in
from communique.post.rendering import seal
from communique.queue import desk
from communique.queue.database import open_database, upgrade
from communique.queue.decisions import Answer, Guard, answer, open_round
from communique.queue.desk import Review

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
"""The moment at which everything here happens."""
BLOG = 'blog: {site: public/, title: "ISO/TC 400, Cake making"}'
COMMITTEE = """\
committee: ISO/TC 400
title: Cake making and other baking products
timezone: Europe/Zurich
slot: {{day: tuesday, time: "10:00", per_network: 50}}
secretary: {{id: s.miller, name: Sam Miller}}
creators:
  - {{id: a.baker, name: Alex Baker, since: 2026-09-01, attested: 2026-11-30}}
kinds: [publication]
accounts:
  {account}
"""
PLAIN = """\
title: Sponge cakes, part {number}
text: "ISO 22222-{number}, Sponge cakes: part {number}, is published. It says how high a sponge cake must rise."
kind: publication
author: a.baker
language: en
"""
IDEA = PLAIN + "link: https://www.iso.org/standard/{number}.html\n"


def committee(folder: Path, account: str = BLOG) -> Home:
    """Write a committee file with one account, and read it."""
    file = folder / "committee.yaml"
    file.write_text(COMMITTEE.format(account=account))
    return read_home(file)


def practice(port: int) -> str:
    """Give an account on the practice server at this port."""
    return f'fake: {{url: "http://127.0.0.1:{port}/", handle: ISOTC400}}'


def ideas(folder: Path, count: int, *, first: int = 0, text: str = IDEA) -> list[Path]:
    """Write small idea files."""
    folder.mkdir(exist_ok=True)
    files = {number: folder / f"sponge-cakes-{number:06}.yaml" for number in range(first, first + count)}
    for number, file in files.items():
        file.write_text(text.format(number=number))
    return list(files.values())


def new_queue(file: Path) -> Engine:
    """Make an empty queue, or a new one in place of an old one."""
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    return engine


def approved_queue(file: Path, home: Home, files: list[Path]) -> None:
    """Make a queue in which every one of the ideas is approved and ready to be sent."""
    engine = new_queue(file)
    hand_in(engine, home, files, now=NOW)
    for review in desk.wanted(engine):
        approve(engine, review)
    engine.dispose()


def approve(engine: Engine, review: Review, *, now: dt.datetime = NOW) -> None:
    """Say yes to a revision as the desk does."""
    run = f"run-{review.revision}"
    desk.note_run(engine, review.revision, review.turn, run, now=now)
    view = desk.load(engine, review.revision)
    seals = {network: seal(rendering, view.terms) for network, rendering in view.renderings.items()}
    shown = open_round(engine, review.revision, run, seals=seals, findings=view.findings, now=now)
    yes = Answer("approve", "", None, "", now)
    answered = answer(engine, shown.id, yes, current=seals, guard=Guard(b"", one_time_code=False), now=now)
    if answered.outcome != "decided":
        message = f"the sample is not approved: {answered.note}"
        raise ValueError(message)
