"""A walk through everything that can happen: nothing goes out unapproved, nothing twice, nothing gets lost."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from communique.post.receipt import Outcome, Receipt
from communique.post.rendering import seal
from communique.queue import audit, decisions, desk, doubts, intake, sending, view
from communique.queue.database import open_database
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=365)
TC = "iso-tc-400"
GUARD = decisions.Guard(Fernet.generate_key(), one_time_code=False)
NOT_POSTED = (Outcome.REFUSED, Outcome.THROTTLED, Outcome.UNREACHABLE, Outcome.UNAUTHORIZED)
Make = Callable[..., intake.Submission]


class Walk(RuleBasedStateMachine):
    """Authors, a Secretary, publishers that die, and a network that remembers what it got."""

    template: Path
    make: Make

    def __init__(self) -> None:
        """Begin with an empty queue and an empty network."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "queue.db")
        self.engine = open_database(f"sqlite:///{self.folder / 'queue.db'}")
        self.network: dict[str, tuple[str, str]] = {}
        self.approved: set[tuple[str, str]] = set()
        self.flying: list[sending.Claim] = []
        self.refused: set[tuple[str, int]] = set()
        self.runs = 0

    def teardown(self) -> None:
        """Let everything come to rest, and look whether anything was lost."""
        self.flying.clear()
        while self.settle_doubts() or self.publish_one():
            pass
        for post in view.posts(self.engine):
            assert not {State.READY, State.SENDING, State.IN_DOUBT} & set(post.states.values())
        self.engine.dispose()
        shutil.rmtree(self.folder)

    @rule(name=st.sampled_from(["cake", "tart"]), texts=st.sampled_from([("A.",), ("B.",), ("A.", "B.")]))
    def hand_in(self, name: str, texts: tuple[str, ...]) -> None:
        """Hand in or change an idea, as an author does."""
        intake.take_in(self.engine, TC, [type(self).make(name, texts=texts)], now=NOW)

    @precondition(lambda self: desk.wanted(self.engine))
    @rule(decision=st.sampled_from(["approve", "approve", "approve", "reject", "changes"]), shown=st.booleans())
    def decide(self, *, decision: decisions.Verdict, shown: bool) -> None:
        """Answer, as the Secretary; sometimes what is sent is not what was shown."""
        view_ = desk.load(self.engine, desk.wanted(self.engine)[0].revision)
        self.runs += 1
        seals = {network: seal(rendering, view_.terms) for network, rendering in view_.renderings.items()}
        opened = decisions.open_round(
            self.engine, view_.revision, f"run-{self.runs}", seals=seals, findings=(), now=NOW
        )  # fmt: skip
        answer = decisions.Answer(decision, "Because.", None, "", NOW)
        current = seals if shown else {"blog": "something else"}
        said = decisions.answer(self.engine, opened.id, answer, current=current, guard=GUARD, now=NOW)
        assert said.outcome == ("decided" if shown or decision != "approve" else "changed")
        if decision == "approve" and shown:
            self.approved |= {(view_.idea_id, part.text) for part in view_.renderings["blog"].parts}

    @rule()
    def claim(self) -> None:
        """Take the next delivery that is due, as a publisher does."""
        for number in sending.due(self.engine, TC, "blog", now=NOW, slot=NOW, per_network=99):
            held = sending.claim(self.engine, number, slot=NOW, per_network=99, now=NOW)
            assert held is not None
            assert all(other.delivery != held.delivery for other in self.flying)
            self.flying.append(held)
            return

    @precondition(lambda self: self.flying)
    @rule(sent=st.booleans(), told=st.booleans(), outcome=st.sampled_from(NOT_POSTED))
    def end(self, *, sent: bool, told: bool, outcome: Outcome) -> None:
        """Send or not, and learn how it went or not."""
        held = self.flying.pop(0)
        if sent:
            self.send(held)
        settlement = self.answer(held, outcome) if told else sending.Settlement(Outcome.IN_DOUBT)
        if settlement.outcome is Outcome.UNAUTHORIZED:
            settlement = sending.Settlement(Outcome.THROTTLED)
        state = sending.settle(self.engine, held, settlement, now=NOW)
        following = sending.next_part(self.engine, held, now=NOW) if state is State.SENDING else None
        self.flying += [following] if following else []

    @precondition(lambda self: self.flying)
    @rule(sent=st.booleans(), settled=st.booleans())
    def die(self, *, sent: bool, settled: bool) -> None:
        """Kill a publisher: before it sent, after it sent, or after it settled."""
        held = self.flying.pop()
        if sent:
            self.send(held)
        if sent and settled:
            sending.settle(self.engine, held, self.answer(held, Outcome.REFUSED), now=NOW)

    @rule()
    def follow_up(self) -> None:
        """Follow up what is stuck."""
        self.settle_doubts()

    def settle_doubts(self) -> bool:
        """Look on the network for whatever is stuck; False if nothing is."""
        alive = {held.delivery for held in self.flying}
        stuck = [number for number in doubts.orphans(self.engine, started_before=LATER) if number not in alive]
        for number in stuck:
            doubts.doubt(self.engine, number, started_before=LATER, now=NOW)
        open_doubts = doubts.doubts(self.engine)
        for doubt in open_doubts:
            found = Receipt(remote_id=doubt.key, url="") if doubt.key in self.network else None
            doubts.resolve(self.engine, doubt, found, now=NOW)
        return bool(stuck or open_doubts)

    @rule()
    def look_again(self) -> None:
        """Something sealed has changed: what is ready goes back to the desk."""
        for number in sending.due(self.engine, TC, "blog", now=NOW, slot=NOW, per_network=1):
            sending.back_to_desk(self.engine, number, "look again", now=NOW)

    @invariant()
    def the_log_is_whole(self) -> None:
        """Every step is in the log, and the log is not broken."""
        assert audit.verify(self.engine) == []

    @invariant()
    def what_is_published_is_out(self) -> None:
        """Find on the network what the queue calls published, and in the queue what the network has."""
        detail = [view.post(self.engine, TC, post.idea_id) for post in view.posts(self.engine)]
        rows = [row for post in detail if post for revision in post.revisions for row in revision["deliveries"]]
        proofs = {receipt["remote_id"] for row in rows for receipt in row["receipts"]}
        assert proofs <= set(self.network)
        unsure = {State.SENDING, State.IN_DOUBT}
        assert proofs == set(self.network) or any(row["state"] in unsure for row in rows)

    def publish_one(self) -> bool:
        """Publish what is due next without any trouble; False if nothing is."""
        self.claim()
        if not self.flying:
            return False
        while self.flying:
            self.end(sent=True, told=True, outcome=Outcome.REFUSED)
        return True

    def send(self, held: sending.Claim) -> None:
        """Give one part to the network: never twice, and never what nobody approved."""
        text = held.rendering.parts[held.part].text
        assert held.key not in self.network, "sent twice"
        assert (held.idea_id, text) in self.approved, "sent without an approval"
        self.network[held.key] = (held.idea_id, text)

    def answer(self, held: sending.Claim, outcome: Outcome) -> sending.Settlement:
        """Give the network's true answer."""
        if held.key in self.network:
            return sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id=held.key, url=""))
        return sending.Settlement(outcome)


def test_a_long_walk(template: Path, submission: Make) -> None:
    """Whatever happens in whatever order, the three promises hold."""
    walk = type("WalkHere", (Walk,), {"template": template, "make": staticmethod(submission)})
    quick = settings(
        max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    run_state_machine_as_test(walk, settings=quick)
