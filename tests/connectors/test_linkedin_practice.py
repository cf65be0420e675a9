"""The practice LinkedIn refuses what the real one refuses."""

import json
from dataclasses import replace
from typing import Any

import pytest

from places import Ideas, opened

page = opened("linkedin")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"linkedin-version": ""}, 400), ({"linkedin-version": "202510"}, 426), ({"linkedin-version": "202701"}, 426),
     ({"x-restli-protocol-version": "1.0.0"}, 400), ({"x-restli-method": "GET"}, 400),
     ({"content-type": "text/plain"}, 415), ({"authorization": "Bearer x"}, 401)],
)  # fmt: skip
def test_the_practice_server_wants_every_header(page: Any, idea: Ideas, headers: dict[str, str], status: int) -> None:
    """Our own server refuses calls that LinkedIn would refuse."""
    page.connector.publish(page.connector.render(idea(), ()), "k", ())
    first = page.server.requests[0]
    asked = replace(first, headers=first.headers | headers, body=first.body.replace(b"Sponge", b"Ginger"))
    assert page.server.service.answer(asked).status == status


@pytest.mark.parametrize(
    "change", [{"x": 1}, {"author": "urn:li:organization:1"}, {"lifecycleState": "DRAFT"}, {"visibility": None},
               {"content": {"poll": {}}}, {"content": {"article": {"source": "https://a.example"}}},
               {"content": {"media": {"id": "urn:li:image:1"}}}],
)  # fmt: skip
def test_the_practice_server_refuses_what_linkedin_refuses(page: Any, idea: Ideas, change: dict[str, Any]) -> None:
    """Unknown fields, other authors, unknown pictures and cards without titles are refused."""
    page.connector.publish(page.connector.render(idea(), ()), "k", ())
    first = page.server.requests[0]
    reply = page.server.service.answer(replace(first, body=json.dumps(first.json() | change).encode()))
    assert (reply.status, b"ERROR :: /" in reply.body) == (422, True)
