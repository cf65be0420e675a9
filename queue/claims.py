"""What a publisher holds while it sends one part: the claim, and the proof of what stands."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, insert, select
from sqlmodel import Session, col, exists, func, or_

from communique.committee.mistake import Place
from communique.post.finding import Finding
from communique.post.idea import Idea
from communique.post.receipt import Outcome, Receipt
from communique.post.rendering import Rendering, seal
from communique.queue.controls import OFF
from communique.queue.database import reading
from communique.queue.ledger import Entry, append
from communique.queue.states import State
from communique.queue.stored import SEALS, covering, opening, read_rendering
from communique.queue.tables import Attempt, Decision, Delivery, Proof, Revision
from communique.queue.writer import Lineage

GOING = (State.SENDING.value, State.IN_DOUBT.value)
"""States in which a network may have something that has no receipt yet."""
# Statements are built once: building one costs more than asking it.
RECEIPTS = (
    select(col(Proof.remote_id), col(Proof.url))
    .where(col(Proof.delivery) == bindparam("delivery"))
    .order_by(col(Proof.part))
)
FIRST_TRY = select(func.min(Attempt.started)).where(
    col(Attempt.delivery) == bindparam("delivery"),
    # A try without an end, where none is under way, is what a restored queue can't know: it counts for every part.
    or_(col(Attempt.part) == bindparam("part"), col(Attempt.outcome).is_(None)),
)
RIVALS = (
    select(col(Delivery.id))
    .join(Revision, col(Delivery.revision) == col(Revision.id))
    .where(
        col(Revision.post) == bindparam("post"), col(Delivery.network) == bindparam("network"),
        col(Delivery.id) != bindparam("delivery"), or_(col(Delivery.done) > 0, col(Delivery.state).in_(GOING)),
    )
    .limit(1)
)  # fmt: skip
APPROVALS = (
    select(col(Decision.seals), col(Decision.not_before))
    .where(col(Decision.revision) == bindparam("revision"), col(Decision.verdict) == "approve")
    .order_by(col(Decision.id))
)
STANDS = select(col(Proof.id)).where(
    col(Proof.delivery) == bindparam("delivery"), col(Proof.part) == bindparam("part")
)  # fmt: skip
KEEP = insert(Proof)
LAST_LOOK = select(
    OFF,
    exists().where(
        col(Delivery.id) == bindparam("delivery"), col(Delivery.attempts) == bindparam("attempt"),
        col(Delivery.state) == State.SENDING.value,
    ),
)  # fmt: skip


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
class Ready(Approved):
    """An approved delivery with all that the rules look at once more."""

    idea: Idea
    places: Mapping[str, Place]
    findings: tuple[Finding, ...]
    """What the rules said last."""
    after: dt.datetime | None
    """Start of the window that the revision was handed in with."""
    before: dt.datetime | None


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


def key(known: Lineage) -> str:
    """Give the idempotency key of the next part: the same even if the database was made anew from the same files."""
    said = (known.committee, known.idea_id, known.number, known.digest, known.network, known.done)
    whole = "\n".join(map(str, said))
    return hashlib.sha256(whole.encode()).hexdigest()


def standing(session: Session, known: Lineage) -> tuple[Receipt, ...]:
    """Give the receipts of the parts that stand, in their order."""
    if not known.done:
        return ()
    proofs = session.connection().execute(RECEIPTS, {"delivery": known.delivery})
    return tuple(Receipt(remote_id=proof.remote_id, url=proof.url) for proof in proofs)


def held_claim(session: Session, known: Lineage, since: dt.datetime | None = None) -> Claim:
    """Give the claim that goes with a delivery's last try; `since`, if known, is when its part was first tried."""
    first = {"delivery": known.delivery, "part": known.done}
    return Claim(
        known.delivery, known.revision, known.committee, known.idea_id, known.network,
        read_rendering(known.rendering), known.seal or "",
        attempt=known.attempts, part=known.done, key=key(known), stands=standing(session, known),
        since=since or session.connection().execute(FIRST_TRY, first).scalar_one(),
    )  # fmt: skip


def obstacle(engine: Engine, claim: Claim) -> str:
    """Say why nothing may be sent by a claim any more, right before it would be; empty if nothing speaks against it."""
    asked = {"committee": claim.committee, "delivery": claim.delivery, "attempt": claim.attempt}
    with reading(engine) as session:
        stopped, ours = session.connection().execute(LAST_LOOK, asked).one()
    if stopped:
        return "Publishing is stopped"
    return "" if ours else "This try was taken for lost meanwhile"


def objection(session: Session, known: Lineage) -> str:
    """Say why a delivery must be looked at again before anything of it is sent; empty if nothing speaks against it."""
    if not covered(session, known):
        return "what would be sent is not what was approved"
    mine = {"post": known.post, "network": known.network, "delivery": known.delivery}
    rival = session.connection().execute(RIVALS, mine).first()
    return "an older revision of it is out on this network, or may be" if rival else ""


def covered(session: Session, known: Lineage) -> bool:
    """Tell whether somebody approved exactly what lies in the tables now, and for this time.

    The delivery's own row holds copies of the window, to find what is due by an index; they must be what was approved.
    """
    fresh = seal(read_rendering(known.rendering), covering(known.rules, known.opens, known.ends))
    approvals = session.connection().execute(APPROVALS, {"revision": known.revision})
    days = [day for seals, day in approvals if SEALS.validate_json(seals).get(known.network) == fresh]
    window = (known.after, known.before)
    return known.seal == fresh and bool(days) and window == (opening(known.opens, days[-1]), known.ends)


def prove(session: Session, claim: Claim, receipt: Receipt, *, now: dt.datetime) -> bool:
    """Keep the receipt of a part; False if the part stood already. The log keeps every receipt, come what may."""
    part = {"delivery": claim.delivery, "part": claim.part}
    old = session.connection().execute(STANDS, part).first()
    what = "part.published" if old is None else "part.again"
    data = {"network": claim.network, "part": claim.part, "attempt": claim.attempt, **receipt.model_dump()}
    append(session, [Entry("communique", what, claim.committee, claim.idea_id, data)], now=now)
    if old is not None:
        return False
    session.connection().execute(KEEP, {**part, "remote_id": receipt.remote_id, "url": receipt.url, "at": now})
    return True
