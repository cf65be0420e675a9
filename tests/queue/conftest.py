"""A queue on both databases, and short ways to fill it."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from pyotp.totp import TOTP
from sqlalchemy import Engine

from communique.committee.committee import Kind
from communique.committee.mistake import Place
from communique.post.finding import Finding, Severity
from communique.post.idea import Idea, Priority, Publish
from communique.post.rendering import Part, Rendering, seal
from communique.queue import approvers, decisions, desk, intake
from communique.queue.database import open_database, upgrade

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"
KEY = Fernet.generate_key()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one empty queue that every SQLite test copies."""
    file = tmp_path_factory.mktemp("template") / "queue.db"
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the address of a fresh, upgraded queue on each database."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgresql_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def sqlite_url(template: Path, tmp_path: Path) -> str:
    """Give the address of a fresh queue in a file."""
    shutil.copy(template, tmp_path / "queue.db")
    return f"sqlite:///{tmp_path / 'queue.db'}"


@pytest.fixture(scope="session")
def served_template(server: str) -> str:
    """Make one empty queue that every PostgreSQL test copies."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_queue")
    engine = open_database(f"{server}/template_queue")
    upgrade(engine)
    engine.dispose()
    return "template_queue"


@pytest.fixture
def empty_postgresql(server: str) -> Iterator[str]:
    """Give the address of a database without tables."""
    yield from fresh_database(server, "template1")


@pytest.fixture
def postgresql_url(server: str, served_template: str) -> Iterator[str]:
    """Give the address of a fresh queue on a server."""
    yield from fresh_database(server, served_template)


def fresh_database(server: str, template: str) -> Iterator[str]:
    """Copy a database, and drop the copy after the test."""
    name = f"queue_{os.urandom(6).hex()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Open a fresh queue."""
    opened = open_database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """Give a way to make a finding of some weight."""

    def make(severity: Severity, *, waivable: bool = True, rule: str = "CONT-1") -> Finding:
        return Finding(
            rule=rule, severity=severity, message="", clause="What can you share?", cure="", waivable=waivable,
            field="kind", line=1, column=1, end_line=1, end_column=5, excerpt="kind",
        )  # fmt: skip

    return make


@pytest.fixture
def submission() -> Callable[..., intake.Submission]:
    """Give a way to make a submission from what matters in a test."""

    def make(
        name: str = "sponge-cakes", *, texts: tuple[str, ...] = ("ISO 22222, Sponge cakes, is published.",),
        networks: tuple[str, ...] = ("blog",), author: str = "a.baker", priority: str = "normal",
        **more: object,
    ) -> intake.Submission:  # fmt: skip
        body = {"text": texts[0]} if len(texts) == 1 else {"thread": texts}
        when = Publish(priority=Priority(priority))
        idea = Idea(id=name, networks=networks, kind=Kind.PUBLICATION, author=author, publish=when, **body)
        parts = tuple(Part(text=text, length=len(text), limit=0) for text in texts)
        renderings = tuple(
            Rendering(network=network, account="Cakes", slug=name, title=texts[0], language="en", parts=parts)
            for network in networks
        )
        given = {
            "digest": "|".join((*texts, *networks)), "file": f"ideas/{name}.yaml", "source": texts[0].encode(),
            "places": {"text": Place(1, 7, 1, 45)}, "bodies": {}, "findings": (), "rules": "rules-1",
            "renderings": renderings,
        }  # fmt: skip
        return intake.Submission(idea=idea, **{**given, **more})

    return make


@pytest.fixture
def hand_in(engine: Engine, submission: Callable[..., intake.Submission]) -> Callable[..., intake.Taken]:
    """Give a way to hand in one idea."""

    def hand(*arguments: object, now: dt.datetime = NOW, **more: object) -> intake.Taken:
        return intake.take_in(engine, TC, [submission(*arguments, **more)], now=now)[0]

    return hand


@pytest.fixture
def code(engine: Engine) -> Callable[[dt.datetime], str]:
    """Enrol the Secretary and give the app that shows the codes."""
    secret = approvers.enroll(engine, TC, "s.miller", "S. Miller", key=KEY, now=NOW)
    return TOTP(secret).at


@pytest.fixture
def show(engine: Engine) -> Callable[..., tuple[decisions.Round, dict[str, str]]]:
    """Give a way to show a revision's form: the round and the seals in it."""

    def show_form(revision: int, run: str = "run-1") -> tuple[decisions.Round, dict[str, str]]:
        view = desk.load(engine, revision)
        seals = {network: seal(rendering, view.terms) for network, rendering in view.renderings.items()}
        opened = decisions.open_round(engine, revision, run, seals=seals, findings=view.findings, now=NOW)
        return opened, seals

    return show_form


@pytest.fixture
def ready(
    engine: Engine, hand_in: Callable[..., intake.Taken], show: Callable[..., tuple[decisions.Round, dict[str, str]]]
) -> Callable[..., int]:
    """Give a way to hand in an idea and approve it; gives the revision."""

    def approve(*arguments: object, not_before: dt.datetime | None = None, **more: object) -> int:
        taken = hand_in(*arguments, **more)
        opened, seals = show(taken.revision, f"run-{taken.revision}")
        given = decisions.Answer("approve", "Fine.", not_before, "", NOW)
        guard = decisions.Guard(KEY, one_time_code=False)
        answered = decisions.answer(engine, opened.id, given, current=seals, guard=guard, now=NOW)
        assert answered.outcome == "decided", answered
        return int(taken.revision or 0)

    return approve


@pytest.fixture
def guard() -> decisions.Guard:
    """Ask for codes, under the key that the enrolled secrets are kept with."""
    return decisions.Guard(KEY)
