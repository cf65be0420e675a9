"""An old database is brought up to date, from every revision that ever was, with everything in it."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from bakery import fill
from communique.queue import audit, desk, sending, view
from communique.queue.activity import last_published
from communique.queue.database import migrations, open_database, revision, upgrade
from communique.queue.states import State

OLD = Path(__file__).parent / "databases"
NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
SCRIPTS = ScriptDirectory.from_config(migrations())
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """Open a database without tables."""
    server = request.param == "postgresql"
    url = request.getfixturevalue("empty_postgresql") if server else f"sqlite:///{tmp_path / 'queue.db'}"
    opened = open_database(url)
    yield opened
    opened.dispose()


def test_the_migrations_make_the_tables_of_the_code(empty: sa.Engine) -> None:
    """Nothing that the tables say is missing from the migrations, and nothing is left over."""
    upgrade(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_every_revision_but_the_last_has_an_old_database() -> None:
    """Who adds a migration adds a database from before it, so that its upgrade is tested."""
    assert [file.stem for file in sorted(OLD.glob("*.json"))] == REVISIONS[:-1]


@pytest.mark.parametrize("start", REVISIONS[:-1])
def test_an_old_database_is_upgraded_and_works(empty: sa.Engine, start: str) -> None:
    """All that was in it is still there, the log is whole, and what was approved then goes out now."""
    upgrade(empty, start)
    fill(empty, json.loads((OLD / f"{start}.json").read_text()))
    upgrade(empty)
    assert revision(empty) == REVISIONS[-1]
    assert audit.verify(empty) == []
    states = {post.idea_id: dict(post.states) for post in view.posts(empty)}
    assert states == {"waits": {"blog": State.WAITING}, "approved": {"blog": State.READY}}
    assert [review.idea_id for review in desk.wanted(empty)] == ["waits"]
    numbers = sending.due(empty, "iso-tc-400", "blog", now=NOW, slot=NOW, per_network=3)
    held = sending.claim(empty, numbers[0], slot=NOW, per_network=3, now=NOW)
    assert held is not None
    assert held.rendering.parts[0].text == "Approved in the old days."


def test_what_is_out_keeps_its_moment(empty: sa.Engine) -> None:
    """When a post went out, which was in its receipts alone, is known of each delivery after the upgrade."""
    upgrade(empty, "0003")
    stored = json.loads((OLD / "0003.json").read_text())
    out = next(row for row in stored["delivery"] if row["state"] == "ready")
    out |= {"state": "published", "done": out["parts"]}
    proof = {"id": 1, "delivery": out["id"], "part": 0, "remote_id": "1", "url": "u", "at": NOW.isoformat()}
    fill(empty, {**stored, "proof": [proof]})
    upgrade(empty)
    assert last_published(empty, "iso-tc-400") == {"blog": NOW}


@pytest.mark.parametrize("step", range(len(REVISIONS)))
def test_every_step_can_be_taken_alone(empty: sa.Engine, step: int) -> None:
    """One migration after the other leads to the same end as all at once."""
    for number in REVISIONS[: step + 1]:
        upgrade(empty, number)
    assert revision(empty) == REVISIONS[step]
