"""A run is for the workspace that its runner works for, whoever started it and with what parameters."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bakery import Bakery
from communique.flows.collect import collect_ideas
from communique.flows.follow import follow_up
from communique.flows.installation import Installation, NotOurs
from communique.flows.review import review_post
from communique.flows.weekly import publish_week

FLOWS: dict[str, Callable[[str], Any]] = {
    "collect-ideas": collect_ideas.fn,
    "follow-up": follow_up.fn,
    "review-post": lambda folder: review_post.fn(folder, 1),
    "publish-week": lambda folder: publish_week.fn(folder, "iso-tc-400", now=True),
}


@pytest.mark.parametrize("flow", FLOWS)
def test_a_run_for_another_folder_does_nothing(
    flow: str, bakery: Bakery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with a committee file and approvers of one's own is not served with this installation's credentials."""
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", str(bakery.folder))
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "committee.yaml").write_bytes((bakery.folder / "committee.yaml").read_bytes())
    with pytest.raises(NotOurs, match="and for no other"):
        FLOWS[flow](str(evil))
    assert [each.name for each in evil.iterdir()] == ["committee.yaml"]


def test_a_worker_without_a_workspace_runs_nothing(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody said which folder is served, none is; the message says what to set."""
    monkeypatch.delenv("COMMUNIQUE_WORKSPACE", raising=False)
    with pytest.raises(NotOurs, match="Set COMMUNIQUE_WORKSPACE"):
        Installation.of_run(str(bakery.folder))


def test_the_own_folder_by_another_name(bakery: Bakery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to the workspace is the workspace."""
    (tmp_path / "link").symlink_to(bakery.folder)
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", str(tmp_path / "link"))
    assert Installation.of_run(str(bakery.folder)).workspace.root == bakery.folder.resolve()
