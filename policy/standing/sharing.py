"""One account for each committee and network: shared by nobody, and not beside one of a subcommittee."""

from collections.abc import Iterator

from communique.policy.standing.standing import Standing
from communique.policy.standing.terms import Terms
from communique.policy.subject import Hit


def shared(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find accounts that another committee of the workspace has as well."""
    for network, account in standing.accounts.items():
        own = account.marks(standing.home.folder)
        for other in standing.others:
            theirs = other.committee.accounts.official().get(network)
            if theirs and own & theirs.marks(other.folder):
                yield Hit(f"accounts.{network}", "", {"network": network, "other": other.committee.committee})


def reason_missing(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find a subcommittee that gives no reason for accounts of its own."""
    committee = standing.committee
    if "/SC" in committee.committee and not committee.subcommittee_reason:
        yield Hit("subcommittee_reason", "", {"committee": committee.committee})


def both_active(standing: Standing, _: Terms) -> Iterator[Hit]:
    """Find networks on which a committee and a subcommittee of it have an account each."""
    own = standing.committee.committee
    for other in standing.others:
        number = other.committee.committee
        if own.startswith(f"{number}/") or number.startswith(f"{own}/"):
            for network in standing.accounts:
                if network in other.committee.accounts.networks():
                    yield Hit(f"accounts.{network}", "", {"network": network, "other": number})
