"""Tokens that end: the Secretary is told in time, once a day."""

import datetime as dt
from collections.abc import Iterator

import pytest

from bakery import Bakery
from communique.connectors.credentials import Credentials
from communique.connectors.practice.linkedin import LinkedInService
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import practice_keys, service
from communique.flows import blocks
from communique.flows.expiring import warn

END = dt.datetime(2027, 1, 20, tzinfo=dt.UTC)
"""When the practice token of LinkedIn ends."""


@pytest.fixture
def page(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    """Give a practice LinkedIn with the committee's page, whose credentials lie in the environment."""
    bakery.settle('linkedin: {organization: "400"}')
    plant(monkeypatch, practice_keys("linkedin"))
    with PracticeServer(service("linkedin", bakery.home.committee.accounts.official()["linkedin"])) as server:
        bakery.settle(f'linkedin: {{organization: "400", api_url: "{server.url}"}}')
        yield server


def plant(monkeypatch: pytest.MonkeyPatch, found: Credentials) -> None:
    """Give LinkedIn credentials by environment variables."""
    for name in ("access_token", "client_secret"):
        secret = getattr(found, name).get_secret_value()
        monkeypatch.setenv(f"COMMUNIQUE_ISO_TC_400_LINKEDIN_{name.upper()}", secret)
    monkeypatch.setenv("COMMUNIQUE_ISO_TC_400_LINKEDIN_CLIENT_ID", "practice-app")


def at(bakery: Bakery, server: PracticeServer, now: dt.datetime) -> list[str]:
    """Look at a moment, LinkedIn's clock showing the same."""
    rules = server.service
    assert isinstance(rules, LinkedInService)
    rules.clock = lambda: now
    return warn(bakery.installation, bakery.home, now=now)


def test_the_secretary_is_told_once_a_day(bakery: Bakery, page: PracticeServer) -> None:
    """With less than ten days left they learn how many, and the command; then again a day later."""
    before = END - dt.timedelta(days=9, hours=1)
    (line,) = at(bakery, page, before)
    assert (
        line == "linkedin: the token ends in 9 days. Run: communique accounts connect linkedin --committee iso-tc-400"
    )
    assert at(bakery, page, before + dt.timedelta(hours=23)) == []
    assert at(bakery, page, before + dt.timedelta(hours=24)) == [line.replace("9 days", "8 days")]
    first, second = bakery.events("told")
    assert first["to"] == second["to"] == ["s.miller"]
    assert first["body"] == line


def test_a_token_that_lasts(bakery: Bakery, page: PracticeServer) -> None:
    """With ten days left nobody is told, and LinkedIn is asked once a day, not every hour."""
    before = END - dt.timedelta(days=10, hours=12)
    assert at(bakery, page, before) == at(bakery, page, before + dt.timedelta(hours=1)) == []
    assert (bakery.events("told"), sum(each.method == "POST" for each in page.requests)) == ([], 1)
    assert bakery.events("token.looked-at") == [{"ends": END.isoformat(), "refused": False}]


def test_a_refused_token(bakery: Bakery, page: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that the network does not take any more is told of before anything was to be sent."""
    monkeypatch.setenv("COMMUNIQUE_ISO_TC_400_LINKEDIN_ACCESS_TOKEN", "pl4nted")
    (line,) = at(bakery, page, END - dt.timedelta(days=30))
    assert "communique accounts connect linkedin --committee iso-tc-400" in line
    assert "pl4nted" not in str(bakery.events("told"))


def test_a_network_that_does_not_answer(bakery: Bakery, page: PracticeServer) -> None:
    """Nobody is told of a bad line, and the next hour looks again."""
    end = END - dt.timedelta(days=3)
    bakery.settle('linkedin: {organization: "400", api_url: "http://127.0.0.1:9"}')
    assert at(bakery, page, end) == []
    bakery.settle(f'linkedin: {{organization: "400", api_url: "{page.url}"}}')
    assert len(at(bakery, page, end + dt.timedelta(hours=1))) == 1


def test_networks_whose_tokens_do_not_end(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """X takes money for every question, and its tokens do not end: not even its credentials are looked up."""
    bakery.settle("x: {handle: ISOTC400}")
    monkeypatch.delattr(blocks, "read")
    assert warn(bakery.installation, bakery.home, now=END) == []
