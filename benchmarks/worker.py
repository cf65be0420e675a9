"""A process that publishes: ours, committee by committee, or the bare libraries with the same posts."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.bare import BARE
from benchmarks.measure import milliseconds
from benchmarks.memory import own_peak
from communique.connectors.registry import connect
from communique.flows.gate import no_pictures
from communique.flows.handing import idea_files
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.weekly import publish_slot
from communique.post.reading import read_idea


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker did."""

    sent: int
    ms: float
    """From the word to the last post."""
    cpu: float
    """Of that, the time of the processor, in ms."""
    peak: float
    """The most memory that it had, in MB."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do."""

    folder: str
    ours: bool = True
    first: int = 0
    """Which committee it begins with."""
    step: int = 1
    """How many workers share the committees."""


def together(tasks: Sequence[Task]) -> list[Work]:
    """Let workers start, give all the word at once, and give what each did. Raises ValueError if one fails."""
    command = [sys.executable, "-m", "benchmarks.worker"]
    with ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen(
                [*command, json.dumps(asdict(task))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            ))
            for task in tasks
        ]  # fmt: skip
        for each in started:
            if each.stdout is None or not each.stdout.readline():
                raise ValueError("a worker did not start")
        for each in started:
            if each.stdin:
                each.stdin.close()
        told = [each.stdout.read() for each in started if each.stdout]
    return [Work(**json.loads(each)) for each in told]


def main(task: Task) -> Work:
    """Prepare, wait for the word, and do it."""
    job = (ours if task.ours else bare)(task)
    print("ready", flush=True)
    sys.stdin.read()
    sent: list[int] = []
    begin = time.process_time()
    spent = milliseconds(lambda: sent.append(job()))
    return Work(ms=spent, sent=sent[0], cpu=(time.process_time() - begin) * 1000, peak=own_peak())


def ours(task: Task) -> Callable[[], int]:
    """Give the publishing of one slot of every committee, as the weekly flow does it."""
    installation, slot = Installation.at(task.folder), utc_now()
    homes = installation.homes()[task.first :: task.step]
    return lambda: sum(
        line.partition(": ")[2].startswith("published")
        for home in homes
        for line in publish_slot(installation, home, slot)
    )


def bare(task: Task) -> Callable[[], int]:
    """Give the sending of the same posts by the bare libraries, each committee with clients of its own."""
    homes = Installation.at(task.folder).homes()[task.first :: task.step]
    read = {home.file: [read_idea(file, home).idea for file in idea_files(home.ideas)] for home in homes}
    posts = [
        (getattr(home.committee.accounts, network).api_url, network,
         [connect(home, network, no_pictures).render(idea, ()) for idea in read[home.file]])
        for home in homes
        for network in home.committee.accounts.networks()
    ]  # fmt: skip

    def loop() -> int:
        sent = 0
        for url, network, renderings in posts:
            send = BARE[network].open(url, b"")
            for number, rendering in enumerate(renderings):
                send(rendering, f"{rendering.slug}-{number}")
                sent += 1
        return sent

    return loop


if __name__ == "__main__":
    print(json.dumps(asdict(main(Task(**json.loads(sys.argv[1]))))))
