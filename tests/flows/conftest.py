"""A real Communiqué for the tests of the flows."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from browser import chromium
from playwright.sync_api import Page

from bakery import Bakery
from communique.connectors.practice.fake import Practice
from communique.queue.database import open_database, upgrade
from office import Office, new_office
from publisher import Naive


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give a Communiqué that runs, and end it; shared by all tests that leave it running."""
    made = new_office(tmp_path_factory.mktemp("office") / "a committee")
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.end()


@pytest.fixture
def page(needs: Callable[..., None]) -> Iterator[Page]:
    """Give a page of a fresh Chromium."""
    needs("chromium", debian="chromium")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def oven(tmp_path_factory: pytest.TempPathFactory) -> Bakery:
    """Make one committee with an empty queue that every test copies."""
    made = Bakery(tmp_path_factory.mktemp("oven"))
    made.settle()
    upgrade(made.installation.engine)
    return made


@pytest.fixture
def bakery(oven: Bakery, tmp_path: Path) -> Iterator[Bakery]:
    """Give a committee of one's own with a blog, in a folder with a space in its name."""
    made = oven.copy(tmp_path / "a bakery")
    yield made
    made.installation.engine.dispose()


@pytest.fixture
def practice() -> Iterator[Practice]:
    """Run a practice server that posts whatever it gets, the same message twice too."""
    with Practice() as server:
        server.shelf = Naive()
        yield server


@pytest.fixture
def practised(bakery: Bakery, practice: Practice) -> Bakery:
    """Give a committee whose only account is on the practice server."""
    bakery.settle(f'fake: {{url: "{practice.url}"}}')
    return bakery


@pytest.fixture(scope="session")
def postgresql(server: str) -> str:
    """Give the address of a queue on a real PostgreSQL."""
    address = f"{server}/postgres"
    engine = open_database(address)
    upgrade(engine)
    engine.dispose()
    return address


@pytest.fixture
def databases(server: str) -> Iterator[tuple[str, str]]:
    """Give a queue on a real PostgreSQL, and an empty database beside it."""
    made = [f"bakery_{os.urandom(6).hex()}" for _ in range(2)]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for name in made:
            connection.execute(f"CREATE DATABASE {name}")
        engine = open_database(f"{server}/{made[0]}")
        upgrade(engine)
        engine.dispose()
        yield f"{server}/{made[0]}", f"{server}/{made[1]}"
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
