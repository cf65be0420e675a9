"""The look ahead: what holds a whole committee back."""

import datetime as dt
from collections.abc import Callable

from communique.cli.forecast import forecast
from communique.flows.installation import Installation

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_nobody_is_enrolled(installation: Installation, answer: Callable[..., int]) -> None:
    """Without anybody who can approve nothing goes out, as in the publishing flow."""
    answer("cakes")
    seen = forecast(installation, installation.home("iso-tc-400"), NOW)
    assert "communique secretary enroll s.miller" in seen.hold
    assert (seen.going, seen.still, seen.still_until) == ((), (), None)
    assert [each.why for each in seen.staying] == [seen.hold]
