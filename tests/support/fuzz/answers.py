"""Answers of networks: whatever comes back, a post either surely stands, under a number, or is a `ConnectorError`."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from communique.committee.accounts import Accounts
from communique.committee.committee import Kind
from communique.committee.reading import read_committee
from communique.committee.workspace import Home
from communique.connectors.errors import ConnectorError
from communique.connectors.identity import Identity
from communique.connectors.practice.table import SERVICES, practice_keys, service
from communique.connectors.registry import CONNECTORS
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from fuzz.claim import Target
from fuzz.network import DEEP, PLANS, Network, Odd, answering
from places import ELSEWHERE, EVERY

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
ROOT = "http://127.0.0.1:9"
KEY = "key-of-the-sponge-cakes"
CALLS = ("publish", "publish again", "find", "find what stands", "identity", "retract")
Asked = tuple[str, list[Odd | None]]


@cache
def body() -> bytes:
    """Give the bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 40), "tan").save(out, "PNG")
    return out.getvalue()


@cache
def idea() -> Idea:
    """Give an idea."""
    text = "ISO 22222, Sponge cakes, is published today."
    told = {
        "id": "sponge-cakes",
        "networks": tuple(SERVICES),
        "kind": Kind.PUBLICATION,
        "author": "a.baker",
        "text": text,
    }
    return Idea.model_validate(told)


def picture() -> Picture:
    """Give a picture."""
    return Picture(
        digest=hashlib.sha256(body()).hexdigest(),
        mime="image/png",
        width=64,
        height=40,
        size=len(body()),
        file="cake.png",
        alt="A sponge cake",
        credit="A. Baker",
        licence="CC0-1.0",
    )


@cache
def home(network: str) -> Home:
    """Give a committee with an account on one network, at an address where nobody is."""
    account = ELSEWHERE[network].model_copy(update={"api_url": ROOT})
    committee = read_committee(EVERY).model_copy(update={"accounts": Accounts.model_validate({network: account})})
    return Home(committee, Path("committee.yaml"))


def opened(network: str) -> tuple[Any, Network]:
    """Give a fresh connector and the network that it will speak to."""
    rules = service(network, ELSEWHERE[network])
    if hasattr(rules, "clock"):
        rules.clock = lambda: NOW
    kind = getattr(import_module(f"communique.connectors.{network}"), CONNECTORS[network].split(".")[1])
    return kind(home(network), lambda _digest: body(), lambda: practice_keys(network), lambda: NOW), Network(
        rules, ROOT
    )


def answer(network: str, given: Asked) -> str:
    """Hold what each call promises, whatever the network answers."""
    call, plan = given
    connector, asked = opened(network)
    rendering = connector.render(idea(), (picture(),))
    with answering(asked):
        if call in {"publish again", "find what stands", "retract"}:
            stands = connector.publish(rendering, KEY, ())
        asked.plan = [*plan]
        calls: dict[str, Callable[[], object]] = {
            "find": lambda: connector.find(rendering, KEY, (), NOW - dt.timedelta(minutes=1)),
            "identity": connector.identity,
            "retract": lambda: connector.retract(stands),
        }
        kind = call.partition(" ")[0]
        try:
            came = calls.get(kind, lambda: connector.publish(rendering, KEY, ()))()
        except ConnectorError as refused:
            return f"{kind}: {in_words(refused)}"
    return f"{kind}: {judged(kind, came)}"


def in_words(refused: ConnectorError) -> str:
    """Hold that it is told why."""
    assert str(refused).strip()
    return type(refused).__name__


def judged(kind: str, came: object) -> str:
    """Hold that a success is one: a receipt has a number and an address, an identity is made of words."""
    if isinstance(came, Receipt):
        assert came.remote_id.strip(), came
        assert came.remote_id.isprintable(), came
        assert came.url.startswith(("https://", "http://")), came
    elif isinstance(came, Identity):
        for each in fields(came):
            assert_words(each.name, getattr(came, each.name))
    else:
        assert came is None
        assert kind != "publish"
    return type(came).__name__


def assert_words(name: str, value: object) -> None:
    """Hold that a field of an identity is what its type says."""
    if name == "expires":
        assert value is None or (isinstance(value, dt.datetime) and value.tzinfo)
    elif name in {"scopes", "missing", "remarks"}:
        assert value is None or (isinstance(value, tuple) and all(isinstance(each, str) for each in value)), name
    else:
        assert isinstance(value, str), name


INPUTS = st.tuples(st.sampled_from(CALLS), PLANS)
ANSWERS = (b'{"error":{"code":[]}}', b'{"extras":{"wait_seconds":NaN}}', b'{"extras":{"wait_seconds":-1e308}}', *DEEP)
KEPT = tuple(
    (call, [Odd(status, told, [], [], ())])
    for call in ("publish", "find", "identity")
    for status in (200, 429)
    for told in ANSWERS
)
OWN: Mapping[str, tuple[Asked, ...]] = {
    "mastodon": (
        ("publish", [None, Odd(None, None, [(1, None), (1, "\x1b")], [], ())]),
        ("publish", [None, Odd(None, None, [(1, None), (1, " ")], [], ())]),
        ("find what stands", [None, Odd(None, None, [], [("cut", 8662, b"\x01")], ())]),
    ),
    "wordpress": tuple(("publish again", [Odd(None, None, [(at, [])], [], ())]) for at in (17, 29, 125, 137, 197)),
}
"""What once went wrong at one network only."""
NETWORKS = {
    network: Target(INPUTS, partial(answer, network), kept=(*KEPT, *OWN.get(network, ()))) for network in SERVICES
}
