"""Runs of the fuzzer: so many inputs of one kind, all from one seed."""

import time
from collections import Counter
from collections.abc import Mapping

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import InMemoryExampleDatabase

from fuzz.answers import NETWORKS
from fuzz.claim import SECONDS, Target
from fuzz.drafts import PAPERS
from fuzz.drawn import IMAGES
from fuzz.written import COMMITTEES, IDEAS

TARGETS: Mapping[str, Target] = {
    "ideas": IDEAS,
    "committees": COMMITTEES,
    "images": IMAGES,
    "papers": PAPERS,
    **NETWORKS,
}


def checked(target: Target, drawn: object, endings: Counter[str]) -> None:
    """Check one input, within its time, and count how it ended."""
    began = time.perf_counter()
    endings[target.check(drawn)] += 1
    took = time.perf_counter() - began
    assert took < SECONDS, f"one input took {took:.0f} s"


def run(target: Target, number: int, inputs: int) -> Counter[str]:
    """Check so many inputs that come of a seed, and say how they ended; the same seed gives the same inputs.

    Raises what broke a claim, with the smallest input that does.
    """
    endings: Counter[str] = Counter()

    @seed(number)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=InMemoryExampleDatabase(),
        suppress_health_check=[*HealthCheck],
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    @given(target.inputs)
    def one(drawn: object) -> None:
        checked(target, drawn, endings)

    one()
    return endings


def run_kept(target: Target) -> Counter[str]:
    """Check the inputs that are kept."""
    endings: Counter[str] = Counter()
    for each in target.kept:
        checked(target, each, endings)
    return endings
