"""`communique settle` and `retract`: what only a person can do after sending."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.connectors.blog import Blog
from communique.connectors.errors import Unreachable
from communique.flows.installation import Installation
from communique.flows.publishing import Sender, utc_now
from communique.post.receipt import Outcome
from communique.queue import audit, view

Run = Callable[..., Result]
TC = "iso-tc-400"


@pytest.fixture
def published(installation: Installation, answer: Callable[..., int]) -> Sender:
    """Publish one post on the blog."""
    answer("cakes")
    sender = Sender(installation.engine, installation.home(TC))
    assert [str(sent.state) for sent in sender.send_due(utc_now())] == ["published"]
    return sender


@pytest.fixture
def doubtful(answer: Callable[..., int], attempt: Callable[..., None]) -> None:
    """Leave one post in doubt."""
    answer("cakes")
    attempt(Outcome.IN_DOUBT)


def state(installation: Installation) -> str:
    """Give where the one post stands."""
    (post,) = view.posts(installation.engine)
    return str(post.states["blog"])


@pytest.mark.usefixtures("doubtful")
def test_a_person_has_seen_it(run: Run, installation: Installation) -> None:
    """What a person has seen on the account counts as published, with its address; the log says who looked."""
    run("settle", "cakes", "blog", "--published", "https://example.org/posts/cakes/", "--why", "I looked")
    assert state(installation) == "published"
    last = json.dumps(list(audit.export(installation.engine))[-1])
    assert "I looked" in last
    assert "operator" in last


@pytest.mark.usefixtures("doubtful")
def test_a_person_has_not_seen_it(run: Run, installation: Installation) -> None:
    """What surely is not there goes out at the next slot."""
    assert "next slot" in run("settle", "cakes", "blog", "--not-published", "--why", "I looked").output
    assert state(installation) == "ready"


@pytest.mark.parametrize("said", [(), ("--published", "https://example.org/1", "--not-published")])
@pytest.mark.usefixtures("doubtful")
def test_it_is_one_or_the_other(run: Run, installation: Installation, said: tuple[str, ...]) -> None:
    """Whoever says neither or both settles nothing."""
    assert "either" in run("settle", "cakes", "blog", *said, "--why", "I looked", expect=2).stderr
    assert state(installation) == "in-doubt"


@pytest.mark.usefixtures("doubtful")
def test_only_what_is_in_doubt(run: Run) -> None:
    """Another post is not settled by mistake; the message names what is in doubt."""
    said = run("settle", "cookies", "blog", "--not-published", "--why", "I looked", expect=1).stderr
    assert "In doubt: cakes on blog" in said


@pytest.mark.usefixtures("published")
def test_taken_back(run: Run, installation: Installation, workspace: Path) -> None:
    """A published post leaves the network, once, and the log keeps it with the reason."""
    assert "taken back" in run("retract", "cakes", "blog", "--why", "A mistake").output
    assert state(installation) == "retracted"
    assert "News of cakes" not in (workspace / "public" / "posts" / "cakes" / "index.html").read_text()
    assert "A mistake" in json.dumps(list(audit.export(installation.engine))[-1])
    assert "not published" in run("retract", "cakes", "blog", "--why", "Again", expect=1).stderr


@pytest.mark.usefixtures("published")
def test_not_taken_back(run: Run, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the network may still show it, it counts as published, and the log tells of the attempt."""

    def away(*_: object) -> None:
        raise Unreachable("nobody answers")

    monkeypatch.setattr(Blog, "retract", away)
    said = run("retract", "cakes", "blog", "--why", "A mistake", expect=1).stderr
    assert "may still be seen: nobody answers" in said
    assert state(installation) == "published"
    assert "retraction.failed" in json.dumps(list(audit.export(installation.engine))[-1])
