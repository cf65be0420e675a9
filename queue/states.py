"""The states of a delivery and the only ways between them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where one revision stands on its way to one network."""

    WAITING = "waiting"
    """On the Secretary's desk."""
    BLOCKED = "blocked"
    """A rule that nobody may lift keeps it off the desk."""
    CHANGES = "changes"
    """The Secretary asked the author for changes."""
    REJECTED = "rejected"
    READY = "ready"
    """Approved and sealed; goes out when it is due."""
    SENDING = "sending"
    PUBLISHED = "published"
    IN_DOUBT = "in-doubt"
    """Sent, but nobody knows yet whether it arrived."""
    REFUSED = "refused"
    """The network said no."""
    MISSED = "missed"
    """Its publishing window ended before it went out."""
    SUPERSEDED = "superseded"
    """A newer revision took its place."""
    RETRACTED = "retracted"
    """Taken back after it was published."""


class IllegalMove(Exception):
    """A step that the table below does not know: a mistake in this program, never in its use."""


FIRST = frozenset({State.WAITING, State.BLOCKED, State.MISSED})
"""The states in which a delivery may begin."""

SEALED = frozenset({State.READY, State.SENDING, State.PUBLISHED, State.IN_DOUBT})
"""The states that only an approval leads to; the database refuses them without a seal."""

# Not here, on purpose:
#   waiting → sending, waiting → published: only an approval leads out, and it leads to `ready`.
#   blocked → ready: what is blocked goes back to the desk first, where it is seen.
#   changes → waiting, rejected → waiting: a new revision comes in its place; the old bytes are never shown again.
#   sending → waiting, sending → superseded, sending → missed: only settling the try tells what the network has.
#   in-doubt → sending, in-doubt → refused: never a blind second try; a look at the network comes first.
#   published → ready, published → superseded: what is out is not sent again; it can only be taken back.
#   refused → ready: the network said a clean no to exactly these bytes.
#   missed → ready, missed → waiting: a window that has ended does not open again; a new revision has a new window.
#   superseded → …, retracted → …: the end.
TRANSITIONS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.WAITING: frozenset(
            {State.READY, State.REJECTED, State.CHANGES, State.BLOCKED, State.SUPERSEDED, State.MISSED}
        ),
        State.BLOCKED: frozenset({State.WAITING, State.SUPERSEDED, State.MISSED}),
        State.CHANGES: frozenset({State.SUPERSEDED, State.MISSED}),
        State.REJECTED: frozenset({State.SUPERSEDED}),
        State.READY: frozenset({State.SENDING, State.WAITING, State.BLOCKED, State.SUPERSEDED, State.MISSED}),
        State.SENDING: frozenset({State.PUBLISHED, State.READY, State.REFUSED, State.IN_DOUBT}),
        State.IN_DOUBT: frozenset({State.PUBLISHED, State.READY}),
        State.REFUSED: frozenset({State.SUPERSEDED}),
        State.MISSED: frozenset({State.SUPERSEDED}),
        State.PUBLISHED: frozenset({State.RETRACTED}),
        State.SUPERSEDED: frozenset(),
        State.RETRACTED: frozenset(),
    }
)
"""Every step that a delivery may take."""


def may(source: State, target: State) -> bool:
    """Tell whether there is a step from one state to another."""
    return target in TRANSITIONS[source]
