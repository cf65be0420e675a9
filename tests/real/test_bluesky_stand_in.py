"""The stand-in for a Bluesky server answers as a real one does."""

from typing import Any

import pytest
import requests

from communique.committee.accounts import BlueskyAccount
from communique.connectors.practice.bluesky import KEYS, BlueskyService
from communique.connectors.practice.server import PracticeServer

GOOD = {"$type": "app.bsky.feed.post", "text": "Cake", "createdAt": "2026-12-01T09:00:00.000Z"}
BLOB = {"$type": "blob", "ref": {"$link": f"bafkrei{'a' * 52}"}, "mimeType": "image/png", "size": 5}
CARD = {"$type": "app.bsky.embed.external", "external": {"uri": "no address", "title": "", "description": ""}}
CHANGES: list[dict[str, object]] = [
    {},
    {"text": "x" * 301},
    {"text": "é" * 1501},
    {"createdAt": None},
    {"createdAt": "now"},
    {"embed": {"$type": "app.bsky.embed.images", "images": [{"image": BLOB}]}},
    {"embed": {"$type": "app.bsky.embed.images", "images": [{"image": BLOB, "alt": ""}]}},
    {"embed": {"$type": "app.bsky.embed.images", "images": [{"image": BLOB, "alt": ""}] * 5}},
    {"embed": CARD},
    {"reply": {"root": {"uri": "at://x"}}},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_the_stand_in_answers_alike(member: Any, changes: dict[str, object]) -> None:
    """What the stand-in for rehearsals takes or refuses, the real server takes or refuses under the same name."""
    record = {name: value for name, value in (GOOD | changes).items() if value is not None}
    with PracticeServer(BlueskyService(BlueskyAccount(handle=member.handle))) as stand_in:
        real = answers(member.url, member.handle, member.app_password, record)
        ours = answers(stand_in.url, member.handle, KEYS.app_password.get_secret_value(), record)
    assert real == ours


def answers(url: str, handle: str, password: str, record: object) -> list[tuple[int, str]]:
    """Say something wrong first, then log in, put a record twice, look and delete; gives status and name of each."""
    said: list[requests.Response] = []

    def ask(name: str, body: dict[str, object], token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        said.append(requests.post(f"{url}/xrpc/com.atproto.{name}", json=body, headers=headers, timeout=30))
        return dict(said[-1].json())

    ask("server.createSession", {"identifier": handle, "password": "wrong"})
    ask("server.createSession", {"identifier": handle})
    session = ask("server.createSession", {"identifier": handle, "password": password})
    place = {"repo": session["did"], "collection": "app.bsky.feed.post", "rkey": "3jzfcijpj2z2a"}
    for token in ("", "x", session["accessJwt"], session["accessJwt"]):
        ask("repo.putRecord", {**place, "record": record, "validate": True}, token)
    ask("repo.putRecord", {**place, "rkey": "abc", "record": record, "validate": True}, session["accessJwt"])
    look = f"{url}/xrpc/com.atproto.repo.getRecord"
    said.append(requests.get(look, params={**place, "rkey": "3jzfcijpj2z2b"}, timeout=30))
    said.append(requests.get(look, params={**place, "repo": f"did:plc:{'a' * 24}"}, timeout=30))
    for _ in range(2):
        ask("repo.deleteRecord", dict(place), session["accessJwt"])
    return [(answer.status_code, answer.json().get("error", "")) for answer in said]
