"""The registry knows every network that a committee file can name."""

import subprocess
import sys
from dataclasses import replace

import pytest

from communique.committee.accounts import NETWORKS, FakeAccount
from communique.committee.workspace import Home
from communique.connectors.registry import CONNECTORS, connect

HEAVY = {"jinja2", "filelock", "requests", "PIL", "prefect", "sqlalchemy"}


def test_every_network_has_a_connector() -> None:
    """What a committee file can name, this version can publish to."""
    assert tuple(CONNECTORS) == NETWORKS


@pytest.mark.parametrize("network", NETWORKS)
def test_connect(home: Home, network: str) -> None:
    """A committee's account gets the connector of its network."""
    accounts = home.committee.accounts.model_copy(update={"fake": FakeAccount(url="http://127.0.0.1:9/")})
    both = replace(home, committee=home.committee.model_copy(update={"accounts": accounts}))
    assert connect(both, network, dict[str, bytes]().__getitem__).network == network


@pytest.mark.parametrize("network", ["fake", "pigeon"])
def test_no_account(home: Home, network: str) -> None:
    """Where the committee has no account there is no connector, and the message says so."""
    with pytest.raises(LookupError, match=f"ISO/TC 400 has no account on {network}"):
        connect(home, network, dict[str, bytes]().__getitem__)


def test_rendering_needs_nothing_heavy() -> None:
    """Loading both connectors, as `communique check` does, loads none of the libraries that only publishing needs."""
    code = "import sys, communique.connectors.registry, communique.connectors.blog, communique.connectors.fake"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert not HEAVY & {name.split(".")[0] for name in done.stdout.split()}
