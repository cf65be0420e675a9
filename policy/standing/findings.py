"""The account rules applied to one committee: what they found, where in its file, and by which clause."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from communique.committee.document import nearest_place
from communique.committee.reading import read_places
from communique.committee.workspace import Home
from communique.policy.engine import finding_of
from communique.policy.standing.checks import CHECKS
from communique.policy.standing.pack import Demand, load_demands
from communique.policy.standing.standing import Standing
from communique.post.finding import Finding, Severity

WORDS = {
    Severity.BLOCK: "blocking",
    Severity.DECIDE: "to decide",
    Severity.WARN: "to watch",
    Severity.ADVICE: "advice",
}


def standing_findings(
    home: Home, others: Iterable[Home], published: Mapping[str, dt.datetime] | None, *, now: dt.datetime
) -> tuple[Finding, ...]:  # fmt: skip
    """Look at a committee's accounts beside those of the other committees of its workspace; changes nothing.

    `published` says when something was last published, by network; None if there is no queue. Raises `Unreadable` if
    the committee file has gone meanwhile.
    """
    beside = tuple(other for other in others if other.committee.key != home.committee.key)
    standing = Standing(home, now, beside, published, picture_digests(home), read_places(home.file))
    return apply(load_demands(), standing)


def apply(demands: Iterable[Demand], standing: Standing) -> tuple[Finding, ...]:
    """Give every finding, the committee's own before those of its accounts, in the order of the rules."""
    found = (
        finding_of(demand.rule, hit, nearest_place(standing.places, hit.field))
        for demand in demands
        for hit in CHECKS[demand.rule.check].look(standing, demand.terms)
    )
    return tuple(sorted(found, key=lambda finding: network_of(finding) or ""))


def network_of(finding: Finding) -> str | None:
    """Name the network whose account a finding is about; None if it is about the committee."""
    room, _, rest = finding.field.partition(".")
    return rest.partition(".")[0] if room == "accounts" and rest else None


def in_one_line(findings: Iterable[Finding]) -> str:
    """Count what was found, for a screen that has one line for it."""
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(f"{counts[severity]} {word}" for severity, word in WORDS.items() if counts[severity])
    return f"The account check found: {said or 'nothing amiss'}."


def picture_digests(home: Home) -> dict[str, str]:
    """Give the SHA-256, in hex, of each account's profile picture; empty where the file can't be read."""
    found: dict[str, str] = {}
    for network, account in home.committee.accounts.official().items():
        if account.picture:
            try:
                found[network] = hashlib.sha256((home.folder / account.picture).read_bytes()).hexdigest()
            except OSError:
                found[network] = ""
    return found
