"""The hourly follow-up: what was held up, lost or forgotten."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from bakery import BLOG, COMMITTEE, SLOT, Bakery, minutes
from communique.committee.workspace import Home, Workspace
from communique.connectors.practice.fake import Practice
from communique.connectors.practice.server import Mishap
from communique.flows import follow
from communique.flows.failures import one_by_one
from communique.flows.gate import recheck
from communique.queue import desk
from communique.queue.states import State


def hourly(bakery: Bakery, now: dt.datetime) -> list[str]:
    """Run the follow-up's work at a moment."""
    with time_machine.travel(now, tick=False):
        return follow.follow(bakery.installation, bakery.home)


def test_a_doubt_is_settled_before_the_window_is_judged(practised: Bakery, practice: Practice) -> None:
    """What is found on the network is published, though its window has ended in the meantime."""
    practised.bake("cake", "text: The cake is out.\npublish: {before: 2026-12-01T11:00:00+01:00}\n")
    practice.misbehave(Mishap.LOSE_ANSWER)
    with time_machine.travel(SLOT, tick=False):
        practised.sender().send_due(SLOT)
    hourly(practised, SLOT + minutes(80))
    assert practised.states("cake") == {"fake": State.PUBLISHED}
    assert practised.events("told") == []


def test_what_was_not_sent_goes_out_in_the_same_hour(practised: Bakery, practice: Practice) -> None:
    """A doubt that turns out as never sent is sent by the very follow-up that looked."""
    practised.bake("cake", "text: The cake is out.\n")
    practice.misbehave(Mishap.DROP_BEFORE)
    with time_machine.travel(SLOT, tick=False):
        practised.sender().send_due(SLOT)
    lines = hourly(practised, SLOT + minutes(20))
    assert [line.partition(" (")[0] for line in lines] == ["cake on fake: ready", "cake on fake: published"]
    assert len(practice.posts) == 1


def test_not_after_the_window(practised: Bakery, practice: Practice) -> None:
    """A doubt that turns out as never sent, but too late, is missed and not sent."""
    practised.bake("cake", "text: The cake is out.\npublish: {before: 2026-12-01T11:00:00+01:00}\n")
    practice.misbehave(Mishap.DROP_BEFORE)
    with time_machine.travel(SLOT, tick=False):
        practised.sender().send_due(SLOT)
    hourly(practised, SLOT + minutes(80))
    assert practised.states("cake") == {"fake": State.MISSED}
    assert practice.posts == ()


def test_what_a_rule_blocked_is_freed(practised: Bakery) -> None:
    """Once the author is a content creator, the post that was blocked for it comes to the desk by itself."""
    file = practised.folder / "committee.yaml"
    known = file.read_text()
    file.write_text(known.replace("a.baker", "p.tart"))
    practised.save("cake", "text: The cake is out.\n")
    practised.collect()
    assert practised.states("cake") == {"fake": State.BLOCKED}
    file.write_text(known)
    hourly(practised, SLOT - minutes(60))
    assert practised.states("cake") == {"fake": State.WAITING}


@pytest.mark.parametrize("approved", [True, False], ids=["approved", "on the desk"])
def test_a_window_that_has_passed_is_told(practised: Bakery, *, approved: bool) -> None:
    """Secretary and content creators learn once what was missed, and what it waited for."""
    practised.save("cake", "text: The cake is out.\npublish: {before: 2026-12-01}\n")
    practised.collect()
    if approved:
        practised.approve("cake")
    hourly(practised, SLOT - minutes(60))
    hourly(practised, SLOT)
    was = "ready" if approved else "waiting"
    (told,) = practised.events("told")
    assert told["to"] == ["s.miller", "a.baker"]
    assert told["body"] == f"cake on fake: missed, its window has passed (it was {was})"


def test_a_cure_in_the_committee_file_frees_a_blocked_post(bakery: Bakery) -> None:
    """An author who is made content creator later is not blocked any more, without handing anything in again."""
    bakery.save("cake", "text: The cake is out.\n")
    file = bakery.folder / "ideas" / "cake.yaml"
    file.write_text(file.read_text().replace("a.baker", "n.newcomer"))
    bakery.collect()
    assert bakery.states("cake") == {"blog": State.BLOCKED}
    committee = bakery.folder / "committee.yaml"
    committee.write_text(committee.read_text().replace("{id: a.baker,", "{id: n.newcomer,"))
    hourly(bakery, SLOT)
    assert bakery.states("cake") == {"blog": State.WAITING}


def test_an_account_that_is_gone_blocks_what_waits_for_it(bakery: Bakery) -> None:
    """A post that waits for an account which the committee gave up is blocked with a cure, and free when it is back."""
    bakery.settle('blog: {site: public/, title: Notes}, fake: {url: "http://127.0.0.1:9"}')
    bakery.save("cake", "text: The cake is out.\n")
    bakery.collect()
    bakery.settle()
    revision = desk.wanted(bakery.installation.engine)[0].revision
    recheck(bakery.installation.engine, bakery.home, revision, "before the desk", now=SLOT)
    assert bakery.states("cake") == {"blog": State.BLOCKED, "fake": State.BLOCKED}
    bakery.settle('blog: {site: public/, title: Notes}, fake: {url: "http://127.0.0.1:9"}')
    hourly(bakery, SLOT)
    assert bakery.states("cake") == {"blog": State.WAITING, "fake": State.WAITING}


def test_a_post_that_cannot_be_looked_at_stops_no_other(practised: Bakery, practice: Practice) -> None:
    """While one blocked post can't be read, another blocked post is freed, and what is approved goes out."""
    practised.bake("cake", "text: The cake is out.\n")
    file = practised.folder / "committee.yaml"
    known = file.read_text()
    file.write_text(known.replace("a.baker", "p.tart"))
    for name in ("bread", "tart"):
        practised.save(name, "text: Soon there is more.\n")
    practised.collect()
    file.write_text(known)
    broken = "UPDATE revision SET places = '{' WHERE post = (SELECT id FROM post WHERE idea = 'bread')"
    with practised.installation.engine.begin() as connection:
        connection.exec_driver_sql(broken)
    with pytest.raises(ExceptionGroup, match=r"cake on fake: published") as failed:
        hourly(practised, SLOT)
    (blocked,) = failed.value.exceptions
    assert isinstance(blocked, ExceptionGroup)
    assert "looked at anew" in blocked.exceptions[0].__notes__[0]
    assert len(practice.posts) == 1
    assert practised.states("tart") == {"fake": State.WAITING}


def town(folder: Path, count: int) -> list[str]:
    """Make a workspace of bakeries, and give their committees' keys."""
    numbers = range(401, 401 + count)
    for number in numbers:
        (folder / str(number)).mkdir()
        made = COMMITTEE.format(per_network=3, accounts=BLOG).replace("TC 400", f"TC {number}")
        (folder / str(number) / "committee.yaml").write_text(made)
    return [f"iso-tc-{number}" for number in numbers]


def test_one_committee_stops_no_other(prefect: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails with one committee is raised when all others had their turn, with the name of that committee."""
    served, keys = list[str](), town(tmp_path, 3)
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", str(tmp_path))

    def stumble(_: object, home: Home) -> list[str]:
        served.append(home.committee.key)
        return [f"{1 / (len(served) - 2)}"]

    monkeypatch.setattr(follow, "follow", stumble)
    monkeypatch.setattr(follow, "agree_schedules", lambda *_: None)
    with pytest.raises(ExceptionGroup, match="Not everything could be done") as failed:
        follow.follow_up.fn(str(tmp_path))
    assert served == keys
    assert [each.__notes__ for each in failed.value.exceptions] == [["This was ISO/TC 402; the others had their turn."]]


def test_without_the_queue_nobody_is_served(tmp_path: Path) -> None:
    """A queue that does not answer ends the run at once: each committee would wait for it in vain."""
    town(tmp_path, 2)
    asked: list[Home] = []

    def wait_in_vain(home: Home) -> list[str]:
        asked.append(home)
        raise OperationalError("SELECT 1", {}, ConnectionResetError("gone"))

    with pytest.raises(OperationalError):
        one_by_one(Workspace(tmp_path).committees(), wait_in_vain, [])
    assert len(asked) == 1
