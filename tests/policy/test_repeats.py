"""A post that says again what the committee said not long ago."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from communique.policy.engine import Subject, check, load_pack
from communique.policy.repeats import reach

TEXT = "Cake is for everybody."
MIDNIGHT = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
"""Monday already in Zurich."""
MakeSubject = Callable[..., Subject]


def rules(subject: Subject) -> list[tuple[str, str, str]]:
    """Give what the rule finds: field, words, message."""
    return [(found.field, found.excerpt, found.message) for found in check(load_pack().only("VAL-3"), subject)]


def test_the_earlier_post_is_named(make_subject: MakeSubject) -> None:
    """The message names the post and its day, the cure how a correction says what it corrects."""
    subject = make_subject({"text": TEXT, "recent": [{"post": "all-cakes", "day": "2026-11-03", "text": TEXT}]})
    (found,) = check(load_pack().only("VAL-3"), subject)
    assert found.message == "This text says the same as the post “all-cakes” of 2026-11-03."
    assert "`corrects: all-cakes`" in found.cure
    assert (found.field, found.excerpt) == ("text", TEXT)


def test_the_last_of_several_is_named_once(make_subject: MakeSubject) -> None:
    """However often, and on however many networks it was said: one remark for each field, about the last time."""
    days = {"first": "2026-09-03", "last": "2026-11-03", "second": "2026-10-03"}
    recent = [{"post": post, "day": day, "text": TEXT} for post, day in days.items()]
    ((_, _, message),) = rules(make_subject({"text": TEXT, "recent": recent}))
    assert "“last” of 2026-11-03" in message


def test_each_network_has_its_own_text(make_subject: MakeSubject) -> None:
    """What one network gets is compared with what that network had."""
    piece = {"text": TEXT, "overrides": {"fake": {"thread": ["One.", "Two."]}}}
    both = {"post": "both", "day": "2026-11-03", "thread": ["One.", "Two."]}
    assert [field for field, _, _ in rules(make_subject({**piece, "recent": [both]}))] == ["overrides.fake.thread"]
    assert rules(make_subject({**piece, "recent": [{**both, "network": "blog"}]})) == []


@pytest.mark.parametrize(("now", "finds"), [(MIDNIGHT, 0), (MIDNIGHT - dt.timedelta(hours=1), 1)])
def test_days_end_in_the_committees_zone(make_subject: MakeSubject, now: dt.datetime, finds: int) -> None:
    """Ninety days are counted from midnight to midnight there."""
    subject = make_subject({"text": TEXT, "recent": [{"post": "summer", "day": "2026-08-24", "text": TEXT}]})
    assert len(rules(dataclasses.replace(subject, now=now))) == finds


def test_how_far_back() -> None:
    """The queue is asked as far back as the rules look, and not at all if none does."""
    assert reach(load_pack().rules) == dt.timedelta(days=90)
    assert reach(load_pack().only("TEXT-1").rules) == dt.timedelta()
