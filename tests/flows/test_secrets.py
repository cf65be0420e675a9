"""Marked secrets are planted in a running Communiqué, which then does everything; nobody finds them anywhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from communique.queue import audit
from office import Office, new_office, until

IDEA = "text: ISO 22222, Sponge cakes, is published.\nkind: publication\nauthor: a.baker\n"
TOKEN = "pl4nted-access-token-th4t-nobody-may-read"
PASSWORD = "pl4nted-login-th4t-nobody-may-read"
KEEPERS = {"login", "own-login", "key", "block-key"}
"""Files that hold a secret because that is what they are for; closed to other users of the machine."""
STORE = (
    "from communique.flows import blocks; blocks.write('x', 'iso-tc-400-x', dict(consumer_key='k', consumer_secret="
    f"'{TOKEN}', access_token='{TOKEN}', access_token_secret='{TOKEN}'))"
)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give a Communiqué with marked secrets that has approved, published, refused a code, and failed."""
    made = new_office(tmp_path_factory.mktemp("secrets") / "a committee")
    (made.folder / ".communique" / "login").write_text(f"secretary:{PASSWORD}")
    made.start()
    made.python(STORE)
    made.hand_in("cake.yaml", IDEA)
    made.answer(made.desk("cake, revision 1"), decision="approve", code="000000")
    until(
        "the wrong code is judged",
        lambda: "code.wrong" in [each["what"] for each in audit.export(made.installation.engine)],
    )
    made.answer(made.desk("cake, revision 1"), decision="approve", code=made.code())
    until("approved", lambda: made.states("cake") == {"ready"})
    parameters = {"workspace": str(made.folder), "committee": "iso-tc-400", "now": True}
    made.run("publish-week/publish-week", parameters)
    made.run("publish-week/publish-week", {**parameters, "committee": "no-such-committee"})
    yield made
    made.end()


@pytest.fixture
def planted(worked: Office) -> dict[str, bytes]:
    """Give every secret by its name."""
    state = worked.folder / ".communique"
    kept = {name: (state / name).read_bytes().strip() for name in ("key", "block-key", "own-login")}
    return {**kept, "login": PASSWORD.encode(), "one-time codes": worked.secret.encode(), "credentials": TOKEN.encode()}


def test_no_file_holds_a_secret(worked: Office, planted: dict[str, bytes]) -> None:
    """Neither database, nor a log, a result, the site, a file handed in: only the files that are kept for it."""
    files = [each for each in worked.folder.rglob("*") if each.is_file() and each.name not in KEEPERS]
    names = {each.name for each in files}
    assert {"queue.db", "prefect.db", "server.log", "up.log"} <= names
    found = [(name, each.name) for each in files for name, secret in planted.items() if secret in each.read_bytes()]
    assert found == []


def test_prefect_tells_no_secret(worked: Office, planted: dict[str, bytes]) -> None:
    """With the login, all runs with their parameters, states, logs, artifacts, variables and blocks show none."""
    told = [
        worked.ask("POST", f"/{kind}/filter", {})
        for kind in ("flow_runs", "task_runs", "logs", "artifacts", "variables", "deployments", "block_documents")
    ]
    told += [worked.ask("POST", f"/flow_runs/{run['id']}/input/filter", {"prefix": ""}) for run in told[0]]
    told.append(worked.ask("GET", "/admin/settings"))
    said = json.dumps(told).encode()
    assert b"no-such-committee" in said
    assert [name for name, secret in planted.items() if secret in said] == []


def test_the_log_and_the_commands_tell_no_secret(worked: Office, planted: dict[str, bytes]) -> None:
    """What the audit log exports, and what other users of the machine see of our processes."""
    assert worked.process
    parent = psutil.Process(worked.process.pid)
    seen = [each.cmdline() for each in (parent, *parent.children(recursive=True))]
    said = json.dumps([list(audit.export(worked.installation.engine)), seen]).encode()
    assert b"desk.answered" in said
    assert [name for name, secret in planted.items() if secret in said] == []


@pytest.mark.parametrize("name", sorted(KEEPERS))
def test_the_files_that_hold_a_secret_are_closed(worked: Office, name: str) -> None:
    """Nobody else on the machine opens them: the folder is closed, or the file itself is."""
    file: Path = worked.folder / ".communique" / name
    assert not file.parent.stat().st_mode & 0o077
