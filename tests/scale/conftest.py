"""What the tests of several machines share: a whole town with its networks, and an installation with real servers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from faults.networks import Networks, networks
from office import new_workspace
from prefect_place import Machines, new_database
from redis_place import redis_served
from scale.crew import Crew
from scale.slot import opened
from scale.town import Town

Populate = Callable[[int], tuple[Town, Crew]]


@pytest.fixture
def around() -> Iterator[Networks]:
    """Serve both networks."""
    with networks() as served:
        yield served


@pytest.fixture
def populate(around: Networks, server: str, tmp_path: Path) -> Iterator[Populate]:
    """Build a town with so many committees, and give it a crew."""
    with ExitStack() as stack:

        def build(count: int) -> tuple[Town, Crew]:
            town = Town(tmp_path / "a town", count)
            return town, stack.enter_context(opened(town, tmp_path, server, around))

        yield build


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
