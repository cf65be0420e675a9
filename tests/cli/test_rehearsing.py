"""`communique rehearse` and `publish --dry-run`: the next slot on practice servers, and nothing anywhere else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.cli.rehearsing import content, masked, target
from communique.connectors.practice.server import Request
from communique.connectors.practice.x import KEYS
from communique.connectors.transport import MASK
from communique.flows.installation import Installation
from communique.queue import view

Run = Callable[..., Result]


@pytest.fixture
def due(workspace: Path, answer: Callable[..., int], secretary: str) -> None:
    """Approve one post for X and the blog."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("accounts:\n", "accounts:\n  x: {handle: ISOTC400}\n"))
    answer("cakes", networks=["x", "blog"], link="https://www.iso.org/standard/1.html")


@pytest.mark.usefixtures("due")
def test_everything_goes_wrong_once(run: Run, installation: Installation) -> None:
    """Each mishap is tried, nothing is out twice, and the queue is as it was."""
    (tried,) = json.loads(run("rehearse", "--json").stdout)
    assert (tried["network"], tried["trials"][0]["mishap"], len(tried["trials"])) == ("x", None, 11)
    assert all(trial["safe"] and trial["posts"] <= 1 for trial in tried["trials"])
    assert {state for post in view.posts(installation.engine) for state in post.states.values()} == {"ready"}


@pytest.mark.usefixtures("due")
def test_a_table_for_people(run: Run) -> None:
    """Without `--json` there is a table with every mishap."""
    said = run("rehearse").stdout
    assert "published once" in said
    assert "answer lost after posting" in said


@pytest.mark.usefixtures("due")
def test_the_requests_are_shown(run: Run, installation: Installation) -> None:
    """The dry run shows address, body and kind of every request, no secret, and sends nothing."""
    said = run("publish", "--dry-run").stdout
    assert "POST https://api.twitter.com/2/tweets" in said
    assert "https://www.iso.org/standard/1.html" in said
    assert "cakes on blog" in said
    assert not any(secret in said for secret in KEYS.secrets())
    assert {state for post in view.posts(installation.engine) for state in post.states.values()} == {"ready"}


def test_nothing_is_due(run: Run) -> None:
    """An empty slot is said to be empty."""
    assert "Nothing is due" in run("rehearse").stdout
    assert "Nothing is due" in run("publish", "--dry-run").stdout


def test_secrets_are_masked() -> None:
    """Fields that name a secret are masked, however deep, in queries, forms and JSON."""
    assert masked({"a": [{"access_token": "s"}], "text": "t"}) == {"a": [{"access_token": MASK}], "text": "t"}
    form = {"content-type": "application/x-www-form-urlencoded"}
    request = Request("POST", "/x", {"appsecret_proof": "s", "q": "1"}, form, b"client_secret=s&text=t", "")
    assert target(request) == f"/x?appsecret_proof={MASK}&q=1"
    assert content(request) == f"client_secret={MASK}\ntext=t"
