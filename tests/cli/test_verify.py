"""`communique accounts verify`, and what `doctor` says of credentials."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pydantic import SecretStr
from typer.testing import Result

from communique.committee.workspace import Workspace
from communique.connectors.practice.linkedin import LinkedInService
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import practice_keys, service
from communique.flows import keys

Run = Callable[..., Result]
Opened = Callable[..., PracticeServer]
Diagnose = Callable[..., dict[str, tuple[str, str]]]
TC = "iso-tc-400"
GOOD = (
    'organization: "400400", handle: iso-tc-400, name: "ISO/TC 400, Cake making", bio: "Official account of '
    'ISO/TC 400, Cake making and other baking products. Views don’t represent @isostandards."'
)  # fmt: skip
DOCTOR = "credentials of ISO/TC 400 on linkedin"


@pytest.fixture
def opened(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Give a way to open an account on a practice server, its credentials in the environment."""
    servers: list[PracticeServer] = []
    file = workspace / "committee.yaml"
    plain = file.read_text()

    def make(network: str, there: str, here: str | None = None) -> PracticeServer:
        file.write_text(plain.replace("accounts:\n", f"accounts:\n  {network}: {{{there}}}\n"))
        account = Workspace(workspace).home(TC).committee.accounts.official()[network]
        servers.append(PracticeServer(service(network, account)).__enter__())
        own = f'{here or there}, api_url: "{servers[-1].url}"'
        file.write_text(plain.replace("accounts:\n", f"accounts:\n  {network}: {{{own}}}\n"))
        plant(network)
        return servers[-1]

    def plant(network: str) -> None:
        for name, variable in keys.variables(Workspace(workspace).home(TC), network).items():
            value = getattr(practice_keys(network), name)
            plain_value = value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
            monkeypatch.setenv(variable, plain_value)

    yield make
    for server in servers:
        server.__exit__(None, None, None)


def only(run: Run, expect: int = 0) -> dict[str, Any]:
    """Verify the accounts and give the one row, which holds no secret."""
    result = run("accounts", "verify", "--json", expect=expect)
    assert [
        each
        for network in ("x", "linkedin")
        for each in practice_keys(network).secrets()
        if each in result.output and each
    ] == []
    (row,) = json.loads(result.stdout)
    return dict(row)


def test_an_account_in_order(run: Run, opened: Opened) -> None:
    """Handle, name, days and permissions are told, and nothing is amiss; no Prefect is needed for it."""
    opened("linkedin", GOOD)
    row = only(run)
    assert (row["works"], row["handle"], row["number"], row["days_left"]) == (True, "iso-tc-400", "400400", 58)
    assert (row["missing"], row["wrong"], row["warnings"]) == ([], [], [])
    said = run("accounts", "verify").output
    assert "linkedin of iso-tc-400: @iso-tc-400, ISO/TC 400, Cake making, 400400; 58 days left" in said
    assert "ok    Nothing is amiss." in said


def test_a_token_that_does_not_work(run: Run, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is wrong, the command that cures it is named, and the token is not."""
    opened("linkedin", GOOD)
    monkeypatch.setenv("COMMUNIQUE_ISO_TC_400_LINKEDIN_ACCESS_TOKEN", "pl4nted")
    row = only(run, expect=1)
    assert row["works"] is False
    assert "communique accounts connect linkedin --committee iso-tc-400" in row["wrong"][0]
    assert "pl4nted" not in str(row)


def test_a_network_that_does_not_answer(run: Run, opened: Opened, workspace: Path) -> None:
    """That nobody can tell counts as wrong, with the reason."""
    server = opened("linkedin", GOOD)
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace(server.url, "http://127.0.0.1:9"))
    assert "nothing was sent" in only(run, expect=1)["wrong"][0]


def test_what_the_public_sees_is_held_against_the_rules(run: Run, opened: Opened) -> None:
    """A name without the number and a description that is not official are wrong, whatever stands in the file."""
    there = GOOD.replace("ISO/TC 400, Cake making", "Cakes").replace("iso-tc-400", "cakes").replace("Official", "An")
    opened("linkedin", there, GOOD)
    row = only(run, expect=1)
    assert [rule for rule in ("[NAME-1]", "[BIO-1]") if not any(rule in line for line in row["wrong"])] == []
    assert sum("the committee file says" in line for line in row["warnings"]) == 3


def test_another_account(run: Run, opened: Opened) -> None:
    """Credentials of somebody else's account are wrong, though they work."""
    opened("x", "handle: s_miller_private", "handle: ISOTC400")
    assert "the committee's account is ISOTC400" in only(run, expect=1)["wrong"][0]


def test_the_picture(run: Run, opened: Opened) -> None:
    """A picture with another SHA-256 is to be looked at: X makes it anew, so the figure proves nothing."""
    opened("x", 'handle: ISOTC400, name: "ISO/TC 400 Cakes"')
    (warning,) = only(run)["warnings"]
    assert "232ac385b4c0e246bae2528ae5d4ea28384553f32b9621c966d98586d139552c" in warning
    assert "Networks make pictures anew, so look at it yourself. [PIC-1]" in warning


def test_few_days(run: Run, opened: Opened, clock: time_machine.Traveller) -> None:
    """With less than ten days left, and with an old version of the interface, there are warnings and no more."""
    rules = opened("linkedin", f'{GOOD}, version: "202604"').service
    clock.move_to("2027-01-12T09:00:00Z")
    assert isinstance(rules, LinkedInService)
    row = only(run)
    assert row["days_left"] == 7
    assert (
        row["warnings"][0]
        == "the token ends in 7 days: run `communique accounts connect linkedin --committee iso-tc-400`"
    )


def test_an_old_version(run: Run, opened: Opened, clock: time_machine.Traveller) -> None:
    """LinkedIn's versions end; the warning comes before that."""
    opened("linkedin", f'{GOOD}, version: "202602"')
    clock.move_to("2026-12-12T09:00:00Z")
    assert "interface is 10 months old" in only(run)["warnings"][0]


def test_a_permission_that_is_missing(run: Run, opened: Opened) -> None:
    """What publishing needs is wrong if it is missing; what only telling the name needs is a warning."""
    rules = opened("linkedin", GOOD).service
    assert isinstance(rules, LinkedInService)
    rules.scopes -= {"rw_organization_admin"}
    assert "name and description could not be looked at" in str(only(run)["warnings"])
    rules.scopes -= {"w_organization_social"}
    assert "w_organization_social" in str(only(run, expect=1)["wrong"])


def test_nothing_to_verify(run: Run) -> None:
    """A committee with nothing but a blog needs no credentials; a network without an account is told."""
    assert "No account here needs credentials." in run("accounts", "verify").output
    assert "No committee here has an account on x" in run("accounts", "verify", "x", expect=2).stderr


def test_nothing_runs(run: Run, opened: Opened, monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    """Where the credentials lie in a Prefect that does not run, that is told; the doctor says it too."""
    opened("linkedin", GOOD)
    for name in keys.variables(Workspace(workspace).home(TC), "linkedin").values():
        monkeypatch.delenv(name)
    assert "Start it first: communique up" in run("accounts", "verify", expect=1).stderr


def test_the_doctor_and_the_environment(opened: Opened, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor knows credentials from the environment; without them, and without Prefect, nobody can tell."""
    opened("linkedin", GOOD)
    assert diagnose()[DOCTOR] == ("ok", "They come from environment variables. ")
    for name in ("ACCESS_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "EXPIRES"):
        monkeypatch.delenv(f"COMMUNIQUE_ISO_TC_400_LINKEDIN_{name}", raising=False)
    assert diagnose()[DOCTOR][0] == "note"


@pytest.mark.usefixtures("prefect")
def test_the_doctor_and_prefect(workspace: Path, diagnose: Diagnose) -> None:
    """An account without credentials is a danger, and the command is named; with a block all is well."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("accounts:\n", f"accounts:\n  linkedin: {{{GOOD}}}\n"))
    level, words = diagnose()[DOCTOR]
    assert (level, "communique accounts connect linkedin --committee iso-tc-400" in words) == ("danger", True)
    keys.store(Workspace(workspace).home(TC), "linkedin", practice_keys("linkedin"))
    assert diagnose()[DOCTOR] == ("ok", "They are kept as iso-tc-400-linkedin. ")
