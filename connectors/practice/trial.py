"""Tries a connector on a practice server, with something going wrong, as the publishing flows would go on from it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from communique.connectors.connector import Connector
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unauthorized
from communique.connectors.practice.server import Mishap
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering

LOOKS = 4
"""So many times a doubt is looked at, an hour apart, before the Secretary is asked."""
ROUNDS = 6
"""So many times a part is tried; none of the mishaps lasts longer."""
CONSISTENT = {
    "blog": "a folder on our own disk",
    "bluesky": "the account's own server shows what it has taken in (seen on a real one)",
    "discourse": "a topic is in the forum's database before the answer goes out",
    "fake": "the practice network forgets no key",
    "mastodon": "the key brings the same post back within the hour, and the account's list comes from the database",
    "wordpress": "a post is in the site's database before the answer goes out (seen on a real one)",
}
"""Networks that show at once what they have taken in, and why we believe it; only there is “not found” a sure no."""


class Ending(StrEnum):
    """How a trial ended."""

    PUBLISHED = "published once"
    ASKED = "the Secretary is asked"
    REFUSED = "refused, and nothing is out"


@dataclass(slots=True)
class Trial:
    """One rendering sent to one network."""

    connector: Connector
    rendering: Rendering
    since: dt.datetime
    key: str = "trial"
    stands: tuple[Receipt, ...] = ()
    steps: list[str] = field(default_factory=list[str])
    """What happened, in words."""

    def run(self) -> Ending:
        """Send every part and give how it ended."""
        for number in range(len(self.rendering.parts)):
            ending = next((end for _ in range(ROUNDS) if (end := self._once(f"{self.key}-{number}"))), Ending.ASKED)
            if ending is not Ending.PUBLISHED:
                return ending
        return Ending.PUBLISHED

    def _once(self, key: str) -> Ending | None:
        """Try a part once; None if it is to be tried again."""
        try:
            return self._stood(self.connector.publish(self.rendering, key, self.stands), "published")
        except InDoubt as error:
            self.steps.append(f"in doubt: {error}")
            return self._settled(key)
        except Unauthorized as error:
            self.steps.append(f"account parked: {error}")
        except Refused as error:
            self.steps.append(f"refused: {error}")
            return Ending.REFUSED
        except ConnectorError as error:
            self.steps.append(f"later again: {error}")
        return None

    def _settled(self, key: str) -> Ending | None:
        """Look for a part on the network, later and later; None if it surely is not there."""
        for _ in range(LOOKS):
            try:
                found = self.connector.find(self.rendering, key, self.stands, self.since)
            except ConnectorError as error:
                self.steps.append(f"not settled: {error}")
                continue
            if found:
                return self._stood(found, "found")
            self.steps.append("surely not there: sent again")
            return None
        return Ending.ASKED

    def _stood(self, receipt: Receipt, how: str) -> Ending:
        """Keep a receipt."""
        self.stands += (receipt,)
        self.steps.append(f"{how}: {receipt.url}")
        return Ending.PUBLISHED


def mishaps_of(network: str) -> Iterator[Mishap]:
    """Give what can go wrong on a network."""
    return (mishap for mishap in Mishap if mishap is not Mishap.LAG or network not in CONSISTENT)
