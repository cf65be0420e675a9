"""What it costs that many committees and many files are there, and nothing is to be done; and how the queue grows."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml
from sqlalchemy import Engine, text

from benchmarks.deliveries import week
from benchmarks.installation import one_committee
from benchmarks.measure import Question, Row, in_turn, processor
from benchmarks.memory import own_peak
from benchmarks.network import server
from benchmarks.sample import NOW, approve, committee, ideas, new_queue, practice
from benchmarks.served import served
from communique.flows.collect import collect
from communique.flows.expiring import warn
from communique.flows.follow import follow
from communique.flows.handing import hand_in, idea_files
from communique.flows.installation import Installation
from communique.flows.publishing import Sender, utc_now
from communique.flows.reminding import remind
from communique.queue import desk
from communique.queue.database import open_database, upgrade

BLOG = "  blog: {site: public/, title: Notes on cake}"
HASHED = "read and hashed"
LOADED = "their committee files parsed by PyYAML's C loader"


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the two flows with nothing to do, a full folder, and the growth of the queue."""
    runs = 3 if quick else 9
    yield from many_committees(folder / "committees", 20 if quick else 500, runs)
    yield from many_files(folder / "files", 500 if quick else 10_000, runs)
    yield from growth(folder / "growth", 50 if quick else 500)


def many_committees(folder: Path, count: int, runs: int) -> Iterator[Row]:
    """Measure what the flows do, but for what they ask Prefect."""
    folder.mkdir()
    for number in range(count):
        one_committee(folder / f"tc-{number}", number + 1, [BLOG])
    installation = Installation.at(folder)
    files = sorted(folder.glob("*/committee.yaml"))

    def followed() -> None:
        homes, _ = installation.survey()
        for home in homes:
            follow(installation, home)
            remind(installation, home, now=utc_now())
            warn(installation, home, now=utc_now())

    def collected() -> None:
        homes, _ = installation.survey()
        for home in homes:
            collect(installation, home)
            remind(installation, home, now=utc_now())

    bare = partial(processor, lambda: [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in files])
    for name, work in (("follow-up", followed), ("collect-ideas", collected)):
        question = Question(f"idle-{name}", f"{name} of {count} committees, nothing to do", LOADED, "ms of CPU")
        mine, other = in_turn(partial(processor, work), bare, runs)
        yield question.row(mine, other, note=f"{own_peak():.0f} MB at most, Prefect's own libraries included")


def many_files(folder: Path, count: int, runs: int) -> Iterator[Row]:
    """Measure a folder of ideas that are all known, and how they were taken in at first, beside hashing them all."""
    folder.mkdir()
    home = committee(folder)
    ideas(home.ideas, count)
    engine = new_queue(folder / "queue.db")

    def take() -> float:
        return processor(lambda: hand_in(engine, home, idea_files(home.ideas), now=NOW)) / count

    def hashed() -> float:
        return processor(lambda: [hashlib.sha256(each.read_bytes()) for each in idea_files(home.ideas)]) / count

    first = Question("folder-first", f"{count:,} idea files taken in for the first time", HASHED, "ms of CPU each")
    yield first.row([take()], [hashed()])
    again = Question("folder", f"{count:,} idea files looked at again, nothing new", HASHED, "ms of CPU each")
    yield again.row(*in_turn(take, hashed, min(runs, 5)))


def growth(folder: Path, count: int) -> Iterator[Row]:
    """Measure how many bytes a published post adds to the queue, on both databases, beside its idea file."""
    folder.mkdir()
    with served() as address:
        for name, url in (("SQLite", f"sqlite:///{folder / 'queue.db'}"), ("PostgreSQL", f"{address}/postgres")):
            question = Question(f"growth-{name}", f"{name}: a post published on one network", "its file", "bytes")
            grown = publish(folder, url, count) / count
            size = next((folder / "ideas").iterdir()).stat().st_size
            yield question.row([grown], [float(size)], note=f"{count:,} posts, with decisions, tries and the log")


def publish(folder: Path, url: str, count: int) -> int:
    """Publish so many posts, and give by how many bytes the database has grown."""
    engine = open_database(url)
    upgrade(engine)
    before = size(engine)
    with server() as port:
        home = committee(folder, practice(port))
        hand_in(engine, home, ideas(home.ideas, count), now=NOW)
        for review in desk.wanted(engine):
            approve(engine, review)
        for number in range(-(-count // home.committee.slot.per_network)):
            Sender(engine, home, clock=partial(week, number)).send_due(week(number))
    after = size(engine)
    engine.dispose()
    return after - before


def size(engine: Engine) -> int:
    """Give the size of a database in bytes, of what is used and of what is kept for later."""
    asked = "SELECT pg_database_size(current_database())"
    if engine.dialect.name == "sqlite":
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with engine.connect() as connection:
        return int(connection.execute(text(asked)).scalar_one())
