"""Opening and upgrading."""

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from communique.queue import database
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


def write(engine: Engine, meanwhile: Callable[[], bool] = lambda: True) -> bool:
    """Write something, while something else happens in the middle of it; False if the turn did not come or was lost."""
    try:
        with writing(engine) as session:
            session.add(Blob(digest=os.urandom(4).hex(), body=b"y"))
            session.flush()
            assert meanwhile()
    except DBAPIError:
        return False
    return True


@pytest.fixture
def opened(postgresql_url: str) -> Iterator[Callable[..., Engine]]:
    """Open the same queue as often as a test wants."""
    engines: list[Engine] = []

    def another(more: str = "") -> Engine:
        engines.append(open_database(postgresql_url + more))
        return engines[-1]

    yield another
    for engine in engines:
        engine.dispose()


def test_a_writer_that_falls_silent_loses_its_turn(
    opened: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that is held up in the middle, alive or not, stops the others for so long and no longer; it fails."""
    monkeypatch.setattr(database, "SILENCE_S", 1)
    engine, other = opened(), opened()
    assert not write(engine, meanwhile=lambda: write(other))
    with other.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM blob")).scalar_one() == 1


def test_nobody_waits_for_ever_for_a_turn(opened: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not get a turn in time gives up, with an error of the database."""
    monkeypatch.setattr(database, "TURN_S", 1)
    engine, other = opened(), opened()
    assert write(engine, meanwhile=lambda: not write(other))
    assert write(other)


def test_both_ends_of_a_line_notice_that_it_is_cut(opened: Callable[..., Engine]) -> None:
    """Client and server are told when to give a silent partner up; what the address says counts more."""
    with opened("?tcp_user_timeout=7000&options=-c%20lock_timeout%3D5000").connect() as connection:
        asked = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("tcp_user_timeout", "lock_timeout")]
        raw: Any = connection.connection.driver_connection
        with socket.socket(fileno=os.dup(raw.pgconn.socket)) as line:
            kinds = (socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            ours = [line.getsockopt(socket.IPPROTO_TCP, kind) for kind in kinds]
    assert (asked, ours) == (["30000", "5s"], [7000, 15, 5, 3])
