"""Credentials: where they come from, when they are looked up, and that nobody ever reads them."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bakery import SLOT, Bakery
from communique.committee.workspace import Workspace
from communique.connectors.credentials import KINDS, XCredentials
from communique.connectors.errors import Unauthorized, Unreachable
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import practice_keys, service
from communique.flows import blocks, keys
from communique.flows.weekly import publish_slot
from communique.queue import controls

PLANTED = "pl4nted-s3cret-th4t-nobody-may-read"
PREFIX = "COMMUNIQUE_ISO_TC_400_X_"


@pytest.fixture
def practice_x(bakery: Bakery) -> Iterator[PracticeServer]:
    """Give a practice server of X on which the committee has its only account."""
    bakery.settle("x: {handle: ISOTC400}")
    with PracticeServer(service("x", bakery.home.committee.accounts.official()["x"])) as server:
        bakery.settle(f'x: {{handle: ISOTC400, api_url: "{server.url}"}}')
        yield server


def held(bakery: Bakery, network: str = "x") -> keys.Held:
    """Give what looks up an account's credentials."""
    return keys.keys(bakery.home, network, lambda: SLOT)


def planted(**others: str) -> XCredentials:
    """Make credentials that hold the planted secret."""
    fields = {
        "consumer_key": "key",
        "consumer_secret": PLANTED,
        "access_token": "token",
        "access_token_secret": "token-secret",
    }
    return XCredentials.model_validate(fields | others)


def in_environment(monkeypatch: pytest.MonkeyPatch, found: XCredentials) -> None:
    """Give credentials by environment variables."""
    for name in XCredentials.model_fields:
        monkeypatch.setenv(PREFIX + name.upper(), getattr(found, name).get_secret_value())


@pytest.mark.usefixtures("prefect")
def test_the_environment_beats_the_block(
    bakery: Bakery, practice_x: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container's own variables count; without them the block does."""
    keys.store(bakery.home, "x", planted(consumer_key="of the block"))
    assert held(bakery)() == planted(consumer_key="of the block")
    in_environment(monkeypatch, planted(consumer_key="of the environment"))
    assert held(bakery)() == planted(consumer_key="of the environment")


def test_names(bakery: Bakery) -> None:
    """Credentials bear the name from the committee file, or else committee and network, as blocks can be named."""
    bakery.settle("x: {handle: ISOTC400}, mastodon: {handle: a, server: https://m.example, credentials: Our own_Toot}")
    assert keys.name_of(bakery.home, "x") == "iso-tc-400-x"
    assert keys.name_of(bakery.home, "mastodon") == "our-own-toot"
    assert keys.variables(bakery.home, "mastodon") == {"access_token": "COMMUNIQUE_OUR_OWN_TOOT_ACCESS_TOKEN"}


@pytest.mark.usefixtures("prefect")
def test_without_credentials_the_account_is_parked(bakery: Bakery, practice_x: PracticeServer) -> None:
    """Nothing is sent, the account waits, and the Secretary is told which command cures it."""
    bakery.bake("cake", "text: The cake is out.\n")
    assert bakery.sender().send_due(SLOT)[0].state == "ready"
    assert practice_x.requests == []
    (why,) = controls.parked(bakery.installation.engine, "iso-tc-400").values()
    assert "until somebody runs: communique accounts connect x --committee iso-tc-400" in why


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "missing"])
def test_the_secretary_is_told_how_to_renew(
    bakery: Bakery, practice_x: PracticeServer, prefect: Workspace, *, refused: bool
) -> None:
    """Whether the network refuses the credentials or there are none: the message names the command."""
    if refused:
        keys.store(bakery.home, "x", planted())
    bakery.bake("cake", "text: The cake is out.\n")
    with time_machine.travel(SLOT, tick=False):
        publish_slot(bakery.installation, bakery.home, SLOT)
    (told,) = bakery.events("told")
    assert told["to"] == ["s.miller"]
    assert "communique accounts connect x --committee iso-tc-400" in told["body"]


def test_they_are_looked_up_once_and_only_to_send(
    bakery: Bakery, practice_x: PracticeServer, prefect: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anything due nobody asks Prefect; for three posts it is asked once."""
    keys.store(bakery.home, "x", practice_keys("x"))
    asked, read = list[str](), blocks.read
    monkeypatch.setattr(blocks, "read", lambda network, name: (asked.append(name), read(network, name))[1])
    sender = bakery.sender()
    assert (sender.send_due(SLOT), asked) == ([], [])
    for name in ("cake", "tart", "pie"):
        bakery.bake(name, f"text: The {name} is out.\n")
    assert [each.state for each in sender.send_due(SLOT)] == ["published"] * 3
    assert asked == ["iso-tc-400-x"]


def test_half_of_the_environment(bakery: Bakery, practice_x: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials are never mixed: a missing variable is named, and what the others hold is not."""
    monkeypatch.setenv(PREFIX + "CONSUMER_SECRET", PLANTED)
    with pytest.raises(Unauthorized, match="consumer_key: Field required") as caught:
        held(bakery)()
    assert PLANTED not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.usefixtures("practice_x")
def test_no_prefect(bakery: Bakery) -> None:
    """Where no Prefect is known, none is started for it, and the post stays as it is."""
    with pytest.raises(Unreachable, match="start `communique up`"):
        held(bakery)()


@pytest.mark.usefixtures("practice_x", "prefect")
def test_a_prefect_that_does_not_answer(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's troubles are not the account's: it is not parked, and nothing of the request is quoted."""

    def broken(*given: object) -> None:
        raise RuntimeError(PLANTED)

    monkeypatch.setattr(blocks, "read", broken)
    monkeypatch.setattr(blocks, "write", broken)
    with pytest.raises(Unreachable, match="RuntimeError"):
        held(bakery)()
    with pytest.raises(Unreachable) as caught:
        keys.store(bakery.home, "x", planted())
    assert (PLANTED in str(caught.value), caught.value.__context__) == (False, None)


def test_a_planted_secret_is_nowhere(
    bakery: Bakery, practice_x: PracticeServer, prefect: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    """After a refused post the secret is neither in the queue, nor in any words, nor in Prefect's own files."""
    caplog.set_level(logging.DEBUG)
    keys.store(bakery.home, "x", planted())
    bakery.bake("cake", "text: The cake is out.\n")
    sender = bakery.sender()
    said = [repr(sender.send_due(SLOT)), repr(sender), caplog.text]
    files = [file for place in (bakery.folder, prefect.state) for file in Path(place).rglob("*") if file.is_file()]
    assert len(practice_x.requests) == 1
    assert any("prefect.db" in file.name for file in files)
    assert [file for file in files if PLANTED.encode() in file.read_bytes()] == []
    assert [words for words in said if PLANTED in words] == []


@pytest.mark.parametrize("error", [ValueError, Unreachable, Unauthorized])
def test_errors_are_cleaned(bakery: Bakery, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a library says, a secret that was used is taken out before anybody keeps it."""
    bakery.settle("x: {handle: ISOTC400}")
    in_environment(monkeypatch, planted())
    own = held(bakery)
    own()
    said = own.said(error(f"Bearer {PLANTED} is wrong"))
    assert PLANTED not in said
    assert "Bearer ••• is wrong" in said


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize("network", KINDS)
def test_every_kind_has_a_block(network: str, bakery: Bakery) -> None:
    """Each kind of credentials goes into a block and comes back; Prefect's page is shown stars instead of secrets."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - costs a second

    values = {name: PLANTED if known.annotation is SecretStr else "s.miller" for name, known in fields(network)}
    blocks.write(network, "ours", values)
    found = blocks.read(network, "ours")
    assert found
    assert {name: found[name] for name in values} == values
    with get_client(sync_client=True) as client:
        shown = client.read_block_document_by_name("ours", blocks.slug(network), include_secrets=False)
        assert PLANTED not in str(shown)
        assert client.read_block_type_by_slug(blocks.slug(network)).description


def fields(network: str) -> list[tuple[str, FieldInfo]]:
    """Give the fields of credentials, without the days."""
    return [(name, known) for name, known in KINDS[network].model_fields.items() if name != "expires"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"access_token": "a\nb"}, "access_token: there is a character in it that can't be sent"),
        ({"access_token": "törtchen"}, "access_token: there is a character in it that can't be sent"),
        ({"access_token": "t", "expires": PLANTED}, "expires: Input should be a valid date"),
        ({"access_token": ""}, "access_token: Field required"),
    ],
)
def test_what_can_be_no_credentials(values: dict[str, object], says: str) -> None:
    """What can't be sent, or is put into the wrong field, is refused in words that do not repeat it."""
    with pytest.raises(keys.Unfit) as caught:
        keys.fit("linkedin", values)
    assert says in str(caught.value)
    assert (PLANTED in str(caught.value), caught.value.__context__) == (False, None)
