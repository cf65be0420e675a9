"""The kinds of account rules: one small function each, and the literal table of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from communique.policy.standing import filled, naming, sharing, upkeep
from communique.policy.standing.standing import Standing
from communique.policy.standing.terms import Terms
from communique.policy.subject import Hit


@dataclass(frozen=True, slots=True)
class Check:
    """How one kind of account rule is checked, and what its rules may set and say."""

    look: Callable[[Standing, Terms], Iterable[Hit]]
    says: tuple[str, ...] = ()
    """The words that a message may name in braces; every hit fills them all."""
    needs: tuple[str, ...] = ()
    """The terms that each of its rules must have."""
    takes: tuple[str, ...] = ()
    """The terms that its rules may have besides."""


CHECKS: dict[str, Check] = {
    "missing": Check(filled.missing, says=("field", "whose"), needs=("fields",)),
    "answered-no": Check(filled.answered_no, says=("field",), needs=("fields",)),
    "outdated": Check(filled.outdated, says=("whose", "last", "days"), needs=("fields", "days")),
    "ahead": Check(filled.ahead, says=("field", "whose", "date"), needs=("fields",)),
    "too-many-creators": Check(filled.too_many_creators, says=("count", "most"), needs=("most",)),
    "number-missing": Check(naming.number_missing, says=("network", "names", "number")),
    "subject-missing": Check(
        naming.subject_missing, says=("network", "names", "title"), needs=("room",), takes=("besides",)
    ),
    "too-small": Check(naming.too_small, says=("network", "name", "part"), needs=("patterns",)),
    "personal": Check(naming.personal, says=("network", "name", "person")),
    "phrase-missing": Check(naming.phrase_missing, says=("network", "number", "title"), needs=("phrases",)),
    "title-missing": Check(naming.title_missing, says=("network", "title"), needs=("least",), takes=("besides",)),
    "shared": Check(sharing.shared, says=("network", "other")),
    "reason-missing": Check(sharing.reason_missing, says=("committee",)),
    "both-active": Check(sharing.both_active, says=("network", "other")),
    "inactive": Check(upkeep.inactive, says=("network", "days", "last"), needs=("days",), takes=("until",)),
    "activity-unknown": Check(upkeep.unknown, says=("network", "why")),
    "comments-unread": Check(upkeep.unread, says=("network", "days", "last"), needs=("days",)),
    "comments-unknown": Check(upkeep.unread_unknown, says=("network",)),
    "picture-differs": Check(upkeep.picture_differs, says=("network", "fault")),
}
"""Every kind of account rule, by the name that rule files call it."""
