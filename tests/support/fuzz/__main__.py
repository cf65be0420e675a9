"""`make fuzz`: feed the program with hostile input; `--seed` and `--only` give a run again."""

import argparse
import faulthandler
import resource
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

from fuzz.running import TARGETS, run, run_kept

CHUNK = 1000
"""So many inputs come of one seed."""
HANGS = 300
"""Seconds after which a chunk is taken to hang: where it does is printed, and the run ends."""
MEMORY = 3 << 30
"""Bytes that the whole fuzzer may take."""


@dataclass
class Total:
    """What came of all inputs of one kind."""

    endings: Counter[str] = field(default_factory=Counter[str])
    seconds: float = 0.0
    broken: int = 0


def main() -> int:
    """Run, print a table, and say by the exit code whether every claim held."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=105_000, help="how many, over all kinds")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each thousand inputs has the next one")
    parser.add_argument("--only", choices=TARGETS, action="append", help="inputs of this kind; may be given again")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    chosen = given.only or [*TARGETS]
    shares = sum(TARGETS[name].share for name in chosen)
    totals = {name: fuzzed(name, given.inputs * TARGETS[name].share // shares, given.seed) for name in chosen}
    show(totals)
    return any(total.broken for total in totals.values())


def fuzzed(name: str, inputs: int, seed: int) -> Total:
    """Feed one kind of input, a thousand for each seed; what breaks a claim is printed with its seed."""
    total, began = Total(), time.perf_counter()
    chunks = [(seed + number, min(CHUNK, inputs - start)) for number, start in enumerate(range(0, inputs, CHUNK))]
    for number, size in [(0, 0), *chunks]:
        faulthandler.dump_traceback_later(HANGS, exit=True)
        try:
            total.endings += run(TARGETS[name], number, size) if size else run_kept(TARGETS[name])
        except Exception:  # noqa: BLE001 -- whatever broke a claim is told, and the next seed is tried
            total.broken += 1
            traceback.print_exc()
            say(f"{name}: a claim is broken. Again: python -m fuzz --only {name} --seed {number} --inputs {size}")
        faulthandler.cancel_dump_traceback_later()
        say(f"{name}: seed {number}, {sum(total.endings.values())} inputs, {time.perf_counter() - began:.0f} s")
    total.seconds = time.perf_counter() - began
    return total


def show(totals: dict[str, Total]) -> None:
    """Print the table in Markdown."""
    say("| inputs | how many | broken | seconds | what came of them |\n|---|---|---|---|---|")
    for name, total in totals.items():
        ends = ", ".join(f"{end} {count}" for end, count in total.endings.most_common())
        say(f"| {name} | {sum(total.endings.values())} | {total.broken} | {total.seconds:.0f} | {ends} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    say(f"{sum(sum(total.endings.values()) for total in totals.values())} inputs, at most {peak} MB of memory")


def say(words: str) -> None:
    """Print at once."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
