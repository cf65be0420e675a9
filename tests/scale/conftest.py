"""An installation on several machines, with Debian's PostgreSQL and Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect_place import Machines, new_database
from redis_place import redis_served

from office import new_workspace


@pytest.fixture
def machines(server: str, tmp_path: Path) -> Iterator[Machines]:
    """Give an installation of which nothing runs yet, with an enrolled Secretary, and leave nothing running."""
    name = tmp_path.name
    made = Machines(
        new_workspace(tmp_path / "the committees"),
        queue=new_database(server, f"{name}-queue"),
        prefect=new_database(server, f"{name}-prefect"),
    )
    made.enroll()
    yield made
    made.end_all()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """Give the address of a Redis of one's own."""
    with redis_served(tmp_path) as address:
        yield address
