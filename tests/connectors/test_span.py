"""The time of an attempt: nothing of it is written after that, whatever a connector does before it posts."""

import datetime as dt
import socket
from collections.abc import Callable

import pytest

from communique.connectors import span as spans
from communique.connectors.connector import Connector
from communique.connectors.errors import ConnectorError, Unreachable
from communique.connectors.practice.server import Reply, Request
from communique.connectors.practice.table import SERVICES
from communique.connectors.span import SENDING, Span, in_time, within
from communique.connectors.transport import DEADLINE, UNHEARD, patience
from communique.flows.publishing import LEASE
from communique.post.idea import Idea
from communique.post.picture import Picture
from places import NOW, Open, Place

MOMENT = dt.timedelta(seconds=1)
SAID = "The cake no. {} is out today"
Moments = list[dt.datetime]
Lag = Callable[..., Moments]
Publish = Callable[[int], object]


@pytest.fixture(params=SERVICES)
def network(request: pytest.FixtureRequest, open_place: Open) -> Place:
    """Give every network of others in turn."""
    return open_place(request.param)


@pytest.fixture
def lag(network: Place, moments: Moments, monkeypatch: pytest.MonkeyPatch) -> Lag:
    """Let the network's answers take so long, the last as long as all that follow; gives when requests came."""
    answer = network.server.service.answer

    def begin(*takes: dt.timedelta) -> Moments:
        came = Moments()

        def late(request: Request) -> Reply:
            came.append(moments[-1])
            moments.append(moments[-1] + takes[min(len(came), len(takes)) - 1])
            return answer(request)

        monkeypatch.setattr(network.server.service, "answer", late)
        return came

    return begin


@pytest.fixture
def publish(network: Place, idea: Callable[..., Idea], picture: Picture, moments: Moments) -> Publish:
    """Publish a text with pictures, within an attempt that begins now; give the receipt, or what went wrong."""

    def attempt(number: int) -> object:
        connector: Connector = network.connector
        pictures = (picture,) * min(connector.limits.pictures, 2)
        rendering = connector.render(idea(id=f"cake-{number}", text=SAID.format(number)), pictures)
        with within(Span.beginning(lambda: moments[-1])):
            try:
                return connector.publish(rendering, f"key {number}", ())
            except ConnectorError as error:
                return error

    return attempt


def test_the_wall_clock_counts() -> None:
    """A machine that slept, or a clock that was set forward, ends an attempt's time."""
    moments = [NOW]
    span = Span.beginning(lambda: moments[-1])
    moments.append(NOW + SENDING)
    assert not span.over()
    moments.append(NOW + SENDING + MOMENT)
    assert span.over()


def test_the_time_since_the_start_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was set back gives no more time."""
    moments = [NOW]
    span = Span.beginning(lambda: moments[-1])
    moments.append(NOW - dt.timedelta(days=1))
    monkeypatch.setattr(spans, "since_boot", lambda: span.since_boot + SENDING.total_seconds() + 1)
    with within(span), pytest.raises(Unreachable, match="nothing was sent any more"):
        in_time()


def test_without_an_attempt_there_is_no_limit() -> None:
    """What is no attempt, as a look or a withdrawal, takes its time; and so does what comes after one."""
    span = Span(-1e9, NOW, lambda: NOW)
    with within(span):
        pass
    in_time()


def test_what_is_left_of_the_lease() -> None:
    """From the last moment at which a request is begun, the longest answer and five minutes more fit in the lease."""
    longest = dt.timedelta(seconds=sum(patience()) + DEADLINE + UNHEARD)
    assert SENDING + longest + dt.timedelta(minutes=5) <= LEASE


def test_no_request_comes_late(lag: Lag, publish: Publish, moments: Moments) -> None:
    """However slow a network is at each step, nothing of an attempt comes after its time."""
    for seconds in (50, 100, 200):
        came, began = lag(dt.timedelta(seconds=seconds)), moments[-1]
        publish(seconds)
        assert came[0] == began
        assert max(came) <= began + SENDING


def test_asleep_before_any_request(network: Place, lag: Lag, publish: Publish) -> None:
    """Whichever request a machine falls asleep before: if it says that nothing was sent, nothing is there."""
    for step in range(1, 40):
        came = lag(*[MOMENT] * (step - 1), SENDING + MOMENT, MOMENT)
        ended = publish(step)
        stands = any(SAID.format(step) in post.text for post in network.server.posts)
        assert stands or type(ended) is Unreachable, (step, ended)
        assert not (stands and type(ended) is Unreachable), step
        if len(came) < step:
            break
    assert stands
    assert step > 1


def test_what_is_in_vain_is_given_up(network: Place, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line to a network has its limit, so that the kernel brings nothing there after we gave it up."""
    lines, connect = list[socket.socket](), socket.socket.connect

    def noting(line: socket.socket, address: object) -> None:
        lines.append(line.dup())
        connect(line, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", noting)
    publish(1)
    assert network.server.posts
    for line in lines:
        with line:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNHEARD * 1000
