"""X: everything that can go wrong while sending comes to exactly one error, and nothing is sent twice."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from communique.committee.accounts import Accounts, XAccount
from communique.committee.workspace import Home
from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.practice.server import Mishap, PracticeServer, Reply
from communique.connectors.practice.x import KEYS
from communique.connectors.registry import no_keys
from communique.connectors.transport import patient
from communique.connectors.x import X
from communique.post.picture import Picture
from places import NOW, Ideas, Place, answers, connected, opened
from ports import free_port
from x_place import ACCOUNT, asked, meant, send

place = opened("x", **ACCOUNT)
x, answering = connected, answers(meant)


@pytest.mark.parametrize("stage", ["upload", "metadata"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(500, Unreachable), (503, Unreachable), (409, Unreachable), (302, Unreachable), (400, Refused),
     (401, Unauthorized), (413, Refused), (429, Throttled)],
)  # fmt: skip
def test_a_picture_that_fails_is_no_doubt(  # noqa: PLR0917
    place: Place, picture: Picture, answering: Callable[..., None], stage: str, status: int,
    error: type[Exception],
) -> None:  # fmt: skip
    """Before the post nothing is public, so whatever happens to a picture leaves no doubt."""
    answering(Reply.of(status, {"detail": "no"}), f"POST /2/media/{stage}")
    with pytest.raises(error) as caught:
        send(place.connector, "Cakes.", pictures=(picture,))
    assert type(caught.value) is error
    assert "POST /2/tweets" not in asked(place.server)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"data": {}}', b'{"data": {"id": 7}}'])
def test_a_picture_without_an_id_may_be_sent_again(
    x: X, picture: Picture, answering: Callable[..., None], body: bytes
) -> None:
    """A yes to a picture that can't be read makes nothing public."""
    answering(Reply(200, body), "POST /2/media/upload")
    with pytest.raises(Unreachable, match="nothing is public"):
        send(x, "Cakes.", pictures=(picture,))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b'{"data": {}}', b'{"data": {"id": ""}}', b'{"data": {"id": 7}}', b'{"data": []}',
     b'{"errors": [{"title": "Odd"}]}', b'{"data": {"id": "x/../y"}}'],
)  # fmt: skip
def test_a_yes_without_an_id_is_a_doubt(x: X, answering: Callable[..., None], body: bytes) -> None:
    """Whatever can't be read as a yes with an id may stand for a post."""
    answering(Reply(201, body))
    with pytest.raises(InDoubt):
        send(x, "Cakes.")


def test_errors_beside_an_id_are_a_yes(x: X, answering: Callable[..., None]) -> None:
    """X may tell of trouble next to what it did; what has an id stands."""
    answering(Reply.of(200, {"data": {"id": "12", "text": "Cakes."}, "errors": [{"title": "Odd"}]}))
    assert send(x, "Cakes.")[0].remote_id == "12"


@pytest.mark.parametrize(
    ("mishap", "error"),
    [
        (Mishap.THROTTLE, Throttled), (Mishap.REFUSE_CREDENTIALS, Unauthorized), (Mishap.BREAK_BEFORE, InDoubt),
        (Mishap.DROP_BEFORE, InDoubt), (Mishap.BREAK_AFTER, InDoubt), (Mishap.LOSE_ANSWER, InDoubt),
        (Mishap.GARBLE_ANSWER, InDoubt), (Mishap.CUT_ANSWER, InDoubt), (Mishap.LAG, InDoubt),
    ],
)  # fmt: skip
def test_mishaps(x: X, server: PracticeServer, mishap: Mishap, error: type[Exception]) -> None:
    """Each mishap gives its one error after one single request, and no word of it holds a secret."""
    server.misbehave(mishap)
    with pytest.raises(error) as caught:
        send(x, "Cakes.")
    assert type(caught.value) is error
    assert asked(server) == ["POST /2/tweets"]
    assert not [secret for secret in KEYS.secrets() if secret in str(caught.value)]


def test_secrets_are_taken_out(x: X, answering: Callable[..., None]) -> None:
    """Even if X says our own token back to us, nobody reads it."""
    answering(Reply.of(400, {"detail": f"odd: {KEYS.access_token_secret.get_secret_value()}"}))
    with pytest.raises(Refused, match="odd: •••"):
        send(x, "Cakes.")


def test_a_duplicate_may_be_our_own(x: X, server: PracticeServer) -> None:
    """Where X refuses a text because it stands, it may be our own earlier try: a doubt, that looking settles."""
    (receipt,) = send(x, "Cakes.")
    with pytest.raises(InDoubt, match="may have been our own earlier try"):
        send(x, "Cakes.")
    assert [post.id for post in server.posts] == [receipt.remote_id]


def test_nobody_there(home: Home, bodies: dict[str, bytes], idea: Ideas) -> None:
    """Where nobody listens nothing was sent, and looking may be tried again; without keys nothing is tried."""
    port = free_port()
    accounts = Accounts(x=XAccount(handle="@ISOTC400", api_url=f"http://127.0.0.1:{port}"))
    home = replace(home, committee=home.committee.model_copy(update={"accounts": accounts}))
    x = X(home, bodies.__getitem__, lambda: KEYS, lambda: NOW)
    rendering = x.render(idea(), ())
    for act in (lambda: x.publish(rendering, "key", ()), lambda: x.find(rendering, "key", (), NOW), x.identity):
        with pytest.raises(Unreachable):
            act()
    with pytest.raises(Unauthorized, match="accounts connect"):
        X(home, bodies.__getitem__, no_keys, lambda: NOW).publish(rendering, "key", ())


def test_silence_is_a_doubt(x: X, server: PracticeServer) -> None:
    """Where X takes a post and says nothing, nobody knows; it is sent once."""
    server.misbehave(Mishap.HANG)
    with patient(1, 0.05), pytest.raises(InDoubt, match="the answer was lost"):
        send(x, "Cakes.")
    assert asked(server) == ["POST /2/tweets"]


def test_a_throttled_post_knows_until_when(x: X, server: PracticeServer) -> None:
    """The second that X names is kept."""
    server.misbehave(Mishap.THROTTLE)
    with pytest.raises(Throttled) as caught:
        send(x, "Cakes.")
    assert caught.value.until == NOW + dt.timedelta(minutes=2)
