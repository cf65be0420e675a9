"""What a publisher holds while it sends one part: the claim, and the proof of what stands."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from communique.post.receipt import Outcome, Receipt
from communique.post.rendering import Rendering, seal
from communique.queue.ledger import Entry, append
from communique.queue.states import State
from communique.queue.stored import SEALS, read_rendering, terms
from communique.queue.tables import Attempt, Decision, Delivery, Post, Proof, Revision
from communique.queue.writer import Lineage

GOING = (State.SENDING.value, State.IN_DOUBT.value)
"""States in which a network may have something that has no receipt yet."""


@dataclass(frozen=True, slots=True)
class Approved:
    """What a delivery sends, as it was approved."""

    delivery: int
    revision: int
    committee: str
    idea_id: str
    network: str
    rendering: Rendering
    seal: str


@dataclass(frozen=True, slots=True)
class Claim(Approved):
    """The right to send one part once; `attempt` tells it from every other try."""

    attempt: int
    part: int
    key: str
    """The same for every try of this part."""
    stands: tuple[Receipt, ...]
    """The parts before it."""
    since: dt.datetime
    """When this part was first tried."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a try ended; `until` is the moment before which the network wants no other."""

    outcome: Outcome
    receipt: Receipt | None = None
    detail: str = ""
    until: dt.datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense: published has a receipt, everything else has none (ValueError)."""
        if (self.outcome is Outcome.PUBLISHED) != (self.receipt is not None):
            message = f"a try that ended as {self.outcome} with the receipt {self.receipt}"
            raise ValueError(message)


def key(post: Post, revision: Revision, network: str, part: int) -> str:
    """Give the idempotency key of one part: the same even if the database was made anew from the same files."""
    whole = "\n".join([post.committee, post.idea, str(revision.number), revision.digest, network, str(part)])
    return hashlib.sha256(whole.encode()).hexdigest()


def standing(session: Session, row: Delivery) -> tuple[Receipt, ...]:
    """Give the receipts of the parts that stand, in their order."""
    if not row.done:
        return ()
    proofs = session.exec(select(Proof).where(col(Proof.delivery) == row.id).order_by(col(Proof.part)))
    return tuple(Receipt(remote_id=proof.remote_id, url=proof.url) for proof in proofs)


def held_claim(session: Session, known: Lineage) -> Claim:
    """Give the claim that goes with a delivery's last try."""
    post, revision, row = known
    first = select(func.min(col(Attempt.started))).where(col(Attempt.delivery) == row.id, col(Attempt.part) == row.done)
    return Claim(
        row.id, revision.id, post.committee, post.idea, row.network, read_rendering(row.rendering), row.seal or "",
        attempt=row.attempts, part=row.done, key=key(post, revision, row.network, row.done),
        stands=standing(session, row), since=session.exec(first).one(),
    )  # fmt: skip


def objection(session: Session, known: Lineage) -> str:
    """Say why a delivery must be looked at again before anything of it is sent; empty if nothing speaks against it."""
    post, _, row = known
    if not covered(session, known):
        return "what would be sent is not what was approved"
    others = (col(Revision.post) == post.id, col(Delivery.network) == row.network, col(Delivery.id) != row.id)
    query = select(Delivery).join(Revision).where(*others, (col(Delivery.done) > 0) | col(Delivery.state).in_(GOING))
    return "an older revision of it is out on this network, or may be" if session.exec(query).first() else ""


def covered(session: Session, known: Lineage) -> bool:
    """Tell whether somebody approved exactly what lies in the tables now."""
    _, revision, row = known
    fresh = seal(read_rendering(row.rendering), terms(revision))
    query = select(Decision).where(col(Decision.revision) == revision.id, col(Decision.verdict) == "approve")
    said = [SEALS.validate_json(decision.seals).get(row.network) for decision in session.exec(query)]
    return row.seal == fresh and fresh in said


def prove(session: Session, claim: Claim, receipt: Receipt, *, now: dt.datetime) -> bool:
    """Keep the receipt of a part; False if the part stood already. The log keeps every receipt, come what may."""
    known = select(Proof).where(col(Proof.delivery) == claim.delivery, col(Proof.part) == claim.part)
    old = session.exec(known).one_or_none()
    what = "part.published" if old is None else "part.again"
    data = {"network": claim.network, "part": claim.part, "attempt": claim.attempt, **receipt.model_dump()}
    append(session, [Entry("communique", what, claim.committee, claim.idea_id, data)], now=now)
    if old is not None:
        return False
    session.add(
        Proof(delivery=claim.delivery, part=claim.part, remote_id=receipt.remote_id, url=receipt.url, at=now)
    )  # fmt: skip
    session.flush()
    return True
