"""What a long past costs: the same commands and steps in a queue of a million old posts and in one of a thousand."""

import contextlib
import io
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.history import age
from benchmarks.installation import one_committee
from benchmarks.measure import Question, Row, in_turn, processor
from benchmarks.sample import approve, ideas, new_queue, practice
from communique.cli.listing import list_posts
from communique.cli.plan import show_plan
from communique.flows.follow import follow
from communique.flows.handing import hand_in
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.review import form, sit_down
from communique.post.receipt import Outcome, Receipt
from communique.queue import desk, sending
from communique.queue.sending import Settlement

FEW = 1_000
NOWHERE = 9
"""A port that nobody listens on: nothing is sent here."""
OUT = Settlement(Outcome.PUBLISHED, Receipt(remote_id="7", url="https://cakes.example/7"))
Work = Callable[[], object]


class Office:
    """A committee with so many old posts, and what happens in it over and over."""

    def __init__(self, folder: Path, posts: int, runs: int) -> None:
        """Make the past; each work can be done so many times, and once more."""
        one_committee(folder, 400, ["  " + practice(NOWHERE)], posts=50)
        begin = time.perf_counter()
        (folder / ".communique").mkdir()
        engine = new_queue(folder / ".communique" / "queue.db")
        age(engine, posts, ("iso-tc-400",), network="fake")
        engine.dispose()
        self.built = time.perf_counter() - begin
        self.folder, self.number, self.times = folder, count(), runs + 1
        self.installation = Installation.at(folder)
        self.engine = self.installation.engine
        self.home = self.installation.home("iso-tc-400")

    def works(self) -> Mapping[str, Callable[[], Work]]:
        """Give, by name, what makes the work that is measured; what was done before stays in the queue."""
        lists = partial(list_posts, self.folder, limit=100, as_json=True)
        return {
            "`queue list`": lambda: partial(lists, None, state=None),
            "`queue list` of one committee": lambda: partial(lists, "iso-tc-400", state=None),
            "`queue list --state published`": lambda: partial(lists, None, state="published"),
            "`plan`": lambda: partial(show_plan, self.folder, None, as_json=True),
            "follow-up, nothing to do": lambda: partial(follow, self.installation, self.home),
            "one idea handed in": self.handed,
            "a desk opened": self.opened,
            "claim and settle": self.sent,
        }

    def fresh(self) -> int:
        """Hand in an idea like no other, and give its revision."""
        (file,) = ideas(self.home.ideas, 1, first=next(self.number))
        (handed,) = hand_in(self.engine, self.home, [file], now=utc_now())
        if handed.taken is None or handed.taken.revision is None:
            raise ValueError(f"the idea was not taken in: {handed.mistakes}")
        return handed.taken.revision

    def handed(self) -> Work:
        """Give the handing in of ideas that are written already."""
        written = iter(ideas(self.home.ideas, self.times, first=1_000_000))
        return lambda: hand_in(self.engine, self.home, [next(written)], now=utc_now())

    def opened(self) -> Work:
        """Give the opening of desks: the look at the rules, and the page."""
        waiting = iter([self.fresh() for _ in range(self.times)])

        def open_one() -> object:
            revision = next(waiting)
            shown = sit_down(self.installation, revision, f"run-of-{revision}")
            if shown is None:
                raise ValueError("there was nothing to decide")
            return form(self.installation, revision, shown)

        return open_one

    def sent(self) -> Work:
        """Give the claiming and settling of deliveries that are approved already, without a network."""
        for _ in range(self.times):
            self.fresh()
        for review in desk.wanted(self.engine):
            if review.run_id is None:
                approve(self.engine, review, now=utc_now())
        slot = utc_now()
        ready = iter(sending.due(self.engine, "iso-tc-400", "fake", now=slot, slot=slot, per_network=1_000_000))

        def send_one() -> object:
            held = sending.claim(self.engine, next(ready), slot=slot, per_network=1_000_000, now=utc_now())
            if held is None:
                raise ValueError("it was not to be had")
            return sending.settle(self.engine, held, OUT, now=utc_now())

        return send_one


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure each of them in both queues in turn."""
    many, runs = (20_000, 5) if quick else (1_000_000, 30)
    old, young = Office(folder / "old", many, runs), Office(folder / "young", FEW, runs)
    few = young.works()
    for name, work in old.works().items():
        mine, other = work(), few[name]()
        question = Question(f"past-{name}", f"{name}: {many:,} old posts", f"{FEW:,} old posts", "ms of CPU", "≤ 1.2")
        pair = in_turn(partial(quietly, mine), partial(quietly, other), runs)
        yield question.row(*pair, note=f"made in {old.built:.0f} s")


def quietly(work: Work) -> float:
    """Do it without a word, and give the time of the processor that it took (ms)."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return processor(work)
