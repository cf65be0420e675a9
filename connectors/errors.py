"""What can go wrong while sending; each error answers "may we send again?".

ConnectorError
├── Refused             a clean no: not posted; never again unchanged
│   └── Unauthorized    credentials: the whole account is parked, the Secretary is told
├── Throttled(until)    not posted; again after `until`
├── Unreachable         nothing was sent; again
└── InDoubt             lost answer, server error after sending, anything unknown
"""

import datetime as dt
from typing import ClassVar

from communique.post.receipt import Outcome


class ConnectorError(Exception):
    """A part that was not surely published; says in words for a person why."""

    outcome: ClassVar[Outcome] = Outcome.IN_DOUBT


class Refused(ConnectorError):
    """The network said a clean no: not posted, and never again unchanged."""

    outcome = Outcome.REFUSED


class Unauthorized(Refused):
    """The network did not accept our credentials: the whole account is parked."""

    outcome = Outcome.UNAUTHORIZED


class Throttled(ConnectorError):
    """The network asks us to wait: not posted."""

    outcome = Outcome.THROTTLED

    def __init__(self, message: str, until: dt.datetime) -> None:
        """Keep the moment (UTC) after which we may send again."""
        super().__init__(message)
        self.until = until


class Unreachable(ConnectorError):
    """Nothing was sent; it may be sent again."""

    outcome = Outcome.UNREACHABLE


class InDoubt(ConnectorError):
    """Nobody knows whether it was posted; `find` settles it, never a blind resend."""
