"""Sending what is due: the gate, one attempt per part, and what its end means."""

import datetime as dt
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Engine

from communique.committee.workspace import Home
from communique.connectors.connector import Connector
from communique.connectors.errors import ConnectorError, Throttled
from communique.connectors.registry import connect
from communique.connectors.span import Span, within
from communique.flows.failures import Unsettled, keep
from communique.flows.gate import broken
from communique.flows.keys import Held, keys
from communique.flows.lastlook import LastLook
from communique.post.receipt import Outcome
from communique.queue import doubts, intake, restored, sending
from communique.queue.sending import Claim, Ready, Settlement
from communique.queue.states import State

LEASE = dt.timedelta(minutes=15)
"""How long an attempt may last; after that it counts as in doubt. Its last request was begun long before (`SENDING`);
what is left between the two is for the network to do it, and for clocks that differ from machine to machine."""

Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """Give the present moment; the one place where the flows ask the clock."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one delivery in this run."""

    idea_id: str
    network: str
    state: str
    detail: str = ""
    news: bool = True
    """Whether people have not been told of it before."""

    def __str__(self) -> str:
        """Give it on one line, for logs and for the Secretary."""
        return f"{self.idea_id} on {self.network}: {self.state}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends for one committee; holds what every step needs."""

    engine: Engine
    home: Home
    clock: Clock = utc_now
    failures: list[Exception] = field(default_factory=list[Exception], init=False, repr=False, compare=False)
    """What went wrong besides, while the others had their turn."""
    _last_look: LastLook = field(init=False, repr=False, compare=False)
    _held: dict[str, Held] = field(default_factory=dict[str, Held], init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look at everything once more before it is sent."""
        object.__setattr__(self, "_last_look", LastLook(self.engine, self.home))

    def connector(self, network: str) -> Connector:
        """Give the connector of one of the committee's accounts."""
        return connect(self.home, network, partial(intake.picture, self.engine), self.keys(network))

    def keys(self, network: str) -> Held:
        """Give an account's credentials, which are looked up once, when something is sent."""
        return self._held.setdefault(network, keys(self.home, network, self.clock))

    def send_due(self, slot: dt.datetime) -> list[Sent]:
        """Send what is due at this slot on every account; one network never hides another."""
        sent: list[Sent] = []
        for network in self.home.committee.accounts.networks():
            with self.failing(sent, network):
                self.send_network(network, slot, sent)
        return sent

    def send_network(self, network: str, slot: dt.datetime, sent: list[Sent]) -> None:
        """Send what is due at this slot on one account, one after the other; what became of it is added to `sent`."""
        committee, now = self.home.committee, self.clock()
        per_network = committee.slot.per_network
        chosen = sending.due(self.engine, committee.key, network, now=now, slot=slot, per_network=per_network)
        connector = self.connector(network) if chosen else None
        for delivery in chosen:
            with self.failing(sent, network):
                done = self.send(connector, delivery, slot) if connector else None
                sent += [done] if done else []

    @contextmanager
    def failing(self, sent: list[Sent], network: str) -> Generator[None]:
        """Keep a failure, as people must be told, and go on; only without the queue is it raised."""
        try:
            yield
        except Exception as failure:
            keep(self.failures, failure, f"{self.home.committee.committee} on {network}")
            sent.append(Sent("something", network, "failed", self.keys(network).said(failure)))

    def send(self, connector: Connector, delivery: int, slot: dt.datetime) -> Sent | None:
        """Send one delivery, after a last look whether its approval still holds; None if another was quicker."""
        approved = sending.peek(self.engine, delivery)
        if approved is None:
            return None
        why = self.broken(approved)
        if why:
            sending.back_to_desk(self.engine, delivery, why, now=self.clock())
            return Sent(approved.idea_id, approved.network, "back on the desk", why)
        per_network, span = self.home.committee.slot.per_network, Span.beginning(self.clock)
        claim = sending.claim(self.engine, delivery, slot=slot, per_network=per_network, now=span.began)
        return self.attempt(connector, claim, span) if claim else None

    def broken(self, approved: Ready) -> str | None:
        """Say why an approval no longer holds, or None if it does; the rules are asked here for the third time."""
        fresh = self._last_look.at(approved, self.clock())
        return broken(approved.seal, approved.network, fresh, approved.findings)

    def attempt(self, connector: Connector, claim: Claim, span: Span) -> Sent:
        """Send every part that does not stand yet; each has its own attempt and receipt. Raises `Unsettled`."""
        following: Claim | None = claim
        state, settlement = "", Settlement(Outcome.IN_DOUBT)
        while following:
            settlement = self.try_once(connector, following, span)
            state = self.settle(following, settlement) or "settled elsewhere"
            more = state is State.SENDING
            span = Span.beginning(self.clock)
            following = sending.next_part(self.engine, following, now=span.began) if more else None
        return Sent(claim.idea_id, claim.network, state, settlement.detail)

    def settle(self, claim: Claim, settlement: Settlement) -> State | None:
        """Write down how a try ended. Raises `Unsettled` if that fails: the follow-up will look on the network."""
        try:
            return sending.settle(self.engine, claim, settlement, now=self.clock())
        except Exception as lost:
            what = f"{claim.idea_id} on {claim.network}: {settlement.outcome} ({settlement.detail})"
            raise Unsettled(
                f"{what}. This could not be written into the queue. Nothing more is sent; follow-up will look for it."
            ) from lost

    def try_once(self, connector: Connector, claim: Claim, span: Span) -> Settlement:
        """Make the one call, the queue looked at last; whatever is unknown is a doubt, never a resend."""
        why = sending.obstacle(self.engine, claim) or ("The machine was asleep" if span.over() else "")
        if why:
            return Settlement(Outcome.UNREACHABLE, detail=f"{why}: nothing was sent.")
        try:
            with within(span):
                receipt = connector.publish(claim.rendering, claim.key, claim.stands)
        except ConnectorError as error:
            until = error.until if isinstance(error, Throttled) else None
            return Settlement(error.outcome, detail=self.keys(claim.network).said(error), until=until)
        except Exception as error:
            return Settlement(Outcome.IN_DOUBT, detail=self.keys(claim.network).said(error))
        return Settlement(Outcome.PUBLISHED, receipt=receipt, detail=receipt.url)

    def settle_doubts(self) -> list[Sent]:
        """Look on the network for what is in doubt: found is published, surely not there may go out again.

        Not at once: what a network got a moment ago may not be shown yet, and would be sent a second time.
        """
        key = self.home.committee.key
        lost = self.clock() - LEASE
        for delivery in doubts.orphans(self.engine, started_before=lost):
            doubts.doubt(self.engine, delivery, started_before=lost, now=self.clock())
        for delivery in restored.unlooked(self.engine, key):
            restored.doubt_first(self.engine, delivery, now=self.clock())
        return [self.settle_doubt(claim) for claim in doubts.doubts(self.engine, key, started_before=lost)]

    def settle_doubt(self, claim: Claim) -> Sent:
        """Settle one doubt; where nobody can tell, the Secretary is asked and nothing is sent."""
        try:
            receipt = self.connector(claim.network).find(claim.rendering, claim.key, claim.stands, claim.since)
        except Exception as error:
            said = self.keys(claim.network).said(error)
            news = doubts.unresolved(self.engine, claim, said, now=self.clock())
            return Sent(claim.idea_id, claim.network, "in doubt", f"Look at the account yourself: {said}", news)
        state = doubts.resolve(self.engine, claim, receipt, now=self.clock())
        if receipt and restored.doubt_first(self.engine, claim.delivery, now=self.clock()):
            # Its next part may have gone out since the backup, too.
            return self.settle_doubt(doubts.of(self.engine, claim.delivery))
        return Sent(claim.idea_id, claim.network, state or "settled elsewhere", receipt.url if receipt else "not there")
