"""What an account rule looks at: one committee with its accounts, as it stands at one moment."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import cast
from zoneinfo import ZoneInfo

from communique.committee.accounts import Accounts, Official
from communique.committee.committee import Committee, Person
from communique.committee.document import inside
from communique.committee.mistake import Place
from communique.committee.workspace import Home


@dataclass(frozen=True, slots=True)
class Standing:
    """One committee with its accounts, as it stands at one moment."""

    home: Home
    now: dt.datetime
    """In UTC; the same moment gives the same findings."""
    others: tuple[Home, ...] = ()
    """The other committees of the workspace."""
    published: Mapping[str, dt.datetime] | None = None
    """When something was last published, by network; None if there is no queue to look into."""
    pictures: Mapping[str, str] = default(default_factory=dict[str, str])
    """SHA-256, in hex, of the profile picture by network; empty where the file can't be read."""
    places: Mapping[str, Place] = default(default_factory=dict[str, Place])
    """Where each field stands in the committee file."""

    @property
    def committee(self) -> Committee:
        """Give the committee."""
        return self.home.committee

    @property
    def accounts(self) -> dict[str, Official]:
        """Give the account on each network."""
        return self.committee.accounts.official()

    @property
    def today(self) -> dt.date:
        """Give the date in the committee's zone."""
        return self.now.astimezone(ZoneInfo(self.committee.timezone)).date()

    def values(self, path: str) -> Iterator[tuple[str, object]]:
        """Give every value at a path like `creators[].since` or `accounts[].bio`; None where the path breaks off."""
        spots: list[tuple[str, object]] = [("", self.committee)]
        for step in path.split("."):
            name = step.removesuffix("[]")
            spots = [(inside(field, name), getattr(value, name, None)) for field, value in spots]
            if step != name:
                spots = [entry for field, value in spots for entry in _entries(field, value)]
        yield from spots

    def whose(self, field: str) -> str:
        """Name the person, the network or the committee that a field like `creators[0].since` is about."""
        holder = field.rpartition(".")[0]
        person: Person | None = self.committee.people().get(holder)
        if person:
            return person.name or person.id
        network = holder.removeprefix("accounts.")
        return network if network in self.accounts else self.committee.committee


def _entries(field: str, value: object) -> Iterator[tuple[str, object]]:
    """Give what a list holds, or the accounts that there are."""
    if isinstance(value, Accounts):
        yield from ((inside(field, network), account) for network, account in value.official().items())
    elif isinstance(value, tuple):
        yield from ((inside(field, number), item) for number, item in enumerate(cast("tuple[object, ...]", value)))
