"""`communique retire`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from typer.testing import Result

from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.queue import retention, slots

Run = Callable[..., Result]


@pytest.fixture
def file(hand: Callable[..., int], installation: Installation, clock: time_machine.Traveller, tmp_path: Path) -> Path:
    """Name a file, years after a post has missed its window."""
    hand("cakes", publish={"before": "2026-11-23"})
    clock.move_to("2032-01-01T09:00:00Z")
    slots.miss(installation.engine, "iso-tc-400", now=utc_now())
    clock.move_to("2040-01-01T09:00:00Z")
    return tmp_path / "old.jsonl.gz"


def test_without_a_file_it_only_shows(run: Run, file: Path, installation: Installation) -> None:
    """What would go is counted, and nothing is changed."""
    said = run("retire", "--older-than", "5y").output
    assert "posts" in said
    assert "Nothing was changed" in said
    assert retention.old(installation.engine, utc_now()).posts


def test_with_a_file_it_goes(run: Run, file: Path) -> None:
    """It says where all went; afterwards the log verifies with the file and without it, and there is nothing to do."""
    said = run("retire", "--older-than", "5y", "--to", file).output
    assert "1 posts, 0 pictures" in said
    assert "--retired" in run("audit", "verify").output
    assert "back to the first one" in run("audit", "verify", "--retired", file).output
    assert "nothing to do" in run("retire", "--older-than", "5y", "--to", file.with_name("other")).output
    assert "[removed]" in run("queue", "show", "cakes").output


def test_a_post_that_holds_the_log(run: Run, hand: Callable[..., int], clock: time_machine.Traveller) -> None:
    """An old post that still waits keeps its log, and is named."""
    hand("cakes")
    clock.move_to("2040-01-01T09:00:00Z")
    assert "not old: iso-tc-400/cakes" in run("retire", "--older-than", "5y").output


@pytest.mark.parametrize("words", ["5", "y", "5 years", "-5y", "179d", "0y"])
def test_odd_periods(run: Run, words: str) -> None:
    """What is no period, or too short for the rules that look back, is refused."""
    assert re.search("is no period|too short", run("retire", "--older-than", words, expect=2).stderr)


def test_files_that_do_not_fit(run: Run, file: Path) -> None:
    """Neither is a file written over, nor anything else taken for one of ours."""
    file.write_text("mine")
    assert "name a new file" in run("retire", "--older-than", "5y", "--to", file, expect=1).stderr
    assert "was not written by" in run("audit", "verify", "--retired", file, expect=1).stderr
