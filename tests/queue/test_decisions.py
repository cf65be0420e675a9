"""Answers at the desk."""

import datetime as dt
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, text

from communique.post.finding import Finding, Severity
from communique.queue import decisions, desk, intake, sending
from communique.queue.audit import export
from communique.queue.decisions import Answer, Answered, Guard
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"
Show = Callable[..., tuple[decisions.Round, dict[str, str]]]
HandIn = Callable[..., intake.Taken]
NO_CODE = Guard(Fernet.generate_key(), one_time_code=False)


def given(decision: decisions.Verdict = "approve", comment: str = "", code: str = "", **more: dt.datetime) -> Answer:
    """Fill in the form."""
    return Answer(decision, comment, more.get("not_before"), code, NOW)


def say(engine: Engine, shown: tuple[decisions.Round, dict[str, str]], answer: Answer, **more: object) -> Answered:
    """Answer a round with the seals that it shows."""
    kinds = {"current": shown[1], "guard": NO_CODE, "now": NOW, **more}
    return decisions.answer(engine, shown[0].id, answer, **kinds)


@pytest.mark.parametrize(
    ("decision", "state"), [("approve", State.READY), ("reject", State.REJECTED), ("changes", State.CHANGES)]
)
def test_a_decision_moves_every_delivery(
    engine: Engine, hand_in: HandIn, show: Show, *, decision: decisions.Verdict, state: State
) -> None:  # fmt: skip
    """What the Secretary says holds for all networks, and is written down."""
    taken = hand_in(networks=("blog", "fake"))
    answered = say(engine, show(taken.revision), given(decision, "Because."))
    assert (answered.outcome, answered.states) == ("decided", {"blog": state, "fake": state})
    view = desk.load(engine, taken.revision)
    assert view.states == answered.states
    assert [(said.verdict, said.comment) for said in view.decisions] == [(decision, "Because.")]


def test_an_answer_counts_once(engine: Engine, hand_in: HandIn, show: Show) -> None:
    """The same round answered again gives the first outcome and changes nothing."""
    shown = show(hand_in().revision)
    first = say(engine, shown, given("reject", "No."))
    before = list(export(engine))
    assert say(engine, shown, given("approve")) == first
    assert list(export(engine)) == before


def test_a_right_code_decides_and_names_who(
    engine: Engine, hand_in: HandIn, show: Show, *, code: Callable[[dt.datetime], str], guard: Guard
) -> None:  # fmt: skip
    """With a code the decision bears the name of the person whose code it was."""
    taken = hand_in()
    answered = say(engine, show(taken.revision), given(code=code(NOW)), guard=guard)
    assert (answered.outcome, answered.approver) == ("decided", "S. Miller")
    assert desk.load(engine, taken.revision).decisions[0].approver == "s.miller"


def test_wrong_codes_bring_the_form_back_and_then_want_two(
    engine: Engine, hand_in: HandIn, show: Show, *, code: Callable[[dt.datetime], str], guard: Guard
) -> None:  # fmt: skip
    """Every wrong code is a new round with its reason; after the fifth only two codes in a row decide."""
    revision = hand_in().revision
    outcomes = [say(engine, show(revision), given(code="no"), guard=guard).outcome for _ in range(5)]
    assert outcomes == ["wrong-code"] * 4 + ["guarded"]
    back = show(revision)
    assert (back[0].number, back[0].last_note) == (6, decisions.NOTES["guarded"])
    assert say(engine, back, given(code=code(NOW)), guard=guard).outcome == "still-guarded"
    assert desk.load(engine, revision).states == {"blog": State.WAITING}
    both = code(NOW - dt.timedelta(seconds=30)) + code(NOW)
    assert say(engine, show(revision), given(code=both), guard=guard).outcome == "decided"


def test_nobody_enrolled_means_nobody_decides(engine: Engine, hand_in: HandIn, show: Show, guard: Guard) -> None:
    """Without anyone enrolled no answer counts."""
    assert say(engine, show(hand_in().revision), given(code="123456"), guard=guard).outcome == "nobody-enrolled"


def test_one_code_does_not_approve_two_posts(
    engine: Engine, hand_in: HandIn, show: Show, *, code: Callable[[dt.datetime], str], guard: Guard
) -> None:  # fmt: skip
    """The second post wants a code of its own."""
    first, second = show(hand_in("one").revision, "run-1"), show(hand_in("two").revision, "run-2")
    assert say(engine, first, given(code=code(NOW)), guard=guard).outcome == "decided"
    assert say(engine, second, given(code=code(NOW)), guard=guard).outcome == "used-code"


def test_what_changed_since_it_was_shown_is_not_approved(engine: Engine, hand_in: HandIn, show: Show) -> None:
    """Other seals than those that were shown: nothing is decided, and no code is used up."""
    shown = show(hand_in().revision)
    assert say(engine, shown, given(), current={"blog": "0" * 64}).outcome == "changed"
    assert say(engine, show(shown[0].revision), given()).outcome == "decided"


def test_what_was_changed_in_the_tables_is_not_approved(engine: Engine, hand_in: HandIn, show: Show) -> None:
    """The queue makes the seals itself: what lies in the tables must be what was shown."""
    shown = show(hand_in().revision)
    with engine.begin() as connection:
        connection.execute(text("UPDATE delivery SET rendering = replace(rendering, 'Sponge', 'Mud')"))
    assert say(engine, shown, given()).outcome == "changed"


def test_new_findings_are_looked_at_first(
    engine: Engine, hand_in: HandIn, show: Show, finding: Callable[..., Finding]
) -> None:  # fmt: skip
    """A finding that the form did not show keeps the approval back."""
    shown = show(hand_in().revision)
    view = desk.load(engine, shown[0].revision)
    check = desk.Check((finding(Severity.DECIDE),), view.rules, tuple(view.renderings.values()), "before approval")
    desk.recheck(engine, shown[0].revision, check, now=NOW)
    assert say(engine, shown, given(comment="Fine.")).outcome == "changed"


@pytest.mark.parametrize("severity", [Severity.BLOCK, Severity.DECIDE])
def test_open_questions_want_a_reason(
    engine: Engine, hand_in: HandIn, show: Show, *, finding: Callable[..., Finding], severity: Severity
) -> None:  # fmt: skip
    """A block that may be lifted, or a question, is approved only with a comment, which is kept."""
    revision = hand_in(findings=(finding(severity),)).revision
    assert say(engine, show(revision), given(comment="  ")).outcome == "comment-missing"
    assert say(engine, show(revision), given(comment="Agreed in plenary.")).outcome == "decided"
    assert desk.load(engine, revision).decisions[0].comment == "Agreed in plenary."


def test_advice_needs_no_reason(
    engine: Engine, hand_in: HandIn, show: Show, finding: Callable[..., Finding]
) -> None:  # fmt: skip
    """Warnings and advice are approved without a word."""
    revision = hand_in(findings=(finding(Severity.WARN), finding(Severity.ADVICE))).revision
    assert say(engine, show(revision), given()).outcome == "decided"


@pytest.mark.parametrize("decision", ["reject", "changes"])
def test_a_no_wants_a_reason(engine: Engine, hand_in: HandIn, show: Show, decision: decisions.Verdict) -> None:
    """The author must be told why."""
    assert say(engine, show(hand_in().revision), given(decision)).outcome == "comment-missing"


def test_what_nobody_may_lift_is_not_approved(
    engine: Engine, hand_in: HandIn, show: Show, finding: Callable[..., Finding]
) -> None:  # fmt: skip
    """Even if it were on the desk, an approval of such a block does not count."""
    revision = hand_in().revision
    view = desk.load(engine, revision)
    strict = (finding(Severity.BLOCK, waivable=False),)
    with engine.begin() as connection:
        stored = f"[{strict[0].model_dump_json()}]"
        connection.execute(text("UPDATE revision SET findings = :stored"), {"stored": stored})
    shown = decisions.open_round(engine, revision, "r", seals=show(revision)[1], findings=strict, now=NOW)
    assert view.findings == ()
    assert say(engine, (shown, dict(shown.seals)), given(comment="Please.")).outcome == "blocked"


@pytest.mark.parametrize(("later", "outcome"), [(0, "decided"), (23, "decided"), (24, "window-passed")])
def test_the_chosen_day_lies_in_the_window(
    engine: Engine, hand_in: HandIn, show: Show, *, later: int, outcome: str
) -> None:  # fmt: skip
    """`not before` at or after the end of the window could never be kept."""
    revision = hand_in(before=NOW + dt.timedelta(days=1)).revision
    answer = given(not_before=NOW + dt.timedelta(hours=later))
    assert say(engine, show(revision), answer).outcome == outcome


def test_a_chosen_day_does_not_outlive_its_approval(engine: Engine, hand_in: HandIn, show: Show) -> None:
    """Approved again without a date, the post is free at once."""
    revision = hand_in().revision
    say(engine, show(revision), given(not_before=NOW + dt.timedelta(days=9)))
    sending.back_to_desk(engine, 1, "look again", now=NOW)
    assert say(engine, show(revision, "run-2"), given()).outcome == "decided"
    assert sending.due(engine, TC, "blog", now=NOW, slot=NOW, per_network=3) == [1]


def test_an_old_desk_decides_nothing(engine: Engine, hand_in: HandIn, show: Show) -> None:
    """Where a newer run is the desk, or the post was changed, the old form's answer does not count."""
    revision = hand_in().revision
    shown = show(revision, "lost-run")
    desk.note_run(engine, revision, 1, "lost-run", now=NOW)
    desk.next_turn(engine, revision, 1, "its run was lost", now=NOW)
    desk.note_run(engine, revision, 2, "new-run", now=NOW)
    assert say(engine, shown, given()).outcome == "gone"
    late = show(revision, "new-run")
    hand_in(texts=("Changed.",))
    assert say(engine, late, given()).outcome == "gone"


def test_there_is_no_answer_without_a_round(engine: Engine) -> None:
    """An unknown round is a LookupError."""
    with pytest.raises(LookupError):
        decisions.answer(engine, 77, given(), current={}, guard=NO_CODE, now=NOW)
