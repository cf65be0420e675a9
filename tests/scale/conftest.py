"""Networks that forgive nothing, for a whole town."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from scale.crew import Crew
from scale.slot import opened
from scale.town import Town

from faults.networks import Networks, networks

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
