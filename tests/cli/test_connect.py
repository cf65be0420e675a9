"""`communique accounts connect`: credentials are tried before they are kept, and never shown."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import Result

from communique.committee.workspace import Workspace
from communique.connectors.credentials import KINDS
from communique.connectors.practice.linkedin import LinkedInService
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import practice_keys, service
from communique.flows import blocks
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.queue import audit, controls

Run = Callable[..., Result]
TC = "iso-tc-400"
NAME = f"{TC}-x"
SECRETS = practice_keys("x").secrets()
SECRET_LINKEDIN = practice_keys("linkedin").secrets()[0]
TYPED = "\n".join(SECRETS) + "\n"

LINES = {
    "x": "handle: ISOTC400",
    "linkedin": 'organization: "400400"',
    "facebook": 'page: "400400400400"',
    "mastodon": "handle: isotc400, server: https://mastodon.example",
    "bluesky": "handle: isotc400.bsky.social",
    "wordpress": "site: https://cakes.example.org",
    "discourse": "handle: isotc400, server: https://forum.example.org, category: 4",
    "flickr": 'user: "40040040@N04", handle: isotc400',
}
"""An account on each network, as the committee file has it."""


@pytest.fixture
def account(workspace: Path) -> Iterator[Callable[..., PracticeServer]]:
    """Give a way to give the committee an account on a practice server; lines of the file can differ from it."""
    servers: list[PracticeServer] = []
    installation = Installation.at(workspace)
    file = workspace / "committee.yaml"
    plain = file.read_text()

    def write(network: str, lines: str) -> None:
        file.write_text(plain.replace("accounts:\n", f"accounts:\n  {network}: {{{lines}}}\n"))

    def make(network: str, there: str, here: str | None = None) -> PracticeServer:
        write(network, there)
        rules = service(network, installation.home(TC).committee.accounts.official()[network])
        servers.append(PracticeServer(rules).__enter__())
        write(network, f'{here or there}, api_url: "{servers[-1].url}"')
        return servers[-1]

    yield make
    installation.engine.dispose()
    for server in servers:
        server.__exit__(None, None, None)


def secretless(result: Result) -> str:
    """Give all that was printed, with no secret in it."""
    assert [secret for secret in SECRETS if secret in result.output + result.stderr] == []
    return result.output + result.stderr


@pytest.mark.usefixtures("prefect")
def test_credentials_are_kept(run: Run, account: Callable[..., PracticeServer], installation: Installation) -> None:
    """Each value is asked for, the network says whose they are, the block holds them, and the account goes on."""
    account("x", "handle: ISOTC400")
    controls.park(installation.engine, TC, "x", "Refused.", now=utc_now())
    said = secretless(run("accounts", "connect", "x", typed=TYPED))
    assert "x says that these are the credentials of @ISOTC400" in said
    assert f"Kept, as {NAME}." in said
    found = blocks.read("x", NAME)
    assert found
    assert tuple(found.values()) == SECRETS
    assert controls.parked(installation.engine, TC) == {}
    event = list(audit.export(installation.engine))[-1]
    assert (event["what"], event["subject"], event["details"]["handle"]) == ("account.connected", "x", "ISOTC400")


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize("network", KINDS)
def test_every_network(network: str, run: Run, account: Callable[..., PracticeServer]) -> None:
    """On every network the practice account's credentials are taken, and are found in order afterwards."""
    account(network, LINES[network])
    known = practice_keys(network)
    values = [getattr(known, name) for name in type(known).model_fields]
    typed = [each.get_secret_value() if isinstance(each, SecretStr) else str(each or "") for each in values]
    result = run("accounts", "connect", network, typed="\n".join([*typed, ""]))
    assert [secret for secret in filter(None, known.secrets()) if secret in result.output + result.stderr] == []
    (row,) = json.loads(run("accounts", "verify", network, "--json", expect=None).stdout)
    # The practice accounts have no descriptions to speak of; everything else must be right.
    assert (row["works"], [line for line in row["wrong"] if not re.search(r"\[(BIO|NAME)-\d\]$", line)]) == (True, [])


@pytest.mark.usefixtures("prefect")
def test_wrong_credentials_are_not_kept(run: Run, account: Callable[..., PracticeServer]) -> None:
    """What the network refuses is not kept, and not repeated."""
    account("x", "handle: ISOTC400")
    result = run("accounts", "connect", "x", typed="pl4nted\n" * 4, expect=1)
    assert "Nothing was kept." in result.stderr
    assert "pl4nted" not in result.output + result.stderr
    assert blocks.read("x", NAME) is None


@pytest.mark.usefixtures("prefect")
def test_somebody_elses_credentials(run: Run, account: Callable[..., PracticeServer]) -> None:
    """Credentials of another account than the committee's are not kept, though they work."""
    account("x", "handle: s_miller_private", "handle: ISOTC400")
    said = secretless(run("accounts", "connect", "x", typed=TYPED, expect=1))
    assert "the credentials are those of s_miller_private, and the committee's account is ISOTC400" in said
    assert blocks.read("x", NAME) is None


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize(
    ("lacking", "code"), [("w_organization_social", 1), ("r_organization_social", 1), ("rw_organization_admin", 0)]
)
def test_permissions(run: Run, account: Callable[..., PracticeServer], lacking: str, code: int) -> None:
    """A token that can't publish or read back is not kept; one that can't tell the page's name is."""
    rules = account("linkedin", 'organization: "400400"').service
    assert isinstance(rules, LinkedInService)
    rules.scopes -= {lacking}
    own = practice_keys("linkedin").model_dump()
    typed = "\n".join([SECRET_LINKEDIN, "2027-01-20", own["client_id"], own["client_secret"].get_secret_value(), ""])
    result = run("accounts", "connect", "linkedin", typed=f"{typed}\n", expect=code)
    assert (blocks.read("linkedin", f"{TC}-linkedin") is None) == bool(code)
    assert SECRET_LINKEDIN not in result.output + result.stderr
    assert (lacking in result.stderr) == bool(code)


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize(
    ("typed", "says"),
    [("a\nb\n", "access_token is missing: it is “Access Token”"), ("a\nb\nc\npl4nted\x07\n", "copy it anew")],
)
def test_answers_that_can_be_none(run: Run, account: Callable[..., PracticeServer], typed: str, says: str) -> None:
    """A value that is missing, or can't be sent, is named; the network is not asked."""
    server = account("x", "handle: ISOTC400")
    said = run("accounts", "connect", "x", typed=typed, expect=2).stderr
    assert says in said
    assert "pl4nted" not in said
    assert server.requests == []


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize(
    ("network", "says"),
    [
        ("twiter", "is no network that we can publish to"),
        ("linkedn", "Did you mean linkedin?"),
        ("googleplus", "was shut down in April 2019"),
        ("x", "has no account on x: write it under `accounts`"),
        ("blog", "needs no credentials"),
    ],
)
def test_accounts_that_need_none(run: Run, network: str, says: str) -> None:
    """Where there is nothing to connect, that is told before anything is asked."""
    assert says in run("accounts", "connect", network, expect=2).stderr


def test_nothing_runs(run: Run, account: Callable[..., PracticeServer]) -> None:
    """Without a Prefect that could keep them, nothing is asked for."""
    server = account("x", "handle: ISOTC400")
    assert "Start it first: communique up" in run("accounts", "connect", "x", typed=TYPED, expect=1).stderr
    assert server.requests == []


@pytest.mark.usefixtures("prefect")
def test_the_environment_still_counts(
    run: Run, account: Callable[..., PracticeServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who keeps credentials that environment variables override is told so."""
    account("x", "handle: ISOTC400")
    monkeypatch.setenv("COMMUNIQUE_ISO_TC_400_X_ACCESS_TOKEN", "older")
    assert "environment variables count first" in run("accounts", "connect", "x", typed=TYPED).stderr


def test_a_person_at_a_terminal(workspace: Path, account: Callable[..., PracticeServer], prefect: Workspace) -> None:
    """Each question says where the value is found, and what is pasted is not shown."""
    account("x", "handle: ISOTC400")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "communique.cli", "accounts", "connect", "x", "-w", str(workspace)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = ""
    for secret in SECRETS:
        shown += until(ours, "not shown: ")
        os.write(ours, f"{secret}\n".encode())
    shown += until(ours, "Kept, as")
    os.close(ours)
    assert process.wait(60) == 0
    assert "consumer_key: “API Key” on the app's page “Keys and tokens”" in shown
    assert [secret for secret in SECRETS if secret in shown] == []


def until(terminal: int, words: str) -> str:
    """Read what a terminal shows until some words come."""
    shown = b""
    while words.encode() not in shown:
        assert select.select([terminal], [], [], 60)[0], shown
        shown += os.read(terminal, 4096)
    return shown.decode()


def test_taking_a_post_back_needs_credentials_too(run: Run, account: Callable[..., PracticeServer]) -> None:
    """Where the credentials lie in a Prefect that does not run, `retract` says so before it does anything."""
    account("x", "handle: ISOTC400")
    assert "Start it first: communique up" in run("retract", "cake", "x", "--why", "Stale.", expect=1).stderr
