"""What is handed in: new, unchanged, revised, refused; never lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from communique.post.finding import Finding, Severity
from communique.post.receipt import Outcome, Receipt
from communique.queue import desk, intake, sending, view
from communique.queue.audit import export
from communique.queue.database import reading
from communique.queue.states import State
from communique.queue.tables import Refusal

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"
HandIn = Callable[..., intake.Taken]
Make = Callable[..., intake.Submission]


def take(engine: Engine, *batch: intake.Submission) -> list[tuple[str, int]]:
    """Hand in a batch; give outcome and number of each."""
    return [(taken.outcome, taken.number) for taken in intake.take_in(engine, TC, batch, now=NOW)]


def test_a_new_idea_lies_on_the_desk(engine: Engine, hand_in: HandIn) -> None:
    """A first hand-in is revision 1, and waits on every network."""
    taken = hand_in(networks=("blog", "fake"))
    assert (taken.outcome, taken.number) == ("new", 1)
    assert taken.states == {"blog": State.WAITING, "fake": State.WAITING}
    assert [review.revision for review in desk.wanted(engine, TC)] == [taken.revision]


def test_the_same_again_changes_nothing(engine: Engine, hand_in: HandIn) -> None:
    """The same content is recognised, and nothing is written."""
    first, before = hand_in(), list(export(engine))
    again = hand_in(rules="rules-2")
    assert (again.outcome, again.revision, again.number) == ("unchanged", first.revision, 1)
    assert list(export(engine)) == before


@pytest.mark.parametrize("approved", [True, False])
def test_a_change_takes_the_place_of_what_was_there(
    engine: Engine, hand_in: HandIn, ready: Callable[..., int], *, approved: bool
) -> None:  # fmt: skip
    """A changed idea is a new revision; an approval of the old one is void, and the history stays."""
    old = ready() if approved else hand_in().revision
    new = hand_in(texts=("Changed.",))
    assert (new.outcome, new.number, new.states) == ("revised", 2, {"blog": State.WAITING})
    assert desk.load(engine, old).states == {"blog": State.SUPERSEDED}
    assert sending.due(engine, TC, "blog", now=NOW, slot=NOW, per_network=3) == []
    assert [review.revision for review in desk.wanted(engine)] == [new.revision]


def test_going_back_is_a_new_revision(engine: Engine, hand_in: HandIn) -> None:
    """The content of an older revision is approved anew like any other change."""
    hand_in(texts=("One.",))
    hand_in(texts=("Two.",))
    assert hand_in(texts=("One.",)).number == 3


@pytest.mark.parametrize("outcome", [None, Outcome.IN_DOUBT, Outcome.PUBLISHED])
def test_what_is_on_its_way_can_not_be_changed(
    engine: Engine, hand_in: HandIn, ready: Callable[..., int], outcome: Outcome | None
) -> None:  # fmt: skip
    """Once it may be out, a change is refused with the cure, and kept; the first time only is it news."""
    ready()
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    if held and outcome:
        receipt = Receipt(remote_id="7", url="") if outcome is Outcome.PUBLISHED else None
        sending.settle(engine, held, sending.Settlement(outcome, receipt), now=NOW)
    refused = hand_in(texts=("Changed.",))
    assert refused.outcome == "refused"
    assert "Hand in a correction as a file with an id of its own." in refused.message
    hand_in(texts=("Changed.",))
    with reading(engine) as session:
        kept = session.get_one(Refusal, 1)
    assert kept.source == b"Changed."
    assert [event["what"] for event in export(engine)].count("file.refused") == 1


def test_half_a_thread_can_not_be_changed(engine: Engine, hand_in: HandIn, ready: Callable[..., int]) -> None:
    """A thread of which one part stands is out, even where its rest is ready again."""
    ready(texts=("One.", "Two."))
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="")), now=NOW)
    second = sending.next_part(engine, held, now=NOW)
    assert second is not None
    sending.settle(engine, second, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    assert hand_in(texts=("Changed.",)).outcome == "refused"


def test_a_post_out_on_one_network_is_out(engine: Engine, hand_in: HandIn, ready: Callable[..., int]) -> None:
    """Where one network has it, no other gets a changed one."""
    ready(networks=("blog", "fake"))
    sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert hand_in(texts=("Changed.",)).outcome == "refused"


def test_two_files_with_one_id_do_not_fight(engine: Engine, submission: Make) -> None:
    """The file that stands in the queue stays; the other is refused, however often both are read."""
    mine = submission(file="b.yaml")
    other = submission(texts=("Other.",), file="a.yaml")
    assert take(engine, mine) == [("new", 1)]
    for _ in range(2):
        assert take(engine, other, mine) == [("refused", 1), ("unchanged", 1)]


def test_the_same_file_twice_in_one_batch_is_one_post(engine: Engine, submission: Make) -> None:
    """Reading one file twice makes no second revision."""
    same = submission()
    assert take(engine, same, same, submission()) == [("new", 1), ("unchanged", 1), ("unchanged", 1)]
    assert len(view.posts(engine)) == 1


def test_a_past_window_is_missed_at_once(hand_in: HandIn) -> None:
    """An idea whose window has ended never reaches the desk."""
    assert hand_in(before=NOW).states == {"blog": State.MISSED}


@pytest.mark.parametrize(("waivable", "state"), [(True, State.WAITING), (False, State.BLOCKED)])
def test_only_what_nobody_may_lift_is_blocked(
    hand_in: HandIn, finding: Callable[..., Finding], *, waivable: bool, state: State
) -> None:  # fmt: skip
    """A block that the Secretary may lift comes to the desk; any other does not."""
    assert hand_in(findings=(finding(Severity.BLOCK, waivable=waivable),)).states == {"blog": state}


def test_another_author_is_recorded(engine: Engine, hand_in: HandIn) -> None:
    """Somebody else may hand the next revision in; the log names both."""
    hand_in()
    taken = hand_in(texts=("Changed.",), author="c.cook")
    assert taken.message == "Handed in by c.cook, the last one by a.baker."
    assert [event["who"] for event in export(engine) if event["what"].startswith("idea.")] == ["a.baker", "c.cook"]


def test_pictures_are_kept_once(engine: Engine, hand_in: HandIn) -> None:
    """The bytes of a picture are found by their digest; what was never handed in is a KeyError."""
    hand_in("one", bodies={"abc": b"picture"})
    hand_in("two", bodies={"abc": b"picture"})
    assert intake.picture(engine, "abc") == b"picture"
    with pytest.raises(KeyError):
        intake.picture(engine, "def")


def test_committees_do_not_meet(engine: Engine, submission: Make) -> None:
    """The same id in two committees is two posts."""
    assert take(engine, submission()) == [("new", 1)]
    other = intake.take_in(engine, "iso-tc-401", [submission()], now=NOW)
    assert other[0].outcome == "new"


def test_many_at_once(engine: Engine, submission: Make) -> None:
    """A large batch, partly known, comes back in its order with the right rows."""
    take(engine, *(submission(f"cake-{number}") for number in range(0, 1100, 2)))
    taken = intake.take_in(engine, TC, [submission(f"cake-{number}") for number in range(1100)], now=NOW)
    assert [one.outcome for one in taken] == ["unchanged", "new"] * 550
    assert desk.load(engine, taken[777].revision or 0).idea_id == "cake-777"
