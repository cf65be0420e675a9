"""Collecting: what is said about each file, and who is told."""

import pytest
import time_machine

from bakery import BEFORE, Bakery
from communique.flows.collect import collect

CAKE = "text: The cake is out.\n"


def collected(bakery: Bakery) -> list[str]:
    """Collect the committee's folder."""
    with time_machine.travel(BEFORE, tick=False):
        return collect(bakery.installation, bakery.home)


def test_each_file_has_its_line_once(bakery: Bakery) -> None:
    """New, changed and broken files are named with what became of them; what is known is not named again."""
    bakery.save("cake", CAKE)
    bakery.save("pie", "text: [\n")
    lines = collected(bakery)
    assert "cake.yaml: new blog waiting" in lines
    assert any(line.startswith("pie.yaml: could not be read: ideas/pie.yaml:") for line in lines)
    assert collected(bakery) == []
    bakery.save("cake", CAKE.replace("out", "cold"))
    assert collected(bakery) == ["cake.yaml: revised blog waiting"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CAKE, 0),
        ("text: [\n", 1),
        (CAKE + "publish: {before: 2026-11-01}\n", 1),
        (CAKE + "link: http://127.0.0.1/\n", 1),
    ],
    ids=["fine", "broken", "too late", "blocked"],
)
def test_authors_learn_what_only_they_can_cure(bakery: Bakery, text: str, told: int) -> None:
    """Content creators are told once of a file that needs them, with every mistake in it."""
    bakery.save("cake", text)
    collected(bakery)
    collected(bakery)
    news = bakery.events("told")
    assert len(news) == told
    assert all(each["to"] == ["a.baker"] and "cake.yaml" in each["title"] for each in news)


def test_a_change_that_comes_too_late_is_told(bakery: Bakery) -> None:
    """What is out is not replaced: the author is told how to correct it, and the new text is kept."""
    bakery.bake("cake", CAKE)
    bakery.sender().send_due(BEFORE)
    bakery.save("cake", CAKE.replace("out", "cold"))
    (line,) = collected(bakery)
    assert line.startswith("cake.yaml: refused")
    assert len(bakery.events("told")) == 1
    assert collected(bakery) == []
    assert len(bakery.events("told")) == 1
