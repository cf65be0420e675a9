"""However long the history, the queue finds what it needs by an index, and takes as many steps as at first."""

import datetime as dt
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from plans import Listener, functions
from pyotp.totp import TOTP
from sqlalchemy import Engine, text

from benchmarks.history import age
from communique.post.receipt import Outcome, Receipt
from communique.queue import (
    activity,
    afterwards,
    approvers,
    audit,
    controls,
    decisions,
    desk,
    doubts,
    earlier,
    figures,
    intake,
    restored,
    rounds,
    sending,
    slots,
    view,
)  # fmt: skip
from communique.queue.ledger import Entry
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
SOON = NOW + dt.timedelta(minutes=1)
TC = "iso-tc-400"
KEY = Fernet.generate_key()
OUT = Receipt(remote_id="7", url="https://example.org/7")
WHOLE = {
    "audit.verify": "looks at every entry of the log: that is what it is for",
    "audit.export": "gives every entry of the log",
    "audit.cuts": "looks for the places where the log was cut off; only `audit verify` asks",
    "figures.figures": "the last thousand tries, from the newest one backwards",
    "view.posts": "of all committees: from the newest one backwards, and no further than the limit",
    "view.health": "counts the deliveries by state, from an index alone; only `doctor` asks",
}
"""What may read a table that grows from one end to the other, and why."""
OTHERS = (
    {f"copies.{each}" for each in ("copy_in", "copy_out", "drop", "empty", "run", "shrink")}
    | {f"database.{each}" for each in ("reading", "revision", "upgrade", "writing")}
    | {"retention.old", "retention.empty", "retention.drop_pictures", "cutting.cut_off", "cutting.cut_once"}
)
"""They hand over the whole database, or open it, or, once a year, look through all of it for what is old."""


@dataclass(frozen=True, slots=True)
class Office:
    """A queue with a history, and short ways to fill it."""

    engine: Engine
    hand_in: Callable[..., intake.Taken]
    ready: Callable[..., int]
    show: Callable[..., tuple[decisions.Round, dict[str, str]]]

    def approved(self, name: str) -> int:
        """Hand in and approve; give the delivery."""
        self.ready(name, texts=(name,))
        return next(each.delivery for each in view.ready(self.engine, TC) if each.idea_id == name)

    def claimed(self, name: str) -> sending.Claim | None:
        """Hand in, approve and claim."""
        return sending.claim(self.engine, self.approved(name), slot=NOW, per_network=99, now=NOW)

    def doubted(self, name: str) -> sending.Claim:
        """Hand in, approve, claim and lose the answer."""
        held = self.claimed(name)
        assert doubts.doubt(self.engine, held.delivery, started_before=SOON, now=SOON)
        return doubts.of(self.engine, held.delivery)


def handing_in(office: Office) -> None:
    """Hand in, the same again, another one, one that can't be read, one whose text was said before."""
    office.hand_in("tart")
    office.hand_in("tart")
    office.hand_in("tart", texts=("Another one.",), bodies={"a": b"picture"})
    intake.unchanged(office.engine, TC, [("tart", "digest-1"), ("pie", "digest-2")])
    intake.picture(office.engine, "a")
    intake.refuse_file(office.engine, TC, intake.Unread("odd.yaml", b"", ("odd",)), now=NOW)
    earlier.earlier(office.engine, TC, "tart", {"likeness-1", "likeness-9"}, since=NOW)


def at_the_desk(office: Office) -> None:
    """Open a desk, lose it, open it again, check anew, answer with a code; ask for changes; look at what is blocked."""
    engine, revision = office.engine, office.hand_in("pie").revision or 0
    desk.wanted(engine), desk.wanted(engine, TC), desk.blocked(engine, TC)
    desk.note_run(engine, revision, 1, "pie-1", now=NOW)
    desk.note_forms(engine, {revision: NOW})
    desk.next_turn(engine, revision, 1, "lost", now=NOW)
    seen = desk.load(engine, revision)
    desk.recheck(engine, revision, desk.Check((), "rules-1", tuple(seen.renderings.values()), "again"), now=NOW)
    shown, seals = office.show(revision, "pie-2")
    rounds.rounds(engine, "pie-2")
    code = TOTP(approvers.enroll(engine, TC, "s.miller", "S. Miller", key=KEY, now=NOW)).at(NOW)
    given = decisions.Answer("changes", "Shorter.", None, code, NOW)
    decisions.answer(engine, shown.id, given, current=seals, guard=decisions.Guard(KEY), now=NOW)


def sending_it(office: Office) -> None:
    """Choose, look, send a thread of two parts, be refused, void an approval."""
    engine = office.engine
    office.ready("scone", texts=("One.", "Two."))
    held, void = office.claimed("bun"), office.approved("void")
    chosen = sending.due(engine, TC, "blog", now=NOW, slot=NOW, per_network=99)
    sending.peek(engine, chosen[0])
    controls.stopped(engine, TC)
    first = sending.claim(engine, chosen[0], slot=NOW, per_network=99, now=NOW)
    assert not sending.obstacle(engine, first)
    sending.settle(engine, first, sending.Settlement(Outcome.PUBLISHED, OUT), now=NOW)
    second = sending.next_part(engine, first, now=NOW)
    sending.settle(engine, second, sending.Settlement(Outcome.PUBLISHED, OUT), now=NOW)
    sending.settle(engine, held, sending.Settlement(Outcome.REFUSED), now=NOW)
    sending.back_to_desk(engine, void, "the rules changed", now=NOW)


def settling(office: Office) -> None:
    """Find what never ended; settle one doubt as found, one as not there, and ask about one; take one back."""
    engine = office.engine
    there, gone, asked = (office.doubted(name) for name in ("roll", "bagel", "cookie"))
    doubts.orphans(engine, started_before=SOON)
    doubts.doubts(engine, TC, started_before=SOON)
    doubts.resolve(engine, there, OUT, now=SOON)
    doubts.resolve(engine, gone, None, now=SOON)
    doubts.unresolved(engine, asked, "no answer", now=SOON)
    out = afterwards.published(engine, TC, "roll", "blog")
    afterwards.not_retracted(engine, out, "s.miller", "no answer", now=SOON)
    afterwards.retracted(engine, out, "s.miller", "a typo", now=SOON)


def time_goes_by(office: Office) -> None:
    """Use a slot, miss one, let a window end, look who was heard and told."""
    engine = office.engine
    office.hand_in("eclair", before=SOON)
    slots.slot_done(engine, TC, NOW, now=NOW)
    slots.missed_slot(engine, TC, NOW - dt.timedelta(days=7), now=NOW)
    assert [each.idea_id for each in slots.miss(engine, TC, now=SOON)] == ["eclair"]
    activity.last_published(engine, TC)
    audit.note(engine, Entry("", "desk.told", TC, "eclair"), now=NOW)
    audit.last(engine, TC, "eclair", "desk.told")
    audit.latest(engine, TC, "eclair", "desk.told"), audit.newest(engine, TC, "eclair", "desk.told")
    assert slots.recorded(engine, TC, NOW) == "done"


def holding_up(office: Office) -> None:
    """Stop, lose the account, park, revoke, and let go on."""
    engine = office.engine
    sending.settle(engine, office.claimed("cracker"), sending.Settlement(Outcome.UNAUTHORIZED), now=NOW)
    controls.stop(engine, TC, "s.miller", "why", now=NOW)
    controls.start(engine, TC, "s.miller", now=NOW)
    controls.park(engine, TC, "blog", "why", now=NOW)
    controls.parked(engine, TC)
    controls.unpark(engine, TC, "blog", "s.miller", now=NOW)
    approvers.approvers(engine), approvers.approvers(engine, TC)
    approvers.revoke(engine, TC, "s.miller", who="administrator", now=NOW)


def looking(office: Office) -> None:
    """List, plan, show, look after the health, verify and export the log."""
    engine = office.engine
    for committee in (None, TC):
        view.posts(engine, committee)
        view.health(engine, committee)
        for state in (State.PUBLISHED, State.IN_DOUBT):
            view.posts(engine, committee, state)
    view.ready(engine, TC)
    view.post(engine, TC, "cake-4")
    figures.figures(engine), figures.slots(engine, TC)
    audit.verify(engine, audit.head(engine)), audit.cuts(engine)
    list(audit.export(engine))


def brought_back(office: Office) -> None:
    """Restore: call in doubt what may be out, and look before anything is sent."""
    engine = office.engine
    office.hand_in("muffin")
    office.approved("waffle")
    restored.doubt_everything(engine, NOW, who="operator", now=SOON)
    (waffle,) = (each for each in doubts.doubts(engine, TC) if each.idea_id == "waffle")
    restored.unlooked(engine, TC)
    doubts.resolve(engine, waffle, OUT, now=SOON)
    restored.doubt_first(engine, waffle.delivery, now=SOON)


SCENES = (handing_in, at_the_desk, sending_it, settling, time_goes_by, holding_up, looking, brought_back)


@pytest.fixture
def office(
    engine: Engine,
    hand_in: Callable[..., intake.Taken],
    ready: Callable[..., int],
    show: Callable[..., tuple[decisions.Round, dict[str, str]]],
) -> Office:
    """Give the queue."""
    return Office(engine, hand_in, ready, show)


def everything(office: Office) -> Listener:
    """Do everything that the product asks the queue for, once, and listen."""
    listener = Listener(office.engine)
    for scene in SCENES:
        scene(office)
    return listener


def test_nothing_that_grows_is_read_whole(office: Office) -> None:
    """Every question finds its rows by an index, once the database knows how its tables are filled."""
    age(office.engine, 3000, (TC, "iso-tc-401", "iso-tc-402"))
    listener = everything(office)
    with office.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("ANALYZE"))
    assert {who for who, _ in listener.scans()} <= WHOLE.keys(), listener.scans()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_is_read_whole_unknown(office: Office) -> None:
    """SQLite, which nobody tells how its tables are filled, finds all by an index, too; PostgreSQL tells itself."""
    assert {who for who, _ in everything(office).scans()} <= WHOLE.keys()


def test_a_scan_is_noticed(engine: Engine) -> None:
    """A question that no index answers is found out on both databases."""
    listener = Listener(engine)
    listener.said["somebody", "SELECT id FROM delivery WHERE rendering = ''"] = ()
    listener.said["somebody", "SELECT id FROM delivery WHERE id = 1"] = ()
    assert listener.scans() == {("somebody", "delivery")}


def test_every_question_is_asked(office: Office) -> None:
    """No function of the queue is left out: a new one must take part in a scene above."""
    asked = {who for who, _ in everything(office).said}
    assert {*functions(sys.modules)} - OTHERS - asked == set()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_work_does_not_grow(office: Office, template: Path, tmp_path: Path) -> None:
    """With ten times the history each function takes about as many steps; the database counts them, no clock."""
    age(office.engine, 4000, (TC,))
    many = everything(office).work
    office.engine.dispose()
    shutil.copy(template, tmp_path / "queue.db")
    age(office.engine, 400, (TC,))
    few = everything(office).work
    grown = {who for who, steps in many.items() if who and steps > 1.3 * few[who] + 2000}
    assert grown == WHOLE.keys() - {"view.posts"}, {each: (few[each], many[each]) for each in grown}
