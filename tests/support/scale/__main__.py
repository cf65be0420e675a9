"""`python -m scale`: play the slot of a town by other seeds; 1 if anything was lost, twice, or unapproved."""

import argparse
import sys
import tempfile
from pathlib import Path

from faults.networks import networks
from faults.report import NEVER
from postgresql import served
from scale.slot import opened, plan, play
from scale.town import Town


def main() -> int:
    """Play one seed after the other and say what came of each."""
    parser = argparse.ArgumentParser(prog="python -m scale", description=__doc__)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=1, help="so many seeds")
    parser.add_argument("--committees", type=int, default=500, help="so many committees")
    given = parser.parse_args()
    bad = 0
    with served() as server, networks() as around:
        for seed in range(given.first, given.first + given.count):
            with tempfile.TemporaryDirectory(prefix=f"town-{seed}-") as place:
                town, chosen = Town(Path(place) / "a town", given.committees), plan(seed, given.committees)
                with opened(town, Path(place), server, around) as people:
                    played = play(chosen, town, people, around)
            bad += sum(played.verdict.became[each] for each in NEVER)
            print(f"{chosen}: {dict(played.verdict.became)} {played.verdict.wrong}", flush=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
