"""Every way in which HTTP can fail answers the question whether we may send again."""

import datetime as dt
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import requests
from requests import exceptions

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.transport import Transport, patient
from communique.connectors.verdicts import judge, pause_end
from communique.connectors.wire import Wire
from places import NOW
from ports import free_port
from stranger import stranger

CLASSES = [value for value in vars(exceptions).values() if isinstance(value, type)]
ALL = [value for value in CLASSES if issubclass(value, requests.RequestException)]
BEFORE_SENDING = {
    exceptions.ConnectTimeout, exceptions.InvalidHeader, exceptions.InvalidProxyURL, exceptions.InvalidSchema,
    exceptions.InvalidURL, exceptions.MissingSchema, exceptions.URLRequired,
}  # fmt: skip
STATUSES = {
    300: InDoubt, 301: InDoubt, 302: InDoubt, 304: InDoubt, 307: InDoubt, 308: InDoubt,
    400: Refused, 401: Unauthorized, 403: Unauthorized, 404: Refused, 405: Refused, 408: InDoubt, 409: InDoubt,
    410: Refused, 413: Refused, 415: Refused, 422: Refused, 425: InDoubt, 429: Throttled, 451: Refused,
    500: InDoubt, 501: InDoubt, 502: InDoubt, 503: InDoubt, 504: InDoubt, 599: InDoubt,
}  # fmt: skip


def wire(root: str) -> Wire:
    """Make a wire to a server."""
    return Wire(Transport(root), lambda: NOW)


@pytest.fixture
def answering() -> Iterator[Callable[..., Wire]]:
    """Give wires to servers that always answer the same."""
    with ExitStack() as servers:

        def answer(status: int, **headers: str) -> Wire:
            url, _ = servers.enter_context(stranger(status, b"", **headers))
            return wire(f"{url}/")

        yield answer


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.__name__)
def test_every_failure_of_requests_is_mapped(error: type[requests.RequestException]) -> None:
    """What fails before sending is unreachable, all else is a doubt, and no failure is forgotten."""
    kind = Unreachable if error in BEFORE_SENDING else InDoubt
    made = error("x", "", 0) if error is exceptions.JSONDecodeError else error("x")
    assert type(judge(made, NOW)) is kind


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_mapped(status: int, answering: Callable[..., Wire]) -> None:
    """A clean no is refused, a wait is a wait, and whatever may have been done is a doubt; nothing is followed."""
    with pytest.raises(STATUSES[status]) as caught:
        answering(status, Location="http://127.0.0.1:9/").effect("POST", "/posts", data=b"{}")
    assert type(caught.value) is STATUSES[status]
    assert str(status) in str(caught.value)


@pytest.mark.parametrize(("status", "kind"), [(429, Unreachable), (500, Unreachable), (302, InDoubt), (401, InDoubt)])
def test_looking_may_be_repeated(status: int, kind: type[Exception], answering: Callable[..., Wire]) -> None:
    """What may pass is asked again later; what a person must cure is a doubt."""
    with pytest.raises(kind):
        answering(status).look("/posts", {"key": "key"})


def test_a_refused_connection_is_unreachable() -> None:
    """Where nobody listens, nothing was sent."""
    port = free_port()
    nobody = wire(f"http://127.0.0.1:{port}/")
    with pytest.raises(Unreachable, match="nothing was sent: ConnectionError from http://127"):
        nobody.effect("POST", "/posts")
    with pytest.raises(Unreachable):
        nobody.look("/posts")


def test_an_unknown_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the name is unknown, nothing was sent."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable):
        wire("http://nowhere.invalid/").effect("POST", "/posts")


def test_silence_is_a_doubt() -> None:
    """A server that takes a message and says nothing may have posted it."""
    with patient(1, 0.05), socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(InDoubt, match="the answer was lost: ReadTimeout"):
            wire(f"http://127.0.0.1:{port}/").effect("POST", "/posts")


def test_a_certificate_error_is_a_doubt() -> None:
    """Requests does not tell whether encryption failed before or after sending, so nobody knows."""
    assert isinstance(judge(exceptions.SSLError(ssl.SSLError("bad certificate")), NOW), InDoubt)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 1),
        ("Tue, 01 Dec 2026 09:05:00 GMT", 300),
        ("Tue, 01 Dec 2026 10:05:00 +0100", 300),
        ("Tue, 01 Dec 2026 09:05:00 -0000", 300),
        ("Tue, 01 Dec 2020 09:05:00 GMT", 1),
        ("99999999999999999999", 7 * 86400),
        ("Tue, 01 Dec 2099 09:05:00 GMT", 7 * 86400),
        ("-5", 900), ("soon", 900), ("1.5", 900), ("²", 900), ("", 900), (None, 900),
    ],
)  # fmt: skip
def test_how_long_to_wait(header: str | None, seconds: int) -> None:
    """Seconds or a date, never in the past, never longer than a week, a quarter of an hour if nobody can read it."""
    assert pause_end(header, NOW) == NOW + dt.timedelta(seconds=seconds)


def test_a_wait_is_kept(answering: Callable[..., Wire]) -> None:
    """What the network says of waiting reaches those who wait."""
    with pytest.raises(Throttled) as caught:
        answering(429, Retry_After="60").effect("POST", "/posts")
    assert caught.value.until == NOW + dt.timedelta(minutes=1)
