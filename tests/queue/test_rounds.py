"""The rounds of a desk."""

import datetime as dt
from collections.abc import Callable

from cryptography.fernet import Fernet
from sqlalchemy import Engine

from communique.queue import decisions, intake, rounds

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
Show = Callable[..., tuple[rounds.Round, dict[str, str]]]


def test_a_round_without_an_answer_is_given_again(
    engine: Engine, hand_in: Callable[..., intake.Taken], show: Show
) -> None:
    """A run that starts over finds its own round as it was."""
    revision = hand_in().revision
    assert show(revision) == show(revision)
    assert [one.number for one in rounds.rounds(engine, "run-1")] == [1]


def test_every_run_counts_its_own_rounds(engine: Engine, hand_in: Callable[..., intake.Taken], show: Show) -> None:
    """A new run begins with round 1 and no note."""
    revision = hand_in().revision
    show(revision, "run-1")
    assert [(one.number, one.last_note) for one in (show(revision, "run-2")[0],)] == [(1, "")]


def test_the_next_round_says_why(engine: Engine, hand_in: Callable[..., intake.Taken], show: Show) -> None:
    """After an answer that did not count the next form bears its reason."""
    revision = hand_in().revision
    first, seals = show(revision)
    guard = decisions.Guard(Fernet.generate_key(), one_time_code=False)
    answer = decisions.Answer("reject", "", None, "", NOW)
    decisions.answer(engine, first.id, answer, current=seals, guard=guard, now=NOW)
    assert (show(revision)[0].number, show(revision)[0].last_note) == (2, decisions.NOTES["comment-missing"])
    listed = rounds.rounds(engine, "run-1")
    assert [(one.outcome, one.last_note != "") for one in listed] == [("comment-missing", False), (None, True)]
