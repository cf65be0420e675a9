"""The shape that every connector has."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering

Pictures = Callable[[str], bytes]
"""Gives the bytes of a picture by its digest; raises KeyError where there are none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network allows, counted as the network counts."""

    length: int
    """Longest text of one part; 0 means no limit."""
    pictures: int
    """Most pictures on one part."""
    measure: Callable[[str], int]
    frame: Frame | None = None
    """What a picture must be; None if any that we take will do."""


class Connector(Protocol):
    """One official account on one network."""

    @property
    def network(self) -> str:
        """Name the network."""
        ...

    @property
    def limits(self) -> Limits:
        """Tell what the network allows."""
        ...

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent; pure, so that the Secretary is shown the same."""
        ...

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:
        """Send the part that follows those that stand; one effect.

        The same key again changes nothing and gives the same receipt where the network allows it.
        Raises exactly one `ConnectorError` if the part was not surely published.
        """
        ...

    def find(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...], since: dt.datetime) -> Receipt | None:
        """Look whether the part that follows those that stand was published; None if it surely was not.

        Raises `InDoubt` if that can't be told, `Unreachable` if nobody answers.
        """
        ...

    def retract(self, receipt: Receipt) -> None:
        """Take a published part back; a second time changes nothing."""
        ...
