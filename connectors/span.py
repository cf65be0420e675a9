"""How long one attempt may go on sending: one limit for all its requests, looked at right before each is written.

Two clocks count, and of them the one that has gone further: the wall's, because machines are compared by it, and the
time since the machine was started, because nobody sets it. The clock that Python calls monotonic stops while Linux is
suspended, so `CLOCK_BOOTTIME` is used where there is one. A virtual machine that its host holds still sees neither go
on: there the last look at the queue helps, and nothing after it.
"""

import datetime as dt
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from communique.connectors.errors import Unreachable

SENDING = dt.timedelta(minutes=6)
"""Later than this after its attempt was written down, no request of it is begun: neither a picture nor the post."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time of one attempt, from the moment that is written down as its start."""

    since_boot: float
    began: dt.datetime
    clock: Callable[[], dt.datetime]

    @classmethod
    def beginning(cls, clock: Callable[[], dt.datetime]) -> "Span":
        """Begin now; the clock gives the time in UTC."""
        return cls(since_boot(), clock(), clock)

    def over(self) -> bool:
        """Tell whether it is too late to send anything."""
        counted = max((self.clock() - self.began).total_seconds(), since_boot() - self.since_boot)
        return counted > SENDING.total_seconds()


_SPAN: ContextVar[Span | None] = ContextVar("span", default=None)


@contextmanager
def within(span: Span) -> Generator[None]:
    """Let no request of the block be written after an attempt's time."""
    before = _SPAN.set(span)
    try:
        yield
    finally:
        _SPAN.reset(before)


def in_time() -> None:
    """Raise `Unreachable` if the attempt under way may write nothing any more, as others may send in its place."""
    span = _SPAN.get()
    if span and span.over():
        raise Unreachable(
            f"more than {SENDING.seconds // 60} minutes after the attempt had begun nothing was sent any more"
        )


def since_boot() -> float:
    """Give the seconds since the machine was started, those that it slept included where the system tells."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
