"""For every network and every mishap: published exactly once, or asked about; never twice, never lost."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from communique.connectors.practice.server import Mishap
from communique.connectors.practice.table import SERVICES
from communique.connectors.practice.trial import CONSISTENT, Ending, Trial, mishaps_of
from communique.connectors.transport import patient
from communique.post.idea import Idea
from communique.post.picture import Picture
from places import Open

SINCE = dt.datetime(2026, 12, 1, 8, 59, tzinfo=dt.UTC)
THREADS = ("x", "mastodon", "bluesky")
CASES = [(network, mishap) for network in SERVICES for mishap in mishaps_of(network)]
HEAD = """\
# What can go wrong on the way, network by network

Every practice server was made to misbehave in every way it can, threads part by part. This is what came of it; the
table is written by the tests (`FAULTS=docs/faults.md .venv/bin/python -m pytest tests/connectors/test_mishaps.py`).

*published once*: the network holds the post exactly once, and Communiqué knows its address. *asked*: nobody can tell
whether it is out, nothing is sent again, and the Secretary is asked to look. A dash: it can't happen there, as the
network shows at once what it has taken in.

"""


@pytest.fixture(autouse=True)
def _impatient() -> Iterator[None]:
    """Wait for no answer longer than a moment."""
    with patient(1.0, 0.3):
        yield


@pytest.fixture(scope="module")
def table() -> Iterator[dict[tuple[str, Mishap], Ending]]:
    """Gather how each trial ended, and write the table if it is asked for."""
    endings: dict[tuple[str, Mishap], Ending] = {}
    yield endings
    if (file := os.environ.get("FAULTS")) and len(endings) == len(CASES):
        Path(file).write_text(HEAD + "\n".join(rows(endings)) + "\n")


def rows(endings: dict[tuple[str, Mishap], Ending]) -> Iterator[str]:
    """Give the lines of the table."""
    yield f"| | {' | '.join(SERVICES)} |"
    yield "|---" * (len(SERVICES) + 1) + "|"
    for mishap in Mishap:
        cells = (endings.get((network, mishap)) for network in SERVICES)
        said = ("–" if end is None else "asked" if end is Ending.ASKED else str(end) for end in cells)
        yield f"| {mishap} | {' | '.join(said)} |"


@pytest.mark.parametrize(("network", "mishap"), CASES)
def test_once_or_asked(  # noqa: PLR0917 -- pytest gives fixtures by name
    network: str, mishap: Mishap, open_place: Open, idea: Callable[..., Idea], picture: Picture,
    table: dict[tuple[str, Mishap], Ending],
) -> None:  # fmt: skip
    """Whatever happens to the request that publishes, no part is out twice and none is lost."""
    place = open_place(network)
    rendering = place.connector.render(idea(text="ISO 22222, Sponge cakes, is published today."), (picture,))
    place.server.misbehave(mishap)
    trial = Trial(place.connector, rendering, SINCE)
    table[network, mishap] = ending = trial.run()
    assert len(place.server.posts) <= 1, trial.steps
    assert ending is not Ending.REFUSED, trial.steps
    assert ending is Ending.ASKED or len(place.server.posts) == 1, trial.steps
    if network in CONSISTENT:
        assert ending is Ending.PUBLISHED, trial.steps


@pytest.mark.parametrize("part", [1, 2])
@pytest.mark.parametrize(("network", "mishap"), [case for case in CASES if case[0] in THREADS])
def test_a_thread_goes_on_where_it_broke(  # noqa: PLR0917 -- pytest gives fixtures by name
    network: str, mishap: Mishap, part: int, open_place: Open, idea: Callable[..., Idea]
) -> None:
    """Whatever happens to a later part, each part is out at most once, in its order, and none is left out."""
    place = open_place(network)
    rendering = place.connector.render(idea(thread=("Bread is one.", "Cake is two.", "Pie is three.")), ())
    place.server.misbehave(*[None] * part, mishap)
    trial = Trial(place.connector, rendering, SINCE)
    ending = trial.run()
    said = [post.text for post in place.server.posts]
    assert said == [part.text for part in rendering.parts][: len(said)], trial.steps
    assert ending is Ending.ASKED or len(said) == 3, trial.steps
    assert [post.previous for post in place.server.posts] == [None, *[post.id for post in place.server.posts]][
        : len(said)
    ]
