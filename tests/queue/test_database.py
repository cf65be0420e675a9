"""Opening and upgrading."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from communique.queue.database import open_database, revision, upgrade, writing
from communique.queue.tables import Blob


def upgrade_from_nothing(url: str) -> None:
    """Do what a process that has just started does."""
    engine = open_database(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database without tables."""
    if request.param == "sqlite":
        folder = tmp_path / "a folder with spaces"
        folder.mkdir()
        return f"sqlite:///{folder / 'queue.db'}"
    return str(request.getfixturevalue("empty_postgresql"))


def test_an_upgrade_twice_changes_nothing(engine: Engine) -> None:
    """An up-to-date database stays as it is."""
    before = revision(engine)
    upgrade(engine)
    assert revision(engine) == before is not None


def test_several_may_start_at_once(empty: str) -> None:
    """Of several processes that find an empty database, all find it upgraded afterwards."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        pool.map(upgrade_from_nothing, [empty] * 4)
    engine = open_database(empty)
    assert revision(engine) is not None
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_sqlite_is_set_to_lose_nothing(sqlite_url: str, pragma: str, value: object) -> None:
    """Readers never block a writer, a commit survives a power cut, references hold, and everyone waits for a turn."""
    engine = open_database(sqlite_url)
    with engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value
    engine.dispose()


def test_a_failed_write_leaves_nothing(engine: Engine) -> None:
    """What goes wrong in the middle of a transaction is as if it had never begun."""

    def fail_half_way() -> None:
        with writing(engine) as session:
            session.add(Blob(digest="x", body=b"y"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM blob")).scalar_one() == 0


@pytest.mark.parametrize("state", ["ready", "sending", "published", "in-doubt"])
def test_the_database_itself_wants_a_seal(engine: Engine, hand_in: Callable[..., object], state: str) -> None:
    """Not even SQL by hand makes a delivery ready, sending, published or in doubt without a seal."""
    hand_in()
    with pytest.raises(Exception, match="delivery_sealed"), engine.begin() as connection:
        connection.execute(text("UPDATE delivery SET state = :state, done = parts"), {"state": state})
