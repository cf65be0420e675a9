"""A workspace for the commands: the one that `init` writes, on a Sunday before its Tuesday slot."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from typer.testing import CliRunner, Result

from communique.cli.app import app
from communique.cli.doctor_clock import CLOCKS
from communique.flows.handing import hand_in
from communique.flows.installation import Installation
from communique.post.receipt import Outcome
from communique.post.rendering import seal
from communique.queue import approvers, decisions, desk, sending

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
START = Path(__file__).parent.parent.parent / "examples" / "start"
TC = "iso-tc-400"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock on a Sunday; a test may move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def still_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file system's clock stand still as well: the doctor compares it with ours."""
    monkeypatch.setitem(CLOCKS, "the file system", lambda _patient: NOW)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one workspace with an empty queue, which every test copies."""
    folder = tmp_path_factory.mktemp("start") / "a committee"
    shutil.copytree(START, folder)
    (folder / "ideas" / "sponge-cakes-published.yaml").unlink()
    Installation.at(folder).engine.dispose()
    return folder


@pytest.fixture
def workspace(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace of its own, without ideas, and stand beside it."""
    folder = tmp_path / "a committee"
    shutil.copytree(finished, folder)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def installation(workspace: Path) -> Iterator[Installation]:
    """Open the workspace as the program does."""
    opened = Installation.at(workspace)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Give a way to run a command on the workspace."""
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", str(workspace))

    def invoke(*arguments: str | Path, expect: int | None = 0, typed: str | None = None) -> Result:
        result = CliRunner().invoke(app, [str(each) for each in arguments], input=typed, catch_exceptions=False)
        assert expect in {None, result.exit_code}, result.output
        return result

    return invoke


@pytest.fixture
def write(workspace: Path) -> Callable[..., Path]:
    """Give a way to write an idea file; JSON is YAML too."""

    def idea(name: str, **fields: object) -> Path:
        known = {"text": f"News of {name}.", "kind": "publication", "author": "a.baker"}
        file = workspace / "ideas" / f"{name}.yaml"
        file.write_text(json.dumps({name: value for name, value in {**known, **fields}.items() if value is not None}))
        return file

    return idea


@pytest.fixture
def hand(installation: Installation, write: Callable[..., Path]) -> Callable[..., int]:
    """Give a way to hand in an idea; gives the revision."""

    def submit(name: str, **fields: object) -> int:
        (handed,) = hand_in(installation.engine, installation.home(TC), [write(name, **fields)], now=NOW)
        assert handed.taken
        assert handed.taken.revision, handed
        return handed.taken.revision

    return submit


@pytest.fixture
def answer(installation: Installation, hand: Callable[..., int]) -> Callable[..., int]:
    """Give a way to hand in an idea and decide about it; gives the revision."""

    def decide(name: str, decision: str = "approve", **fields: object) -> int:
        revision, engine = hand(name, **fields), installation.engine
        view = desk.load(engine, revision)
        seals = {network: seal(rendering, view.terms) for network, rendering in view.renderings.items()}
        opened = decisions.open_round(engine, revision, f"run-{revision}", seals=seals, findings=view.findings, now=NOW)
        given = decisions.Answer(decision, "Please.", None, "", NOW)
        guard = decisions.Guard(installation.workspace.secret_key(), one_time_code=False)
        answered = decisions.answer(engine, opened.id, given, current=seals, guard=guard, now=NOW)
        assert answered.outcome == "decided", answered
        return revision

    return decide


@pytest.fixture
def secretary(installation: Installation) -> str:
    """Enroll the Secretary; gives the secret."""
    key = installation.workspace.secret_key()
    return approvers.enroll(installation.engine, TC, "s.miller", "Sam Miller", key=key, now=NOW)


@pytest.fixture
def attempt(installation: Installation) -> Callable[..., None]:
    """Give a way to try what is due first, with an outcome of choice."""

    def settle(outcome: Outcome, until: dt.datetime | None = None) -> None:
        engine, room = installation.engine, {"slot": NOW, "per_network": 9, "now": NOW}
        delivery, *_ = sending.due(engine, TC, "blog", **room)
        claim = sending.claim(engine, delivery, **room)
        assert claim
        sending.settle(engine, claim, sending.Settlement(outcome, detail="The network said so.", until=until), now=NOW)

    return settle


@pytest.fixture
def diagnose(run: Callable[..., Result]) -> Callable[..., dict[str, tuple[str, str]]]:
    """Give a way to ask the doctor: what it says by name, as level and words; the exit code must fit."""

    def ask(*arguments: str | Path) -> dict[str, tuple[str, str]]:
        before = dict(os.environ)
        result = run("doctor", "--json", *arguments, expect=None)
        os.environ.clear()  # it points Prefect's client at the server that it finds
        os.environ.update(before)
        found = json.loads(result.stdout)
        assert result.exit_code == int(any(each["level"] == "danger" for each in found))
        return {each["name"]: (each["level"], f"{each['message']} {each['cure']}") for each in found}

    return ask
