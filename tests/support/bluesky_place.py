"""An account on a practice server of Bluesky."""

from typing import Any

import pytest

from communique.connectors.practice.server import PracticeServer, Reply
from places import Place

ACCOUNT = {"name": "ISO/TC 400", "bio": "Official account"}


def asked(server: PracticeServer, name: str) -> list[Any]:
    """Give the bodies of every request of one kind, in order."""
    return [request.json() for request in server.requests if request.path == f"/xrpc/{name}"]


def answering(monkeypatch: pytest.MonkeyPatch, place: Place, name: str, reply: Reply) -> None:
    """Let the server answer requests of one kind so."""
    real = place.server.service.answer
    monkeypatch.setattr(
        place.server.service, "answer", lambda request: reply if request.path.endswith(name) else real(request)
    )
