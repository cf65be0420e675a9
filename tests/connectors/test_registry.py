"""The registry knows every network that a committee file can name."""

import subprocess
import sys
from dataclasses import replace

import pytest

from communique.committee.accounts import NETWORKS, FakeAccount, Official
from communique.committee.workspace import Home
from communique.connectors.registry import CONNECTORS, connect

HEAVY = {
    "jinja2", "filelock", "requests", "PIL", "prefect", "sqlalchemy", "tweepy", "linkedin_api", "mastodon", "atproto",
    "pydiscourse", "requests_oauthlib", "httpx",
}  # fmt: skip


def test_every_network_has_a_connector() -> None:
    """What a committee file can name, this version can publish to."""
    assert tuple(CONNECTORS) == NETWORKS


@pytest.mark.parametrize("network", NETWORKS)
def test_connect(home: Home, network: str, elsewhere: dict[str, Official]) -> None:
    """A committee's account gets the connector of its network."""
    accounts = home.committee.accounts.model_copy(update={"fake": FakeAccount(url="http://127.0.0.1:9/"), **elsewhere})
    both = replace(home, committee=home.committee.model_copy(update={"accounts": accounts}))
    assert connect(both, network, dict[str, bytes]().__getitem__).network == network


@pytest.mark.parametrize("network", ["fake", "pigeon"])
def test_no_account(home: Home, network: str) -> None:
    """Where the committee has no account there is no connector, and the message says so."""
    with pytest.raises(LookupError, match=f"ISO/TC 400 has no account on {network}"):
        connect(home, network, dict[str, bytes]().__getitem__)


def test_rendering_needs_nothing_heavy() -> None:
    """Loading every connector, as `communique check` does, loads none of the libraries that only publishing needs."""
    modules = ", ".join(f"communique.connectors.{name.partition('.')[0]}" for name in CONNECTORS.values())
    code = f"import sys, communique.connectors.registry, {modules}"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert not HEAVY & {name.split(".")[0] for name in done.stdout.split()}
