"""The stand-in for a Bluesky server: what it refuses, in whose words, and what the public sees."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from communique.connectors.practice.bluesky import DID, KEYS, TOKEN, BlueskyService
from communique.connectors.practice.bluesky_rules import clusters
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.table import service

RKEY = "3jzfcijpj2z2a"
POST = {"$type": "app.bsky.feed.post", "text": "Cake", "createdAt": "2026-12-01T09:00:00.000Z"}
PIC = {"$type": "blob", "ref": {"$link": "bafkreiunknown"}, "mimeType": "image/png", "size": 5}
Call = Callable[..., requests.Response]


@pytest.fixture
def server(elsewhere: dict[str, Any]) -> Any:
    """Run the stand-in."""
    with PracticeServer(service("bluesky", elsewhere["bluesky"])) as running:
        assert isinstance(running.service, BlueskyService)
        yield running


@pytest.fixture
def put(server: PracticeServer) -> Call:
    """Give what puts a post whose fields can be changed."""

    def put_one(*, token: str = TOKEN, rkey: str = RKEY, repo: str = DID, **changes: object) -> requests.Response:
        body = {"repo": repo, "collection": "app.bsky.feed.post", "rkey": rkey, "record": POST | changes}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.post(f"{server.url}/xrpc/com.atproto.repo.putRecord", json=body, headers=headers, timeout=5)

    return put_one


def images(*changes: dict[str, object]) -> dict[str, object]:
    """Give pictures for a post."""
    shown = [{"image": PIC, "alt": "Cake"} | change for change in changes]
    return {"$type": "app.bsky.embed.images", "images": shown}


def facet(start: int, end: int, kind: str = "link", **feature: str) -> list[object]:
    """Give one facet."""
    features = [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}]
    return [{"index": {"byteStart": start, "byteEnd": end}, "features": features}]


LARGE = PIC | {"size": 2_000_001}
CARD = {"uri": "x", "title": "", "description": ""}
REFUSED: list[tuple[dict[str, object], str]] = [
    ({"text": "x" * 301}, "grapheme too big (maximum 300, got 301)"),
    ({"text": "é" * 1501}, "string too big (maximum 3000, got 3002)"),
    ({"createdAt": "now"}, "Invalid datetime"),
    ({"shout": True}, 'Unknown key "shout"'),
    ({"langs": ["English"]}, "Invalid language"),
    ({"langs": ["en", "fr", "de", "it"]}, "Invalid language"),
    ({"reply": {"root": {}}}, 'Missing required key "parent"'),
    ({"reply": 7}, "Expected object value type"),
    ({"text": "é", "facets": facet(0, 1, uri="https://iso.org")}, "Cut character"),
    ({"facets": facet(0, 9, uri="https://iso.org")}, "Invalid range"),
    ({"facets": facet(0, 4, uri="no address")}, "Invalid uri"),
    ({"facets": facet(0, 4, "mention", did="somebody")}, "Invalid did"),
    ({"facets": facet(0, 4, "shout", uri="https://iso.org")}, "Missing required key"),
    ({"embed": images({}, {}, {}, {}, {})}, "array too big"),
    ({"embed": images({"image": LARGE})}, "blob too big (maximum 2000000, got 2000001)"),
    ({"embed": images({"thumb": 1})}, "Unknown key"),
    ({"embed": {"$type": "app.bsky.embed.images", "images": [{"image": PIC}]}}, 'Missing required key "alt"'),
    ({"embed": images({})}, "Could not find blob"),
    ({"embed": {"$type": "app.bsky.embed.external", "external": {"uri": "x", "title": ""}}}, '"description"'),
    ({"embed": {"$type": "app.bsky.embed.external", "external": CARD}}, "Invalid uri"),
    ({"rkey": "abc"}, "Invalid TID"),
    ({"repo": "did:plc:else"}, "Could not find repo"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_refused(put: Call, server: PracticeServer, changes: dict[str, object], words: str) -> None:
    """What the lexicon does not allow is refused in the real server's words, and nothing is public."""
    answer = put(**changes)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert server.posts == ()


@pytest.mark.parametrize(("token", "name"), [("", "AuthMissing"), ("x", "InvalidToken")])
def test_no_session(put: Call, token: str, name: str) -> None:
    """Nobody posts without the session's token."""
    assert put(token=token).json()["error"] == name


def test_only_the_app_password_opens_a_session(server: PracticeServer) -> None:
    """Handle and app password give a session; anything else is refused."""
    given = {"identifier": "isotc400.bsky.social", "password": KEYS.app_password.get_secret_value()}
    for changes, status in (({}, 200), ({"password": "x"}, 401), ({"identifier": "x"}, 401), ({"more": 1}, 400)):
        url = f"{server.url}/xrpc/com.atproto.server.createSession"
        assert requests.post(url, json=given | changes, timeout=5).status_code == status


def test_the_same_key_puts_the_new_one_in_its_place(put: Call, server: PracticeServer) -> None:
    """One key is one post, whatever it says."""
    first, second = (put(text=text).json()["cid"] for text in ("One.", "Two."))
    assert first != second
    assert [post.text for post in server.posts] == ["Two."]


def test_bodies_that_are_none(server: PracticeServer) -> None:
    """A body that is no JSON, or not called so, is refused; so are unknown methods and pictures that are none."""
    url, headers = f"{server.url}/xrpc/com.atproto.", {"Authorization": f"Bearer {TOKEN}"}
    said = [
        requests.post(f"{url}repo.putRecord", data=b"{", headers=headers | {"Content-Type": mime}, timeout=5)
        for mime in ("application/json", "text/plain")
    ]
    said.append(requests.post(f"{url}repo.nonsense", json={}, timeout=5))
    said.append(requests.post(f"{url}repo.uploadBlob", json={}, headers=headers, timeout=5))
    assert [answer.status_code for answer in said] == [400] * 4


@pytest.mark.parametrize(("text", "count"), [("", 0), ("e\u0301x", 2), ("👨‍👩‍👧‍👦👍🏽", 2), ("🇨🇭🇫🇷", 2), ("क्षि", 2)])
def test_it_counts_by_hand(text: str, count: int) -> None:
    """The stand-in counts in a way of its own; scripts with conjuncts come out longer than on the real server."""
    assert clusters(text) == count
