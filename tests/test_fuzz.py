"""The fuzzer's short form: the inputs that are kept, and a few of each kind; the long form is `make fuzz`."""

import pytest

from fuzz.running import TARGETS, run, run_kept

FEW = 60
SEED = 20_261_122


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_input_is_refused_in_words(name: str) -> None:
    """Whatever comes in, no claim about it breaks, in bounded time; the seed gives the same inputs every time."""
    target = TARGETS[name]
    assert sum(run_kept(target).values()) == len(target.kept)
    assert sum(run(target, SEED, FEW).values()) >= FEW


def test_the_same_seed_gives_the_same_inputs() -> None:
    """A run can be had again."""
    assert run(TARGETS["committees"], SEED, FEW) == run(TARGETS["committees"], SEED, FEW)
