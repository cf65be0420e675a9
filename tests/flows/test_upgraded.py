"""The first database that was ever in use, with a site beside it, goes on under this version."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
import time_machine

from bakery import BLOG, SLOT, Bakery, fill, minutes
from communique.flows.follow import follow
from communique.flows.gate import recheck
from communique.queue import audit, desk
from communique.queue.database import open_database, revision, upgrade
from communique.queue.states import State
from publisher import context

RELEASED = json.loads((Path(__file__).parent / "released.json").read_text())
FIRST = "0002"
"""Where the queue stood when people first used it; a program of that time filled it."""
LATER = SLOT + minutes(7 * 24 * 60)
SITE = BLOG.replace("}", ', url: "https://cakes.example.org/"}')


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bakery]:
    """Give the old installation: one post published, one in doubt, one ready, one waiting."""
    database = f"sqlite:///{tmp_path / 'queue.db'}"
    if request.param == "postgresql":
        database = f"{request.getfixturevalue('server')}/old_{os.urandom(6).hex()}"
        make(database, "CREATE DATABASE {}")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "posts.json").write_text(RELEASED["posts.json"])
    (tmp_path / "committee.yaml").write_text(RELEASED["committee.yaml"])
    bakery = Bakery(tmp_path, database)
    upgrade(bakery.installation.engine, FIRST)
    fill(bakery.installation.engine, RELEASED["tables"])
    yield bakery
    bakery.installation.engine.dispose()
    if request.param == "postgresql":
        make(database, "DROP DATABASE {} WITH (FORCE)")


def make(database: str, statement: str) -> None:
    """Make or drop a database."""
    server, _, name = database.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement.format(name))  # type: ignore[arg-type]


def newest() -> str:
    """Give the newest revision there is."""
    engine = open_database("sqlite://")
    upgrade(engine)
    return str(revision(engine))


def rows(engine: sa.Engine) -> dict[str, int]:
    """Count the rows of every table."""
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}  # noqa: S608


def test_it_goes_on(old: Bakery) -> None:
    """The doubt is settled by the site, what was approved under the old rules is approved anew, and all is out once."""
    engine, known = old.installation.engine, RELEASED["tables"]["chainhead"][0]["hash"]
    upgrade(engine)
    old.settle(SITE)
    with time_machine.travel(LATER, tick=False):
        follow(old.installation, old.home)
        assert old.states("doubted") == {"blog": State.PUBLISHED}
        assert old.states("ready") == {"blog": State.WAITING}
        for review in desk.wanted(engine):  # as the desk does before it shows the form
            recheck(engine, old.home, review.revision, "before approval", now=LATER)
        old.approve("ready", LATER)
        follow(old.installation, old.home)
        old.sender(LATER + minutes(1)).send_due(LATER + minutes(1))
    states = {name: old.states(name)["blog"] for name in ("out", "doubted", "ready", "waits")}
    assert states == dict.fromkeys(("out", "doubted", "ready"), State.PUBLISHED) | {"waits": State.WAITING}
    site = json.loads((old.folder / "public" / "posts.json").read_text())
    assert sorted(post["slug"] for post in site["posts"]) == ["doubted", "out", "ready"]
    assert audit.verify(engine, known) == []


def upgrade_until(url: str, fuse: int) -> None:
    """Upgrade, and be killed before a statement."""
    engine, left = open_database(url), [fuse]

    def burn(*_given: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(engine, "before_cursor_execute", burn)
    upgrade(engine)


def run(old: Bakery, fuse: int = 0) -> Callable[[], int]:
    """Start an upgrade; gives what waits for its end and gives the exit code."""
    process = context.Process(target=upgrade_until, args=(old.database, fuse))
    process.start()

    def ended() -> int:
        process.join()
        assert process.exitcode is not None
        return process.exitcode

    return ended


def test_killed_in_the_middle(old: Bakery) -> None:
    """An upgrade that is killed before any of its statements leaves the old queue whole, or the new one."""
    before, killed = rows(old.installation.engine), set[str | None]()
    for fuse in range(1, 60, 8):
        if run(old, fuse)() == 0:
            break
        killed.add(revision(old.installation.engine))
        assert rows(old.installation.engine) == before
    assert (killed, revision(old.installation.engine)) == ({FIRST}, newest())
    assert audit.verify(old.installation.engine) == []


def test_two_at_once(old: Bakery) -> None:
    """Two programs that start at once upgrade it once, and both go on."""
    both = [run(old), run(old)]
    assert [ended() for ended in both] == [0, 0]
    assert revision(old.installation.engine) == newest()
    assert audit.verify(old.installation.engine) == []


def test_a_newer_database(old: Bakery) -> None:
    """A queue that a newer version made is refused before anything is touched."""
    engine = old.installation.engine
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = rows(engine)
    with pytest.raises(Exception, match="9999"):
        upgrade(engine)
    assert (rows(engine), revision(engine)) == (before, "9999")
