"""`communique queue list`: what it lists, in words and as JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.cli.terminal import COLOURS, NEXT
from communique.queue.states import State

Run = Callable[..., Result]


def test_an_empty_queue_says_how_to_begin(run: Run) -> None:
    """Where nothing was handed in, the list says what to do."""
    assert "communique submit" in run("queue", "list").output
    assert json.loads(run("queue", "list", "--json").output) == []


def test_the_list_in_words(run: Run, hand: Callable[..., int], answer: Callable[..., int]) -> None:
    """A post stands there with its state, its time in the committee's zone, and what to do next."""
    hand("muffins")
    answer("scones", "changes")
    printed = run("queue", "list").output
    assert "waiting on blog" in printed
    assert "Sun 22 Nov 2026, 10:00 CET" in printed
    assert "changes (1): The Secretary asked for changes" in printed
    assert printed.index("scones") < printed.index("muffins")


def test_the_list_as_json(run: Run, hand: Callable[..., int]) -> None:
    """JSON says everything in fields that stay: moments in UTC, the priority as a word."""
    hand("muffins", publish={"before": "2026-12-01", "priority": "high"}, title="Muffins are out")
    (post,) = json.loads(run("queue", "list", "--json").output)
    assert post == {
        "committee": "iso-tc-400", "id": "muffins", "revision": 1, "title": "Muffins are out", "author": "a.baker",
        "handed_in": "2026-11-22T09:00:00+00:00", "after": "", "before": "2026-11-30T23:00:00+00:00",
        "priority": "high", "states": {"blog": "waiting"},
    }  # fmt: skip


def test_only_one_state(run: Run, hand: Callable[..., int], answer: Callable[..., int]) -> None:
    """A state shows its posts alone, a limit the newest; nothing in that state is said."""
    hand("muffins")
    answer("scones")
    assert [each["id"] for each in json.loads(run("queue", "list", "--state", "ready", "--json").output)] == ["scones"]
    assert [each["id"] for each in json.loads(run("queue", "list", "--limit", "1", "--json").output)] == ["scones"]
    assert "No post is in the state missed." in run("queue", "list", "--state", "missed").output


@pytest.mark.parametrize(
    ("word", "cure"), [("redy", "Did you mean ready?"), ("in doubt", "in-doubt"), ("xyz", "waiting, blocked")]
)
def test_an_unknown_state(word: str, cure: str, run: Run) -> None:
    """A state that does not exist ends with 2 and the nearest one, or all of them."""
    assert cure in run("queue", "list", "--state", word, expect=2).stderr


def test_an_unknown_committee(run: Run) -> None:
    """A committee that does not exist ends with 2 and the nearest one."""
    assert "Did you mean iso-tc-400?" in run("queue", "list", "-c", "iso-tc-40", expect=2).stderr


def test_several_committees(run: Run, workspace: Path, hand: Callable[..., int]) -> None:
    """Where there are several committees, the list is of one or of all."""
    hand("muffins")
    first = workspace / "cakes"
    first.mkdir()
    (workspace / "committee.yaml").rename(first / "committee.yaml")
    second = workspace / "coffee" / "committee.yaml"
    second.parent.mkdir()
    second.write_text((first / "committee.yaml").read_text().replace("ISO/TC 400", "ISO/TC 401"))
    assert len(json.loads(run("queue", "list", "--json").output)) == 1
    assert json.loads(run("queue", "list", "--json", "-c", "iso-tc-401").output) == []


def test_no_text_steers_the_terminal(run: Run, hand: Callable[..., int]) -> None:
    """Neither characters that steer a terminal nor markup in a post do anything."""
    hand("muffins", text="Muffins [red]are[/red] out \u202enow")
    printed = run("queue", "list").output + run("queue", "show", "muffins").output
    assert "\u202e" not in printed
    assert "[red]are[/red] out \\u202enow" in printed


def test_every_state_has_a_colour() -> None:
    """Each state has a colour, and each that does not go on by itself a next step."""
    assert set(COLOURS) == set(State)
    assert set(NEXT) >= {State.BLOCKED, State.CHANGES, State.REFUSED, State.IN_DOUBT, State.MISSED}
