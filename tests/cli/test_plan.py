"""`communique plan`: exactly what the slot sends, and a reason for everything else."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from typer.testing import Result

from communique.flows.installation import Installation
from communique.flows.publishing import Sender
from communique.post.receipt import Outcome
from communique.queue import controls

Run = Callable[..., Result]
SLOT = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"

pytestmark = pytest.mark.usefixtures("secretary")


@pytest.fixture
def plan(run: Run) -> Callable[[], dict[str, object]]:
    """Give a way to plan the committee's next slot."""
    return lambda: json.loads(run("plan", "--json").output)[0]


@pytest.fixture
def reasons(plan: Callable[[], dict[str, list[dict[str, str]]]]) -> Callable[[], dict[str, str]]:
    """Give a way to ask why posts stay, by their ids."""
    return lambda: {each["id"]: each["why"] for each in plan()["staying"]}


def test_the_plan_is_what_is_sent(
    plan: Callable[[], dict[str, list[dict[str, object]]]],
    answer: Callable[..., int],
    installation: Installation,
    clock: time_machine.Traveller,
) -> None:
    """Order, number and every byte are those that the publishing flow sends at the slot."""
    for name, priority in (("scones", "low"), ("muffins", "normal"), ("cakes", "high"), ("tarts", "normal")):
        answer(name, publish={"priority": priority})
    planned = plan()
    clock.move_to(SLOT)
    sent = Sender(installation.engine, installation.home(TC)).send_due(SLOT)
    assert [each["id"] for each in planned["going"]] == ["cakes", "muffins", "tarts"] == [each.idea_id for each in sent]
    assert planned["going"][0]["rendering"]["parts"][0]["text"] == "News of cakes."
    assert "at most 3 on blog; the next slot is Tue 1 Dec 2026, 10:00 CET" in planned["staying"][0]["why"]


def test_the_plan_in_words(run: Run, answer: Callable[..., int], hand: Callable[..., int]) -> None:
    """People see the slot in their zone, each part with its length, the link, the window, and what waits."""
    answer("cakes", text=None, thread=["First part.", "Second part."], link="https://www.iso.org/1.html")
    answer("tarts", publish={"before": "2026-12-01"})
    hand("muffins")
    printed = run("plan").output
    for words in (
        "ISO/TC 400: next slot Tue 24 Nov 2026, 10:00 CET", "1. cakes, revision 1: blog", "https://www.iso.org/1.html",
        "Second part.", "characters", "Window: before Tue 1 Dec 2026, 00:00 CET", "it waits for the Secretary",
    ):  # fmt: skip
        assert words in printed


def test_nothing_is_due(run: Run) -> None:
    """An empty plan says so."""
    assert "Nothing is due at the slot." in run("plan").output


@pytest.mark.parametrize(
    ("publish", "why"),
    [
        ({"after": "2026-11-25"}, "its window opens only Wed 25 Nov 2026, 00:00 CET"),
        ({"after": "2026-11-24 12:00"}, "the slot lasts until Tue 24 Nov 2026, 16:00 CET, so it follows"),
        ({"before": "2026-11-24 09:00"}, "before the slot: it will be missed"),
    ],
)
def test_windows(
    publish: dict[str, str], why: str, answer: Callable[..., int], reasons: Callable[[], dict[str, str]]
) -> None:
    """A window that is not open at the slot is the reason."""
    answer("cakes", publish=publish)
    assert why in reasons()["cakes"]


def test_throttled(
    answer: Callable[..., int], attempt: Callable[..., None], reasons: Callable[[], dict[str, str]]
) -> None:
    """What a network wants later than the slot stays until then."""
    answer("cakes")
    attempt(Outcome.THROTTLED, SLOT + dt.timedelta(days=1))
    assert reasons()["cakes"] == "the network wants no other try before Wed 25 Nov 2026, 10:00 CET"


def test_parked(
    answer: Callable[..., int], attempt: Callable[..., None], reasons: Callable[[], dict[str, str]]
) -> None:
    """A parked account is named with its reason and the cure."""
    answer("cakes")
    attempt(Outcome.UNAUTHORIZED)
    assert "parked (The network said so.)" in reasons()["cakes"]
    assert "communique start" in reasons()["cakes"]


def test_a_void_approval(
    answer: Callable[..., int], workspace: Path, plan: Callable[[], dict[str, list[dict[str, object]]]]
) -> None:
    """An approval that the gate will refuse is foretold; it uses up a place, as it does at the slot."""
    for name in ("cakes", "muffins", "scones", "tarts"):
        answer(name)
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("ISO/TC 400, Cake making", "Another title"))
    planned = plan()
    assert planned["going"] == []
    assert "its approval no longer holds" in planned["staying"][0]["why"]
    assert "at most 3" in planned["staying"][3]["why"]


def test_stopped(run: Run, answer: Callable[..., int], installation: Installation) -> None:
    """A stop holds everything, and the plan says how to go on."""
    answer("cakes")
    controls.stop(installation.engine, TC, "tester", "A mistake.", now=SLOT)
    printed = run("plan").output
    assert "Nothing goes out: publishing is stopped (A mistake.)" in printed
    assert "Nothing is due" not in printed


def test_an_account_that_is_gone(
    answer: Callable[..., int], workspace: Path, reasons: Callable[[], dict[str, str]]
) -> None:
    """A post for an account that left the committee file is never sent."""
    answer("cakes")
    file = workspace / "committee.yaml"
    fake = "  fake: {url: 'http://127.0.0.1:9/'}\n"
    file.write_text(file.read_text().partition("  blog:\n")[0] + fake)
    assert reasons()["cakes"] == "the committee has no account on blog any more"


def test_a_slot_that_still_lasts(
    run: Run, answer: Callable[..., int], plan: Callable[[], dict[str, object]], clock: time_machine.Traveller
) -> None:
    """While the last slot lasts, what has room in it goes out within the hour, the rest at the next one."""
    for name in ("cakes", "muffins", "scones", "tarts"):
        answer(name)
    clock.move_to(SLOT + dt.timedelta(hours=1))
    planned = plan()
    assert (planned["still_until"], planned["slot"]) == ("2026-11-24T15:00:00+00:00", "2026-12-01T09:00:00+00:00")
    assert [each["id"] for each in planned["still"]] == ["cakes", "muffins", "scones"]
    assert [each["id"] for each in planned["going"]] == ["tarts"]
    assert "within the hour, for the slot that lasts until Tue 24 Nov 2026, 16:00 CET" in run("plan").output
