"""`python -m benchmarks`: measure everything, or what `--only` names; `--quick` for a first look."""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from benchmarks import choosing, cold, deliveries, idle, intake, judging, leaks, memory, networks, past, slot, waiting
from benchmarks.measure import Row
from benchmarks.report import RESULTS, show, write

GROUPS: dict[str, Callable[..., Iterator[Row]]] = {
    "check": cold.rows,
    "judging": judging.rows,
    "intake": intake.rows,
    "deliveries": deliveries.rows,
    "networks": networks.rows,
    "due": choosing.rows,
    "leaks": leaks.rows,
    "memory": memory.rows,
    "slot": slot.rows,
    "past": past.rows,
    "idle": idle.rows,
    "waiting": waiting.rows,
}


def main() -> None:
    """Measure, print the table and write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, action="append", help="measure this one; may be given again")
    parser.add_argument("--quick", action="store_true", help="fewer runs of smaller things")
    given = parser.parse_args()
    forget_settings()
    console = Console()
    rows: list[Row] = []
    for name in given.only or GROUPS:
        console.print(f"Measuring: {name} …", style="dim")
        with tempfile.TemporaryDirectory(prefix="communique-bench-") as folder:
            rows += GROUPS[name](Path(folder), quick=given.quick)
    show(rows, console)
    write(rows)
    console.print(f"All figures: {RESULTS}")


def forget_settings() -> None:
    """Take away what the developer's own shell has set for us or for Prefect."""
    for name in list(os.environ):
        if name.startswith(("COMMUNIQUE_", "PREFECT_")) or name == "PYTHONDONTWRITEBYTECODE":
            del os.environ[name]  # the last makes our modules compile anew at every start, and not the rivals'


if __name__ == "__main__":
    main()
