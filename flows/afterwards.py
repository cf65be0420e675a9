"""What a person does after sending: settle a doubt that nobody else can, and take back what is out."""

from dataclasses import dataclass

from communique.connectors.errors import ConnectorError
from communique.flows.publishing import Sender
from communique.post.receipt import Receipt
from communique.queue import afterwards, doubts
from communique.queue.claims import Claim
from communique.queue.states import State


class NothingToDo(Exception):
    """There is no such doubt or post; says what there is."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, and why; both are kept in the log."""

    who: str
    why: str


def in_doubt(sender: Sender, idea_id: str, network: str) -> Claim:
    """Give the one doubt that is meant. Raises `NothingToDo`."""
    claims = doubts.doubts(sender.engine, sender.home.committee.key)
    for claim in claims:
        if (claim.idea_id, claim.network) == (idea_id, network):
            return claim
    known = ", ".join(f"{claim.idea_id} on {claim.network}" for claim in claims) or "nothing"
    raise NothingToDo(f"{idea_id} on {network} is not in doubt. In doubt: {known}.")


def settle(sender: Sender, claim: Claim, receipt: Receipt | None, by: Person) -> State | None:
    """Settle a doubt by what a person has seen: the part stands (its receipt), or (None) it does not.

    None if the doubt was settled in the meantime.
    """
    return doubts.resolve(sender.engine, claim, receipt, now=sender.clock(), who=by.who, why=by.why)


def retract(sender: Sender, idea_id: str, network: str, by: Person) -> int:
    """Take a published post back, its last part first; gives how many parts. Raises `NothingToDo` or `ConnectorError`.

    It counts as taken back when all of it is; what broke off half-way is finished by doing it again.
    """
    out = afterwards.published(sender.engine, sender.home.committee.key, idea_id, network)
    if out is None:
        raise NothingToDo(f"{idea_id} is not published on {network}.")
    connector = sender.connector(network)
    for receipt in reversed(out.receipts):
        try:
            connector.retract(receipt)
        except ConnectorError as error:
            afterwards.not_retracted(sender.engine, out, by.who, str(error), now=sender.clock())
            raise
    afterwards.retracted(sender.engine, out, by.who, by.why, now=sender.clock())
    return len(out.receipts)
