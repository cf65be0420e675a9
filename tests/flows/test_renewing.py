"""A token that ends soon: renewed, stored, and only then used."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import pytest

from bakery import SLOT, Bakery
from communique.connectors.errors import Unauthorized, Unreachable
from communique.connectors.practice.server import Mishap, PracticeServer, Reply, Request, Shelf
from communique.flows import blocks, keys

FORM = {
    "grant_type": "refresh_token", "refresh_token": "pl4nted-refresh", "client_id": "app",
    "client_secret": "app-s3cret",
}  # fmt: skip
YES = Reply.of(200, {"access_token": "a-new-one", "expires_in": 5_184_000})


@dataclass
class TokenOffice:
    """Where LinkedIn renews tokens."""

    shelf: Shelf = field(default_factory=Shelf)
    reply: Reply = YES

    def answer(self, request: Request) -> Reply:
        """Answer as it was told, if it was asked rightly."""
        asked = (request.method, request.path, dict(parse_qsl(request.body.decode())))
        return self.reply if asked == ("POST", "/oauth/v2/accessToken", FORM) else Reply(404)

    def publishes(self, _: Request) -> bool:
        """Publish nothing."""
        return False

    def trouble(self, _: Mishap) -> Reply:
        """Have none."""
        return Reply(500)


@pytest.fixture
def office(bakery: Bakery) -> Iterator[TokenOffice]:
    """Give the place where tokens are renewed, to a committee with a page."""
    rules = TokenOffice()
    with PracticeServer(rules) as server:
        bakery.settle(f'linkedin: {{organization: "400", api_url: "{server.url}"}}')
        yield rules


def keep(bakery: Bakery, days: int | None, **others: str) -> None:
    """Keep a token that ends so many days after the slot."""
    own = {"access_token": "an-old-one", **FORM, **others}
    if days is not None:
        own["expires"] = (SLOT + dt.timedelta(days)).date().isoformat()
    del own["grant_type"]
    keys.store(bakery.home, "linkedin", keys.fit("linkedin", own))


def token(bakery: Bakery) -> str:
    """Give the token that a connector would be given."""
    return keys.keys(bakery.home, "linkedin", lambda: SLOT)().secrets()[0]


@pytest.mark.usefixtures("prefect", "office")
@pytest.mark.parametrize("days", [15, -3, None])
def test_a_token_is_renewed(bakery: Bakery, days: int | None) -> None:
    """Fifteen days before its end, after it, or if nobody knows when: the new token is in the block, with its end."""
    keep(bakery, days)
    assert token(bakery) == "a-new-one"
    found = blocks.read("linkedin", "iso-tc-400-linkedin")
    assert found
    assert (found["access_token"], found["expires"]) == ("a-new-one", "2027-01-30")
    assert found["refresh_token"] == "pl4nted-refresh"


@pytest.mark.usefixtures("prefect", "office")
@pytest.mark.parametrize("others", [{"refresh_token": ""}, {"client_secret": ""}, {}])
def test_a_token_is_left_alone(bakery: Bakery, others: dict[str, str]) -> None:
    """Without what renewing needs, or with sixteen days left, LinkedIn is not asked."""
    keep(bakery, 2 if others else 16, **others)
    assert token(bakery) == "an-old-one"


@pytest.mark.usefixtures("prefect")
def test_another_refresh_token(bakery: Bakery, office: TokenOffice) -> None:
    """Where LinkedIn gives a new refresh token, that is kept in the place of the old one."""
    office.reply = Reply.of(200, {**json.loads(YES.body), "refresh_token": "another"})
    keep(bakery, 3)
    token(bakery)
    assert (blocks.read("linkedin", "iso-tc-400-linkedin") or {})["refresh_token"] == "another"


@pytest.mark.usefixtures("prefect", "office")
def test_what_is_not_stored_is_not_used(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new token that can't be kept is given to nobody: it would be lost."""
    keep(bakery, 3)
    monkeypatch.delattr(blocks, "write")
    with pytest.raises(Unreachable, match="Prefect does not keep"):
        token(bakery)


@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply.of(400, {"error": "invalid_grant", "error_description": "pl4nted-refresh was revoked"}), Unauthorized),
        (Reply.of(503, {}), Unreachable),
        (Reply.of(200, {"expires_in": 3}), Unreachable),
        (Reply(200, b"<html>"), Unreachable),
    ],
)
def test_no_new_token(bakery: Bakery, office: TokenOffice, reply: Reply, error: type[Exception]) -> None:
    """The old one is used as long as it lasts; after that the account is refused or waits, in words without secrets."""
    office.reply = reply
    keep(bakery, 1)
    assert token(bakery) == "an-old-one"
    keep(bakery, 0)
    with pytest.raises(error) as caught:
        token(bakery)
    assert "pl4nted-refresh" not in str(caught.value)
