"""What the next slot sends, and why everything else stays: the same choice as the publishing flow makes."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from communique.committee.times import local, slot_after, slot_before
from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.flows.publishing import Sender
from communique.queue import approvers, controls, sending, view
from communique.queue.states import State
from communique.queue.view import Planned


@dataclass(frozen=True, slots=True)
class Stay:
    """A delivery that the next slot does not send, and why."""

    planned: Planned
    why: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """One committee's next slot."""

    home: Home
    slot: dt.datetime
    hold: str
    """Why nothing at all goes out; empty if something may."""
    still: tuple[Planned, ...]
    """What the last slot has still room for: the hourly look sends it before the next slot."""
    still_until: dt.datetime | None
    """When the last slot ends; None if it has ended."""
    going: tuple[Planned, ...]
    """What goes out at the next slot, in its order."""
    staying: tuple[Stay, ...]


def forecast(installation: Installation, home: Home, now: dt.datetime) -> Forecast:
    """Look ahead to a committee's next slot, as if nothing but time passed until then; changes nothing."""
    slot = slot_after(home.committee.slot, home.committee.timezone, now)
    hold = held(installation, home)
    until, room = open_slot(installation, home, now)
    reasons = Reasons(home, slot, void(installation, home, slot))
    void_now = void(installation, home, now)
    still: list[Planned] = []
    going: list[Planned] = []
    staying: list[Stay] = []
    for each in view.ready(installation.engine, home.committee.key):
        here = each.delivery in room
        why = hold or (void_now(each) if here else reasons.why(each))
        if why:
            staying.append(Stay(each, why))
        else:
            (still if here else going).append(each)
    return Forecast(home, slot, hold, tuple(still), until, tuple(going), tuple(staying))


def held(installation: Installation, home: Home) -> str:
    """Say why a committee publishes nothing now; empty if it does."""
    committee = home.committee
    if committee.approval.one_time_code and not approvers.approvers(installation.engine, committee.key):
        return f"nobody is enrolled; run: communique secretary enroll {committee.secretary.id}"
    if controls.stopped(installation.engine, committee.key):
        why = view.health(installation.engine, committee.key).stopped.get(committee.key, "")
        return f"publishing is stopped ({why}); to go on: communique start"
    return ""


def open_slot(
    installation: Installation, home: Home, now: dt.datetime
) -> tuple[dt.datetime | None, frozenset[int]]:  # fmt: skip
    """Give until when the last slot lasts, and the deliveries that it has still room for; None if it has ended."""
    committee = home.committee
    last = slot_before(committee.slot, committee.timezone, now)
    if now > last + committee.slot.late_until:
        return None, frozenset()
    most = committee.slot.per_network
    chosen = [
        sending.due(installation.engine, committee.key, network, now=now, slot=last, per_network=most)
        for network in committee.accounts.networks()
    ]
    return last + committee.slot.late_until, frozenset(delivery for each in chosen for delivery in each)


def void(installation: Installation, home: Home, at: dt.datetime) -> Callable[[Planned], str]:
    """Give a look at whether an approval holds at a moment; it gives why not, or an empty text."""
    sender = Sender(installation.engine, home, clock=lambda: at)

    def look(planned: Planned) -> str:
        approved = sending.peek(installation.engine, planned.delivery)
        why = sender.broken(approved) if approved else None
        return f"its approval no longer holds, so it goes back to the Secretary: {why}" if why else ""

    return look


class Reasons:
    """Finds why a delivery stays, and counts the places of the slot that are taken."""

    def __init__(self, home: Home, slot: dt.datetime, void: Callable[[Planned], str]) -> None:
        """Look ahead to this slot of this committee."""
        self.home, self.slot, self.void = home, slot, void
        self.end = slot + home.committee.slot.late_until
        self.taken: Counter[str] = Counter()

    def why(self, planned: Planned) -> str:
        """Say why this slot does not send a delivery; empty if it does, and then its place is taken."""
        if planned.state is State.WAITING:
            return "it waits for the Secretary's decision"
        if planned.network not in self.home.committee.accounts.networks():
            return f"the committee has no account on {planned.network} any more"
        if planned.held:
            return f"its account is parked ({planned.held}); put that right, then run: communique start"
        return self.untimely(planned) or self.crowded(planned)

    def untimely(self, planned: Planned) -> str:
        """Say why its time has not come, or has passed."""
        if planned.before and planned.before <= self.slot:
            return f"its window ends {self.at(planned.before)}, before the slot: it will be missed"
        if planned.after and planned.after > self.slot:
            return f"its window opens only {self.at(planned.after)}{self.later(planned.after)}"
        if planned.until and planned.until > self.slot:
            return f"the network wants no other try before {self.at(planned.until)}{self.later(planned.until)}"
        return ""

    def crowded(self, planned: Planned) -> str:
        """Say that the slot is full, or that an approval is void; one that is void has taken its place all the same."""
        most = self.home.committee.slot.per_network
        if self.taken[planned.network] >= most:
            following = slot_after(self.home.committee.slot, self.home.committee.timezone, self.slot)
            return f"a slot sends at most {most} on {planned.network}; the next slot is {self.at(following)}"
        self.taken[planned.network] += 1
        return self.void(planned)

    def later(self, moment: dt.datetime) -> str:
        """Say what happens to a delivery whose time comes after the slot has begun."""
        if moment <= self.end:
            return f"; the slot lasts until {self.at(self.end)}, so it follows if there is room"
        return ""

    def at(self, moment: dt.datetime) -> str:
        """Write a moment in the committee's zone."""
        return local(moment, self.home.committee.timezone)
