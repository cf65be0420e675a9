"""`python -m faults`: play the list and the random schedules; `--seed N` plays one schedule again."""

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from faults.company import join, play, trials
from faults.document import write
from faults.listed import Listed
from faults.report import Report
from faults.schedules import schedule
from faults.trial import Outcome, heat
from faults.whole import schedules
from postgresql import PROGRAMS, served

WHOLE = "a real Prefect: server, runner, run or everything killed"
EVERY = 8
"""Every so-many-th schedule is played on PostgreSQL."""


def main() -> int:
    """Play what was asked for; 0 only if nothing was sent twice, lost, or sent without approval."""
    given = asked()
    console = Console(stderr=given.json, width=None if sys.stdout.isatty() else 150)
    with ExitStack() as stack:
        server = stack.enter_context(served()) if not given.sqlite and any(PROGRAMS.glob("*/bin/initdb")) else ""
        place = tempfile.mkdtemp(prefix="communique-faults-")
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        oven = heat(Path(place) / "oven", server)
        pool = stack.enter_context(
            ProcessPoolExecutor(given.jobs, multiprocessing.get_context("spawn"), join, (str(oven.folder), server))
        )
        report = watched(pool, chosen(given, pool, server), console)
    report.show(console)
    if given.json:
        print(json.dumps(report.told(), indent=1))
    if given.write:
        write(report, range(given.first, given.first + given.count), Path(given.write), postgresql=bool(server))
    return int(bool(report.failures))


def asked() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="play this one schedule")
    parser.add_argument("--postgresql", action="store_true", help="with --seed: on PostgreSQL")
    parser.add_argument("--count", type=int, default=1000, help="so many random schedules")
    parser.add_argument("--first", type=int, default=1, help="the seed of the first")
    parser.add_argument("--no-list", action="store_true", help="leave the list of steps out")
    parser.add_argument("--whole", type=int, default=16, help="so many trials with a real Prefect, each about a minute")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--jobs", type=int, default=2, help="so many trials at the same time")
    parser.add_argument("--json", action="store_true", help="the result as JSON, the table beside it")
    parser.add_argument("--write", metavar="FILE", help="write table, number and seeds into this document")
    return parser.parse_args()


def chosen(given: argparse.Namespace, pool: ProcessPoolExecutor, server: str) -> Iterator[Listed]:
    """Give the trials that were asked for."""
    if given.seed is not None:
        yield Listed("one schedule", schedule(given.seed, postgresql=given.postgresql))
        return
    if not given.no_list:
        yield from pool.submit(trials, postgresql=bool(server)).result()
    yield from (Listed(WHOLE, each) for each in schedules(given.whole))
    for seed in range(given.first, given.first + given.count):
        there = bool(server) and seed % EVERY == 0
        name = f"random schedules on {'PostgreSQL' if there else 'SQLite'}"
        yield Listed(name, schedule(seed, postgresql=there))


def watched(pool: ProcessPoolExecutor, wanted: Iterator[Listed], console: Console) -> Report:
    """Play all trials, say how far it is, and give the report with its rows in their order; Ctrl-C ends it earlier."""
    report, played = Report(), dict[Future[Outcome], Listed]()
    for each in wanted:
        report.rows.setdefault(each.row, Counter())
        played[pool.submit(play, each.schedule)] = each
    try:
        for done, future in enumerate(as_completed(played), 1):
            trial, spoilt = played[future], future.exception()
            if spoilt:
                report.spoilt(trial.row, trial.schedule, spoilt)
            else:
                report.add(trial.row, future.result())
            if done % 50 == 0:
                console.print(f"{done} of {len(played)} trials, {len(report.failures)} failures", style="dim")
    except KeyboardInterrupt:
        pool.shutdown(cancel_futures=True)
        console.print(f"Stopped after {report.total['trials']} of {len(played)} trials.", style="bold red")
    return report


if __name__ == "__main__":
    sys.exit(main())
