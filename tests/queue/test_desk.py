"""What lies on the desk."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from communique.post.finding import Finding, Severity
from communique.post.receipt import Outcome, Receipt
from communique.queue import desk, intake, sending
from communique.queue.audit import export
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"
HandIn = Callable[..., intake.Taken]


def check(
    engine: Engine, revision: int, *findings: Finding, rules: str = "rules-2", text: str = ""
) -> dict[str, State]:
    """Look at a revision anew."""
    renderings = tuple(desk.load(engine, revision).renderings.values())
    if text:
        parts = (renderings[0].parts[0].model_copy(update={"text": text}),)
        renderings = (renderings[0].model_copy(update={"parts": parts}),)
    return desk.recheck(engine, revision, desk.Check(findings, rules, renderings, "before approval"), now=NOW)


def test_a_desk_shows_what_was_handed_in(engine: Engine, hand_in: HandIn, finding: Callable[..., Finding]) -> None:
    """Everything that was handed in comes back as it was."""
    said = (finding(Severity.WARN),)
    taken = hand_in(findings=said, after=NOW, before=NOW + dt.timedelta(days=2))
    view = desk.load(engine, taken.revision)
    assert (view.idea.text, view.author, view.file) == (
        "ISO 22222, Sponge cakes, is published.", "a.baker", "ideas/sponge-cakes.yaml",
    )  # fmt: skip
    assert (view.findings, view.after, view.before) == (said, NOW, NOW + dt.timedelta(days=2))
    assert (view.places["text"].column, view.previous_idea, view.why_back) == (7, None, None)
    assert view.terms.after == NOW.isoformat()


def test_a_revision_knows_the_one_before(engine: Engine, hand_in: HandIn) -> None:
    """The last revision's idea is there to compare with."""
    hand_in(texts=("One.",))
    second = desk.load(engine, hand_in(texts=("Two.",)).revision)
    assert second.previous_idea is not None
    assert (second.previous_idea.text, second.idea.text) == ("One.", "Two.")


def test_what_was_never_handed_in_is_not_there(engine: Engine) -> None:
    """An unknown revision is a LookupError."""
    with pytest.raises(LookupError):
        desk.load(engine, 77)


def test_the_list_names_a_post_once(engine: Engine, hand_in: HandIn) -> None:
    """A post for two networks is one review, named by its first words; other committees have lists of their own."""
    hand_in(networks=("blog", "fake"))
    assert [review.title for review in desk.wanted(engine, TC)] == ["ISO 22222, Sponge cakes, is published."]
    assert desk.wanted(engine, "iso-tc-401") == []


def test_a_turn_has_one_desk(engine: Engine, hand_in: HandIn) -> None:
    """The first run to say so is the desk; saying it again changes nothing; a second run is turned away."""
    revision = hand_in().revision
    assert desk.note_run(engine, revision, 1, "run-1", now=NOW)
    assert desk.note_run(engine, revision, 1, "run-1", now=NOW)
    assert not desk.note_run(engine, revision, 1, "run-2", now=NOW)
    assert [event["what"] for event in export(engine)] == ["idea.new", "desk.opened"]


def test_a_lost_run_gives_its_turn_away_once(engine: Engine, hand_in: HandIn) -> None:
    """Of two that notice a lost run, one opens the next turn; the old run has no say in it."""
    revision = hand_in().revision
    desk.note_run(engine, revision, 1, "run-1", now=NOW)
    assert desk.next_turn(engine, revision, 1, "its run was cancelled", now=NOW)
    assert not desk.next_turn(engine, revision, 1, "its run was cancelled", now=NOW)
    assert not desk.note_run(engine, revision, 1, "run-1", now=NOW)
    assert desk.note_run(engine, revision, 2, "run-2", now=NOW)
    assert desk.load(engine, revision).why_back == "its run was cancelled"


def test_a_fresh_look_blocks_and_frees(engine: Engine, hand_in: HandIn, finding: Callable[..., Finding]) -> None:
    """A block that nobody may lift takes a post off the desk; when the rules no longer say so it is back."""
    revision = hand_in().revision
    strict = finding(Severity.BLOCK, waivable=False)
    assert check(engine, revision, strict) == {"blog": State.BLOCKED}
    assert desk.wanted(engine) == []
    assert check(engine, revision, rules="rules-3") == {"blog": State.WAITING}
    assert (desk.load(engine, revision).rules, desk.load(engine, revision).findings) == ("rules-3", ())


def test_the_same_look_again_records_nothing(engine: Engine, hand_in: HandIn) -> None:
    """Only what changed is written to the log, so that it does not grow by the hour."""
    revision = hand_in().revision
    check(engine, revision)
    before = list(export(engine))
    check(engine, revision)
    assert list(export(engine)) == before


def test_a_fresh_rendering_is_what_will_be_sent(engine: Engine, hand_in: HandIn) -> None:
    """What a newer connector makes of the idea takes the place of the old rendering."""
    revision = hand_in().revision
    check(engine, revision, text="Shorter.")
    assert desk.load(engine, revision).renderings["blog"].parts[0].text == "Shorter."


def test_what_is_approved_is_not_touched(engine: Engine, ready: Callable[..., int]) -> None:
    """A fresh look changes nothing about what is ready."""
    revision = ready()
    assert check(engine, revision, rules="rules-9") == {"blog": State.READY}
    assert desk.load(engine, revision).rules == "rules-1"


def test_the_rest_of_a_thread_stays_as_it_was_approved(engine: Engine, ready: Callable[..., int]) -> None:
    """Of a thread that is half out the rest keeps its rendering: it must fit what stands."""
    revision = ready(texts=("One.", "Two."))
    held = sending.claim(engine, 1, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="")), now=NOW)
    second = sending.next_part(engine, held, now=NOW)
    assert second is not None
    sending.settle(engine, second, sending.Settlement(Outcome.UNREACHABLE), now=NOW)
    sending.back_to_desk(engine, 1, "look again", now=NOW)
    check(engine, revision, text="Something else.")
    assert [part.text for part in desk.load(engine, revision).renderings["blog"].parts] == ["One.", "Two."]


def test_what_is_blocked_is_listed_to_be_looked_at_again(
    engine: Engine, hand_in: HandIn, finding: Callable[..., Finding]
) -> None:
    """A blocked revision is listed with its renderings until it is free, and only for its own committee."""
    revision = hand_in(findings=(finding(Severity.BLOCK, waivable=False),)).revision
    assert desk.blocked(engine, TC) == [revision]
    assert desk.blocked(engine, "iso-tc-401") == []
    assert list(desk.load(engine, revision).renderings) == ["blog"]
    check(engine, revision)
    assert desk.blocked(engine, TC) == []
