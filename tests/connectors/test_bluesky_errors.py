"""What the Bluesky connector makes of every answer: exactly one error, and never a secret in its words."""

import datetime as dt
import socket
from typing import Any

import pytest

from bluesky_place import ACCOUNT, answering, asked
from communique.connectors import transport
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.practice.bluesky import DID, KEYS, RESET, TOKEN
from communique.connectors.practice.server import Mishap, Reply
from communique.connectors.tid import tid
from communique.post.picture import Picture
from places import NOW, Ideas, Open, opened

place = opened("bluesky", **ACCOUNT)


# The session


def test_a_session_is_used_for_an_hour(place: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """One session serves many posts; an old one is opened anew before its token ends."""
    rendering = place.connector.render(idea(), ())
    for minutes in (0, 30, 59, 61, 90):
        moments.append(NOW + dt.timedelta(minutes=minutes))
        place.connector.publish(rendering, f"k{minutes}", ())
    assert len(asked(place.server, "com.atproto.server.createSession")) == 2


@pytest.mark.parametrize("name", ["ExpiredToken", "InvalidToken"])
def test_an_ended_session(place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A session that the server has ended means that nothing was sent; the next try opens another."""
    rendering = place.connector.render(idea(), ())
    with monkeypatch.context() as patch:
        answering(patch, place, "putRecord", Reply.of(400, {"error": name, "message": "Token has expired"}))
        with pytest.raises(Unreachable, match="the session had ended"):
            place.connector.publish(rendering, "k", ())
    place.connector.publish(rendering, "k", ())
    assert len(asked(place.server, "com.atproto.server.createSession")) == 2


def test_a_closed_account(place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that Bluesky has suspended is parked, whatever the password."""
    session = {"did": DID, "handle": "isotc400.bsky.social", "accessJwt": TOKEN, "refreshJwt": "r", "active": False}
    answering(monkeypatch, place, "createSession", Reply.of(200, {**session, "status": "suspended"}))
    with pytest.raises(Unauthorized, match="suspended"):
        place.connector.publish(place.connector.render(idea(), ()), "k", ())


@pytest.mark.parametrize(
    ("endpoint", "moved"),
    [
        ("https://morel.host.bsky.network", True),
        ("http://morel.host.bsky.network", False),
        ("https://a@b", False),
        (7, False),
    ],
)
def test_the_server_that_keeps_the_account(
    open_place: Open, monkeypatch: pytest.MonkeyPatch, endpoint: object, *, moved: bool
) -> None:
    """As Bluesky's own app does, we go on to the server that keeps the account, if that is encrypted."""
    place = open_place("bluesky")
    repository = place.connector._repository
    repository.moves = True
    services = [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint}]
    session = {"did": DID, "handle": "isotc400.bsky.social", "accessJwt": TOKEN, "refreshJwt": "r"}
    answering(monkeypatch, place, "createSession", Reply.of(200, {**session, "didDoc": {"service": services}}))
    assert (repository.session.client._build_url("x") == f"{endpoint}/xrpc/x") is moved


def test_an_address_of_its_own_is_kept(place: Any) -> None:
    """Where the committee names an `api_url`, nothing goes anywhere else."""
    assert place.connector._repository.moves is False


# What answers come to


BROKEN = {"error": "InternalServerError", "message": "Internal Server Error"}
DENIED = {"error": "AuthenticationRequired", "message": f"not {KEYS.app_password.get_secret_value()} {TOKEN}"}
INVALID = {"error": "InvalidRequest", "message": "Invalid app.bsky.feed.post record"}
ANSWERS: list[tuple[Reply, type[ConnectorError]]] = [
    (Reply.of(400, INVALID), Refused),
    (Reply.of(400, {"error": "RepoTakendown", "message": "gone"}), Unauthorized),
    (Reply.of(401, DENIED), Unauthorized),
    (Reply.of(403, {"error": "Forbidden", "message": "no"}), Unauthorized),
    (Reply.of(409, {"error": "Conflict", "message": "busy"}), InDoubt),
    (Reply.of(413, {"error": "PayloadTooLarge", "message": "large"}), Refused),
    (Reply.of(429, {"error": "RateLimitExceeded", "message": "slow"}), Throttled),
    (Reply.of(500, BROKEN), InDoubt),
    (Reply.of(502, BROKEN), InDoubt),
    (Reply(503, b"<html>"), InDoubt),
    (Reply(302, b"", {"Location": "/xrpc/elsewhere"}), InDoubt),
    (Reply(200, b"<html>", {"Content-Type": "application/json"}), InDoubt),
    (Reply(200, b"<html>"), InDoubt),
    (Reply.of(200, {}), InDoubt),
    (Reply.of(200, []), InDoubt),
    (Reply.of(200, {"uri": "at://did:plc:else/app.bsky.feed.post/x", "cid": "bafy"}), InDoubt),
]


@pytest.mark.parametrize(("reply", "kind"), ANSWERS, ids=lambda each: str(getattr(each, "status", "")))
def test_answers_to_a_post(
    place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch, *, reply: Reply, kind: type[ConnectorError]
) -> None:
    """Every answer to the one request that publishes is exactly one error, and none tells a secret."""
    answering(monkeypatch, place, "putRecord", reply)
    with pytest.raises(ConnectorError) as caught:
        place.connector.publish(place.connector.render(idea(), ()), "k", ())
    assert type(caught.value) is kind
    assert not any(secret in str(caught.value) for secret in (KEYS.app_password.get_secret_value(), TOKEN))
    assert not any(request.path.endswith("elsewhere") for request in place.server.requests)


@pytest.mark.parametrize("name", ["createSession", "getRecord", "uploadBlob", "resolveHandle"])
@pytest.mark.parametrize(("reply", "kind"), ANSWERS[:15], ids=lambda each: str(getattr(each, "status", "")))
def test_answers_before_a_post(  # noqa: PLR0913, PLR0917 -- a table
    place: Any, idea: Ideas, picture: Picture, monkeypatch: pytest.MonkeyPatch, name: str, reply: Reply,
    kind: type[ConnectorError],
) -> None:  # fmt: skip
    """What fails before the post is public is never a doubt; a name that nobody bears stops nothing."""
    answering(monkeypatch, place, name, reply)
    rendering = place.connector.render(idea(text="By @a.bsky.social."), (picture,))
    if name == "resolveHandle" and kind is Refused:
        place.connector.publish(rendering, "k", ())
        assert len(place.server.posts) == 1
        return
    with pytest.raises(Unreachable if kind is InDoubt else kind):
        place.connector.publish(rendering, "k", ())
    assert place.server.posts == ()


@pytest.mark.parametrize(("reply", "kind"), ANSWERS[:15], ids=lambda each: str(getattr(each, "status", "")))
def test_answers_to_a_look(
    place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch, *, reply: Reply, kind: type[ConnectorError]
) -> None:
    """A look says "surely not there" for one answer alone; for all others asking again helps, or it can't be told."""
    answering(monkeypatch, place, "getRecord", reply)
    again = reply.status == 429 or reply.status >= 500
    with pytest.raises(ConnectorError) as caught:
        place.connector.find(place.connector.render(idea(), ()), "k", (), NOW)
    assert type(caught.value) is (Unreachable if again else InDoubt)


def test_a_wait_is_kept(place: Any, idea: Ideas) -> None:
    """The moment that the server names is kept, within a week."""
    assert int(RESET) > NOW.timestamp()
    place.server.misbehave(Mishap.THROTTLE)
    with pytest.raises(Throttled) as caught:
        place.connector.publish(place.connector.render(idea(), ()), "k", ())
    assert caught.value.until == NOW + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
        ({"Retry-After": "7"}, 7),
        ({}, 900),
        ({"ratelimit-reset": "x"}, 900),
    ],
)
def test_how_long_to_wait(
    place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch, *, headers: dict[str, str], seconds: int
) -> None:
    """The limit's own end counts, then the general header, then a quarter of an hour."""
    answering(monkeypatch, place, "putRecord", Reply(429, b"{}", headers))
    with pytest.raises(Throttled) as caught:
        place.connector.publish(place.connector.render(idea(), ()), "k", ())
    assert caught.value.until == NOW + dt.timedelta(seconds=seconds)


def test_a_dead_host(open_place: Open, idea: Ideas) -> None:
    """Where nobody listens nothing was sent."""
    place = open_place("bluesky")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place.connector._repository.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        rendering = place.connector.render(idea(), ())
        with pytest.raises(Unreachable, match=r"nothing was sent: ConnectError from http://127"):
            place.connector.publish(rendering, "k", ())
        with pytest.raises(Unreachable):
            place.connector.find(rendering, "k", (), NOW)


def test_an_endless_answer(place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer longer than anything a server tells us is a doubt, and not read to its end."""
    monkeypatch.setattr(transport, "LARGEST", 5000)
    answering(monkeypatch, place, "putRecord", Reply(200, b" " * 6000))
    with pytest.raises(InDoubt, match="ReadError"):
        place.connector.publish(place.connector.render(idea(), ()), "k", ())


def test_an_endless_wait(place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that takes too long as a whole is a doubt."""
    place.connector._repository.session  # noqa: B018 -- opened in time
    monkeypatch.setattr(transport, "DEADLINE", -1.0)
    with pytest.raises(InDoubt, match="ReadTimeout"):
        place.connector._repository.put(
            tid("k"), {"$type": "app.bsky.feed.post", "text": "x", "createdAt": "2026-12-01T09:00:00Z"}
        )


def test_no_credentials(place: Any, idea: Ideas) -> None:
    """Credentials of another network open nothing, and the words say how to give the right ones."""
    place.connector._keys = object
    with pytest.raises(Unauthorized, match="communique accounts connect bluesky"):
        place.connector.publish(place.connector.render(idea(), ()), "k", ())


def test_nothing_is_asked_once_it_is_out(
    place: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch, moments: list[dt.datetime]
) -> None:
    """A session that ends with the very request that publishes can't turn a published post into a failure."""
    real = place.server.service.answer

    def slow(request: Any) -> Reply:
        if request.path.endswith("putRecord"):
            moments.append(NOW + dt.timedelta(hours=3))
        return real(request)

    monkeypatch.setattr(place.server.service, "answer", slow)
    assert place.connector.publish(place.connector.render(idea(), ()), "k", ()).remote_id == place.server.posts[0].id
    assert len(asked(place.server, "com.atproto.server.createSession")) == 1
