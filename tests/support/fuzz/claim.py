"""What the fuzzer knows of each kind of input."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy

SECONDS = 20.0
"""The longest that one input may take, on the slowest machine that we can think of."""


@dataclass(frozen=True)
class Target:
    """One kind of input, and the check that raises where a claim about it does not hold."""

    inputs: SearchStrategy[Any]
    check: Callable[[Any], str]
    """Says in one word what came of an input, so that a run can show that it reached more than the first refusal."""
    kept: tuple[Any, ...] = ()
    """Inputs that once went wrong, or that nobody would draw; tried first, every time."""
    share: int = 1
    """How many inputs of a long run are of this kind, measured against the others."""
