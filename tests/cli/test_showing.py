"""`communique queue show`: one post and its history."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from communique.flows.installation import Installation
from communique.flows.publishing import Sender, utc_now

Run = Callable[..., Result]


def test_a_post_with_its_history(run: Run, answer: Callable[..., int]) -> None:
    """The text as it is sent, its length, the link, the decision and every step are shown."""
    answer("muffins", link="https://www.iso.org/1.html", publish={"after": "2026-11-23"})
    printed = run("queue", "show", "muffins").output
    for words in (
        "News of muffins.", "(16 characters)", "https://www.iso.org/1.html", "from Mon 23 Nov 2026, 00:00 CET",
        "Decision Sun 22 Nov 2026, 10:00 CET: approve", "idea.new", "delivery.ready",
    ):  # fmt: skip
        assert words in printed


def test_a_published_post_names_its_address(run: Run, answer: Callable[..., int], installation: Installation) -> None:
    """What is out shows where, and nothing more to do."""
    answer("muffins")
    (sent,) = Sender(installation.engine, installation.home("iso-tc-400")).send_due(utc_now())
    printed = run("queue", "show", "muffins").output
    assert sent.state == "published"
    assert "blog (ISO/TC 400, Cake making (public/)): published" in printed
    assert "Out since Sun 22 Nov 2026, 10:00 CET: file:///" in printed


def test_a_blocked_post_names_rule_and_cure(run: Run, hand: Callable[..., int]) -> None:
    """What a rule blocks shows the rule, the line, the cure, and how it comes in again."""
    hand("muffins", author="v.visitor")
    printed = " ".join(run("queue", "show", "muffins").output.split())
    assert "block, line 1:" in printed
    assert "[ROLE-" in printed
    assert "Change the file" in printed


def test_older_revisions(run: Run, hand: Callable[..., int]) -> None:
    """Each older revision has a line of its own."""
    hand("muffins")
    hand("muffins", text="Other news.")
    printed = run("queue", "show", "muffins").output
    assert "muffins, revision 2" in printed
    assert "Revision 1, Sun 22 Nov 2026, 10:00 CET: superseded on blog" in printed


def test_a_post_as_json(run: Run, hand: Callable[..., int]) -> None:
    """JSON has everything, also what is left out for people."""
    hand("muffins")
    post = json.loads(run("queue", "show", "muffins", "--json").output)
    assert set(post) == {"committee", "idea_id", "number", "revisions", "events"}
    assert post["revisions"][0]["deliveries"][0]["state"] == "waiting"
    assert post["events"][0]["what"] == "idea.new"


def test_an_unknown_post(run: Run, hand: Callable[..., int]) -> None:
    """A post that does not exist ends with 2 and the nearest one."""
    assert "communique queue list" in run("queue", "show", "muffins", expect=2).stderr
    hand("muffins")
    assert "Did you mean muffins?" in run("queue", "show", "mufins", expect=2).stderr


def test_pictures_are_shown(run: Run, hand: Callable[..., int], workspace: Path) -> None:
    """An image is named with its alternative text, credit and licence."""
    example = Path(__file__).parent.parent.parent / "examples" / "iso-tc-400" / "ideas" / "layer-cake.jpg"
    (workspace / "ideas" / "cake.jpg").write_bytes(example.read_bytes())
    hand("muffins", media=[{"file": "cake.jpg", "alt": "A cake", "credit": "Pat Tart", "licence": "CC-BY-4.0"}])
    printed = run("queue", "show", "muffins").output
    assert "cake.jpg" in printed
    assert "“A cake”" in printed
    assert "Pat Tart, CC-BY-4.0" in printed
