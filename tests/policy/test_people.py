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
    assert "a.baker, f.future, s.miller" in found.cure
