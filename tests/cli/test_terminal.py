"""How values look on a terminal."""

import datetime as dt

import pytest

from communique.cli.terminal import by_network, coloured, console, safe, when, window
from communique.queue.states import State

ZONE = "Europe/Zurich"
MOMENT = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("moment", [MOMENT, "2026-12-01T09:00:00+00:00", "2026-12-01T09:00:00Z"])
def test_moments(moment: dt.datetime | str) -> None:
    """A moment is shown in the committee's zone, however it is kept."""
    assert when(moment, ZONE) == "Tue 1 Dec 2026, 10:00 CET"


def test_no_moment() -> None:
    """Where there is no moment nothing is shown."""
    assert when(None, ZONE) == when("", ZONE) == window(None, None, ZONE) == ""


def test_windows() -> None:
    """A window is shown with the sides that it has."""
    assert window(MOMENT, None, ZONE) == "from Tue 1 Dec 2026, 10:00 CET"
    assert window(None, MOMENT, ZONE) == "before Tue 1 Dec 2026, 10:00 CET"
    assert window(MOMENT, MOMENT, ZONE).count(", ") == 3


def test_states() -> None:
    """Every network has a line of its own, each state its colour."""
    assert by_network({"blog": State.READY, "fake": State.REFUSED}).plain == "ready on blog\nrefused on fake"
    assert str(coloured(State.REFUSED).style) == "red"


def test_foreign_text() -> None:
    """Lines stay lines; what steers a terminal or looks like markup is shown as it is written."""
    assert safe("one\n[red]two[/red]\x1b[2J").plain == "one\n[red]two[/red]\\x1b[2J"


def test_a_file_gets_wide_lines() -> None:
    """Where the output is no terminal there is no colour, and enough room for a table."""
    screen = console()
    assert (screen.is_terminal, screen.width) == (False, 120)
