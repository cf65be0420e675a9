"""A restored queue is older than the networks: nothing goes out twice, and nothing is lost."""

import contextlib
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine

from bakery import BEFORE, SLOT, TC, Bakery, minutes
from communique.connectors.errors import InDoubt, Unreachable
from communique.connectors.fake import Fake
from communique.connectors.practice.fake import Practice
from communique.connectors.practice.server import Mishap
from communique.flows.backup import back_up
from communique.flows.follow import follow
from communique.flows.restore import restore
from communique.post.receipt import Receipt
from communique.queue import audit, controls, doubts, view
from communique.queue.states import State

NIGHT = SLOT - minutes(600)
"""When the backup is made: everything is approved, nothing is sent."""
CRASH = SLOT + minutes(30)
THREAD = "thread: [The cake is mixed., The cake is baked., The cake is out.]\n"
WORDS = ["The cake is mixed.", "The cake is baked.", "The cake is out."]


def saved(bakery: Bakery, now: dt.datetime = NIGHT) -> Path:
    """Make a backup beside the bakery."""
    file = bakery.folder.parent / "backup.tar.gz"
    back_up(bakery.installation, file, private=False, now=now)
    return file


def again(file: Path, now: dt.datetime = CRASH) -> Bakery:
    """Restore a backup on an empty machine."""
    folder = file.parent / "another machine"
    restore(file, folder, who="operator", now=now)
    return Bakery(folder)


def hours(bakery: Bakery, count: int = 3, start: dt.datetime = CRASH) -> list[str]:
    """Do the follow-up's work at once, which must send nothing, and at each of the next hours."""
    lines: list[str] = []
    for later in range(count + 1):
        with time_machine.travel(start + minutes(60 * later), tick=False):
            lines += follow(bakery.installation, bakery.home)
    assert audit.verify(bakery.installation.engine) == []
    bakery.installation.engine.dispose()
    return lines


def texts(practice: Practice) -> list[str]:
    """Give what the network has, in its order."""
    return [post.message.text for post in practice.posts]


@pytest.mark.parametrize("text", ["text: The cake is out.\n", THREAD], ids=["single", "thread"])
def test_published_after_the_backup(practised: Bakery, practice: Practice, text: str) -> None:
    """What went out since the backup is found, every part of it, and not sent to a network that forgives nothing."""
    practised.bake("cake", text)
    file = saved(practised)
    practised.sender().send_due(SLOT)
    before = texts(practice)
    machine = again(file)
    assert machine.states("cake") == {"fake": State.IN_DOUBT}
    hours(machine)
    assert texts(practice) == before
    assert machine.states("cake") == {"fake": State.PUBLISHED}
    assert machine.receipts("cake") == len(before)


@pytest.mark.parametrize("end", [KeyboardInterrupt, Unreachable], ids=["killed", "cut off"])
@pytest.mark.parametrize(("known", "sent"), [(k, s) for s in range(4) for k in range(s + 1) if k < len(WORDS)])
def test_a_thread_at_every_part(
    practised: Bakery, practice: Practice, *, known: int, sent: int, end: type[BaseException]
) -> None:
    """However much of a thread the backup knows, and however much is out by then, each part goes out once."""
    practised.bake("cake", THREAD)
    send_parts(practised, known, end, SLOT) if known else None
    file = saved(practised, SLOT + minutes(1))
    send_parts(practised, sent - known, end, SLOT + minutes(20)) if sent > known else None
    assert texts(practice) == WORDS[:sent]
    machine = again(file)
    hours(machine)
    assert texts(practice) == WORDS
    assert machine.states("cake") == {"fake": State.PUBLISHED}
    assert machine.receipts("cake") == len(WORDS)


def send_parts(bakery: Bakery, parts: int, end: type[BaseException], now: dt.datetime) -> None:
    """Send so many more parts of the thread, until the publisher comes to an end."""
    left, publish = [None] * parts, Fake.publish

    def some(*given: Any) -> Receipt:
        if not left:
            raise end("no more")
        left.pop()
        return publish(*given)

    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(Fake, "publish", some)
        bakery.sender(now).settle_doubts()
        bakery.sender(now).send_due(SLOT)


def test_not_sent_by_then(practised: Bakery, practice: Practice) -> None:
    """What was not sent goes out, once, as soon as the network has said that it surely is not there."""
    practised.bake("cake", "text: The cake is out.\n")
    machine = again(saved(practised))
    assert machine.sender(CRASH).send_due(SLOT) == []
    lines = hours(machine)
    said = [line.partition(" (")[0] for line in lines if "cake" in line]
    assert said == ["cake on fake: ready", "cake on fake: published"]
    assert texts(practice) == ["The cake is out."]


def test_not_before_it_can_be_seen(practised: Bakery, practice: Practice) -> None:
    """What went out a moment before the restore may not be shown yet: the look comes later, and so does the sending."""
    practised.bake("cake", "text: The cake is out.\n")
    file = saved(practised)
    practised.sender(CRASH).send_due(SLOT)
    hidden, practice.shelf.keys = practice.shelf.keys, {}
    machine = again(file)
    hours(machine, 0)
    practice.shelf.keys = hidden
    hours(machine)
    assert texts(practice) == ["The cake is out."]


def test_nobody_can_tell(practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the network can't tell, the Secretary is asked once, and nothing is sent."""
    practised.bake("cake", "text: The cake is out.\n")
    machine = again(saved(practised))
    seen: list[dt.datetime] = []

    def nobody(*given: Any) -> None:
        seen.append(given[-1])
        raise InDoubt("the list is not whole")

    monkeypatch.setattr(Fake, "find", nobody)
    hours(machine)
    assert set(seen) == {NIGHT}, "it is looked for since the backup"
    assert machine.states("cake") == {"fake": State.IN_DOUBT}
    assert len(machine.events("doubt.unresolved")) == len(machine.events("told")) == 1
    assert texts(practice) == []


def test_a_doubt_of_the_backup(practised: Bakery, practice: Practice) -> None:
    """What was in doubt already stays so, is looked for since its first try, and is found."""
    practised.bake("cake", "text: The cake is out.\n")
    practice.misbehave(Mishap.LOSE_ANSWER)
    practised.sender().send_due(SLOT)
    machine = again(saved(practised, SLOT + minutes(1)))
    (claim,) = doubts.doubts(machine.installation.engine)
    assert claim.since == SLOT
    hours(machine)
    assert texts(practice) == ["The cake is out."]
    assert machine.states("cake") == {"fake": State.PUBLISHED}


@pytest.mark.parametrize("out", [True, False], ids=["approved and sent since", "not approved since"])
def test_what_lay_on_the_desk(practised: Bakery, practice: Practice, *, out: bool) -> None:
    """It lies there again; approved again, it is looked for before it is sent."""
    practised.save("cake", "text: The cake is out.\n")
    practised.collect()
    file = saved(practised, BEFORE)
    if out:
        practised.approve("cake")
        practised.sender().send_due(SLOT)
    machine = again(file, BEFORE + minutes(5))
    assert machine.states("cake") == {"fake": State.WAITING}
    machine.approve("cake", BEFORE + minutes(6))
    assert machine.sender().send_due(SLOT) == []
    hours(machine, start=SLOT + minutes(30))
    assert texts(practice) == ["The cake is out."]
    assert machine.states("cake") == {"fake": State.PUBLISHED}


def test_looked_for_before_the_slot(practised: Bakery, practice: Practice) -> None:
    """What was approved after the restore is looked for at once, so that the slot is not too early for it."""
    practised.save("cake", "text: The cake is out.\n")
    practised.collect()
    machine = again(saved(practised, BEFORE), BEFORE + minutes(5))
    machine.approve("cake", BEFORE + minutes(6))
    hours(machine, 1, start=BEFORE + minutes(30))
    assert machine.states("cake") == {"fake": State.READY}
    assert [str(sent.state) for sent in machine.sender().send_due(SLOT)] == ["published"]
    assert texts(practice) == ["The cake is out."]


def test_restored_twice(practised: Bakery, practice: Practice) -> None:
    """A backup of a restored queue still knows what nobody has looked for."""
    practised.bake("cake", THREAD)
    file = saved(practised)
    practised.sender().send_due(SLOT)
    first = again(file)
    file.unlink()
    second = saved(first, CRASH + minutes(1)).rename(file.with_name("second"))
    folder = file.parent / "a third machine"
    restore(second, folder, who="operator", now=CRASH + minutes(2))
    third = Bakery(folder)
    (claim,) = doubts.doubts(third.installation.engine)
    assert claim.since == NIGHT
    hours(third)
    assert texts(practice) == WORDS


def test_the_blog_comes_back(bakery: Bakery) -> None:
    """A site that is as old as the queue gets the page that it lost, once; what it had stays."""
    bakery.bake("muffin", "text: The muffin is out.\n")
    bakery.sender().send_due(SLOT)
    bakery.bake("cake", "text: The cake is out.\n")
    file = saved(bakery, SLOT + minutes(1))
    bakery.sender(SLOT + minutes(2)).send_due(SLOT + minutes(2))
    machine = again(file)
    next_week = SLOT + minutes(7 * 24 * 60)
    hours(machine, start=next_week)
    assert machine.states("cake") == {"blog": State.PUBLISHED}
    index = (machine.folder / "public" / "index.html").read_text()
    assert [index.count(f"posts/{each}/") for each in ("cake", "muffin")] == [1, 1]


def test_the_blog_that_stayed(bakery: Bakery) -> None:
    """A site that lies elsewhere is newer than the queue: the page is found there, and is not written again."""
    bakery.settle("blog: {site: ../public/, title: Notes on cake}")
    bakery.bake("cake", "text: The cake is out.\n")
    file = saved(bakery)
    bakery.sender().send_due(SLOT)
    manifest = (bakery.folder.parent / "public" / "posts.json").read_text()
    machine = again(file)
    hours(machine)
    assert machine.states("cake") == {"blog": State.PUBLISHED}
    assert (bakery.folder.parent / "public" / "posts.json").read_text() == manifest


def test_one_event_tells_of_it(practised: Bakery) -> None:
    """The log goes on where it was, and says from which backup, by whom, and how much is in doubt."""
    practised.bake("cake", "text: The cake is out.\n")
    head = audit.head(practised.installation.engine)
    machine = again(saved(practised))
    engine = machine.installation.engine
    assert audit.verify(engine, head) == []
    assert machine.events("queue.restored") == [{"backup": NIGHT.isoformat(), "in_doubt": 1, "looked_at": 1}]
    found = view.post(engine, TC, "cake")
    assert found
    why = [each["detail"] for each in found.revisions[0]["deliveries"][0]["attempts"]]
    assert why == ["restored from a backup of 2026-11-30 23:00:00 UTC"] * 2


def test_a_stop_is_kept(practised: Bakery, practice: Practice) -> None:
    """What was stopped when the backup was made is stopped, though doubts are settled meanwhile."""
    practised.bake("cake", "text: The cake is out.\n")
    controls.stop(practised.installation.engine, TC, "operator", "A pause", now=NIGHT)
    machine = again(saved(practised))
    hours(machine)
    assert machine.states("cake") == {"fake": State.READY}
    assert texts(practice) == []
