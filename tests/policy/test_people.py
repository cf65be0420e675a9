"""Delegations count by the calendar of the committee's zone."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from communique.policy.engine import Subject, check, load_pack


@pytest.mark.parametrize(("hour", "rules"), [(22, ["ROLE-3-SINCE"]), (23, [])])
def test_a_delegation_begins_at_local_midnight(
    hour: int, rules: list[str], make_subject: Callable[..., Subject]
) -> None:
    """The 23rd of November begins in Zürich at 23:00 UTC on the 22nd."""
    now = dt.datetime(2026, 11, 22, hour, tzinfo=dt.UTC)
    subject = dataclasses.replace(make_subject({"author": "f.future"}), now=now)
    assert [finding.rule for finding in check(load_pack(), subject)] == rules


def test_an_unknown_author_learns_who_may(make_subject: Callable[..., Subject]) -> None:
    """The cure names those under whom the idea can be handed in."""
    (found,) = check(load_pack(), make_subject({"author": "x.unknown"}))
    assert found.excerpt == "x.unknown"
    assert "a.baker, f.future, n.never, o.old, t.tomorrow, s.miller" in found.cure


@pytest.mark.parametrize(("days", "rules"), [(0, []), (366, []), (367, ["GEN-7"]), (-1, ["GEN-7"])])
def test_an_attestation_lasts_a_year(days: int, rules: list[str], make_subject: Callable[..., Subject]) -> None:
    """It counts from its own day, by the calendar of the committee's zone, and for 366 days."""
    now = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=days)
    subject = dataclasses.replace(make_subject({"author": "s.miller"}), now=now)
    assert [finding.rule for finding in check(load_pack(), subject)] == rules


def test_deputies_attest_too(make_subject: Callable[..., Subject]) -> None:
    """Whoever hands in must have attested, and the finding says what to do and where it stands."""
    (found,) = check(load_pack(), make_subject({"author": "d.never"}))
    assert (found.rule, found.field, found.waivable) == ("GEN-6", "author", False)
    assert "`attested` beside d.never" in found.cure
