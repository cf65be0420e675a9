"""A real PostgreSQL for the benchmarks: the tests' own, whose every commit waits for the disk."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

SUPPORT = Path(__file__).parent.parent / "tests" / "support"


@contextmanager
def served() -> Generator[str]:
    """Run a server while the block lasts, and give its address."""
    sys.path.insert(0, str(SUPPORT))
    with import_module("postgresql").served(durable=True) as address:
        yield address
