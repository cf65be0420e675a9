"""How fast private papers are put into the index, and how fast a post is compared with two million words."""

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Question, Row, in_turn, milliseconds
from communique.policy.leaks.folder import open_index

WORDS_EACH = 8_000
RUN = 5
"""Words in a row that the rival compares."""
REPEATED = 500
"""A comparison is too short to be measured alone."""
SMALL = ("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "with", "on", "by", "be", "at", "shall")
SHARE = 0.44
"""The share of such words in the papers of the tests' corpus, all four languages taken together."""
NUMBERS = 0.19
"""The share of numbers and other words that prove nothing by themselves, there."""
WORD = re.compile(r"\w+")
POST = (
    "ISO 22222, Sponge cakes, is published. It says how high a sponge cake must rise, how long it may lean and what "
    "the crumb should look like when it is cut. Read more about it on our committee page, and tell us which cake your "
    "town is famous for! Thanks to all who baked, tasted and weighed with us. #cakes"
)
BUILDING = """\
from communique.policy.leaks.folder import open_index
Path("peak.index").unlink(missing_ok=True)
kept = open_index(Path("drafts"), Path("peak.index"))
"""
READING = 'kept = [file.read_text() for file in Path("drafts").iterdir()]'
PEAK = """\
(line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
print(int(line.split()[1]) / 1024)
"""
BUILD = "every word found by a regular expression"
SET = f"a set of every {RUN} words in a row, in memory"


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure building, opening, comparing, and the memory of building."""
    count, runs = (25, 3) if quick else (2_000_000 // WORDS_EACH, 7)
    drafts = papers(folder / "drafts", count) if quick else two_million_words(folder)
    index = folder / "drafts.index"
    words = f"{count * WORDS_EACH:,} words"

    def build() -> float:
        index.unlink(missing_ok=True)
        return milliseconds(lambda: open_index(drafts, index))

    question = Question("leaks-build", f"the index of {words} of papers, built", BUILD, "ms")
    yield question.row(*in_turn(build, lambda: milliseconds(lambda: found(drafts)), runs), note=f"{count} papers")
    question = Question("leaks-load", f"the index of {words}, looked after and opened", "its bytes, read", "ms")
    yield question.row(*in_turn(opening(drafts, index), lambda: milliseconds(index.read_bytes), runs * 3))
    leaks, known = open_index(drafts, index), {hash(run) for text in found(drafts) for run in in_a_row(text)}
    question = Question("leaks-compare", f"a post of {len(POST)} characters, compared with {words}", SET, "µs")
    rival = partial(each, lambda: [run for run in in_a_row(WORD.findall(POST.lower())) if hash(run) in known])
    yield question.row(*in_turn(partial(each, lambda: leaks.compare(POST)), rival, runs * 3))
    question = Question(
        "leaks-memory", f"peak memory of building the index of {words}", "Python with the papers read", "MB"
    )
    pairs = [(peak(folder, BUILDING), peak(folder, READING)) for _ in range(1 if quick else 3)]
    yield question.row([mine for mine, _ in pairs], [other for _, other in pairs])


def two_million_words(folder: Path) -> Path:
    """Write papers of two million words in all below a folder, and give the folder they lie in."""
    return papers(folder / "drafts", 2_000_000 // WORDS_EACH)


def papers(folder: Path, count: int) -> Path:
    """Write papers in words of a made-up language, some of them far more frequent than others, as in any language."""
    chance = random.Random(400)  # noqa: S311 -- nothing here is secret
    syllables = [first + second for first in "bcdfghklmnprst" for second in "aeiou"]
    known = ["".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(30_000)]
    weights = [1 / (rank + 3) for rank in range(len(known))]
    folder.mkdir(parents=True)
    for number in range(count):
        words = chance.choices(known, weights, k=WORDS_EACH)
        for at, drawn in enumerate(chance.random() for _ in words):
            if drawn < SHARE + NUMBERS:
                words[at] = chance.choice(SMALL) if drawn < SHARE else str(chance.randint(2, 99))
        paragraphs = (" ".join(words[start : start + 60]) + "." for start in range(0, WORDS_EACH, 60))
        (folder / f"{number}.txt").write_text("\n\n".join(paragraphs))
    return folder


def found(folder: Path) -> list[list[str]]:
    """Read the papers and find their words, nothing more."""
    return [WORD.findall(file.read_text().lower()) for file in folder.iterdir()]


def in_a_row(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Give each five words that follow each other."""
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def opening(drafts: Path, index: Path) -> Callable[[], float]:
    """Give the job of opening an index that is up to date."""
    return lambda: milliseconds(lambda: open_index(drafts, index))


def each(work: Callable[[], object]) -> float:
    """Give the time of some work in microseconds, the mean of many times."""
    return milliseconds(lambda: [work() for _ in range(REPEATED)]) * 1000 / REPEATED


def peak(folder: Path, work: str) -> float:
    """Do something in a process of its own that imports nothing else, and give the most memory that it had (MB)."""
    command = [sys.executable, "-c", f"from pathlib import Path\n{work}\n{PEAK}"]
    return float(subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True).stdout)
