"""Holding the networks' own logs against the database: once, asked, twice, lost, unapproved, and a whole audit log."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select

from bakery import Bakery
from communique.queue import audit
from communique.queue.database import reading
from communique.queue.states import State
from communique.queue.stored import read_rendering
from communique.queue.tables import Attempt, Decision, Delivery, Post, Proof, Revision

Log = Mapping[str, Counter[str]]
ACCOUNTS = ("blog", "fake", "x")


@dataclass(frozen=True, slots=True)
class Standing:
    """A delivery of the current revision of a post, as the database tells it."""

    idea: str
    network: str
    state: State
    approved: bool
    asked: bool
    receipts: int
    texts: tuple[str, ...]


@dataclass
class Verdict:
    """What became of all approved deliveries, and what is wrong."""

    became: Counter[str] = field(default_factory=Counter[str])
    """How many are `once`, `asked`, `twice`, `lost`; how many texts are `unapproved`; what is `broken` in the log."""
    wrong: list[str] = field(default_factory=list[str])

    def note(self, what: str, said: str) -> None:
        """Count something that must never be."""
        self.became[what] += 1
        self.wrong.append(f"{what}: {said}")


def judge(
    bakery: Bakery, log: Log, untidy: list[str], *, wishes: Mapping[str, str], words: Mapping[str, set[str]]
) -> Verdict:
    """Judge a trial; `words` are all texts that an idea ever had, `wishes` what the Secretary was going to say."""
    verdict, standing = Verdict(), standings(bakery)
    for idea in (idea for idea, wish in wishes.items() if wish == "approve"):
        mine = {each.network: each for each in standing if each.idea == idea}
        for network in ACCOUNTS:
            one(verdict, f"{idea} on {network}", mine.get(network), log[network])
    unapproved(verdict, standing, log, words=words, wishes=wishes)
    for said in audit.verify(bakery.installation.engine):
        verdict.note("broken", said)
    for said in untidy:
        verdict.note("lost", said)
    return verdict


def one(verdict: Verdict, name: str, delivery: Standing | None, log: Counter[str]) -> None:
    """Judge one delivery that should be out."""
    if delivery is None:
        return verdict.note("lost", f"{name} is not in the queue")
    times = [log[text] for text in delivery.texts]
    said = f"{name} is {delivery.state}, its parts are out {times} times, with {delivery.receipts} receipts"
    if max(times) > 1:
        return verdict.note("twice", said)
    if delivery.state is State.PUBLISHED and set(times) == {1} and delivery.receipts == len(times):
        verdict.became["once"] += 1
    elif delivery.state is State.IN_DOUBT and delivery.asked:
        verdict.became["asked"] += 1
    else:
        verdict.note("lost", said)
    return None


def unapproved(
    verdict: Verdict, standing: list[Standing], log: Log, *, words: Mapping[str, set[str]], wishes: Mapping[str, str]
) -> None:
    """Find every text on a network that nobody approved: by the database, and by what the Secretary meant."""
    meant = {text for idea, texts in words.items() if wishes.get(idea) == "approve" for text in texts}
    for network, counted in log.items():
        sealed = {text for each in standing if each.network == network and each.approved for text in each.texts}
        # The blog makes one text of a thread's parts.
        strange = [text for text in counted if text not in sealed or not set(text.split("\n\n")) <= meant]
        for text in strange:
            verdict.note("unapproved", f"{text!r} is out on {network}")


def standings(bakery: Bakery) -> list[Standing]:
    """Read every delivery of the current revisions."""
    query = (
        select(Post, Revision, Delivery)
        .join(Revision, (col(Revision.post) == col(Post.id)) & (col(Revision.number) == col(Post.number)))
        .join(Delivery, col(Delivery.revision) == col(Revision.id))
    )
    with reading(bakery.installation.engine) as session:
        yes = set(session.exec(select(Decision.revision).where(col(Decision.verdict) == "approve")))
        tries = list(session.exec(select(Attempt)))
        told = {(each.delivery, each.number) for each in tries if each.told}
        proofs = Counter(session.exec(select(Proof.delivery)))
        return [
            Standing(
                post.idea, row.network, State(row.state), revision.id in yes, (row.id, row.attempts) in told,
                proofs[row.id], tuple(part.text for part in read_rendering(row.rendering).parts),
            )
            for post, revision, row in session.exec(query)
        ]  # fmt: skip
