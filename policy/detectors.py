"""The kinds of rules: one small function each, and the literal table of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from communique.policy import (
    addresses,
    characters,
    contacts,
    dates,
    fields,
    opinions,
    people,
    private,
    quotations,
    repeats,
    shouts,
    stages,
    texts,
    tongues,
    windows,
)
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject


@dataclass(frozen=True, slots=True)
class Detector:
    """How one kind of rule is checked, and what its rules may set and say."""

    look: Callable[[Subject, Settings], Iterable[Hit]] | None
    """Looks through one subject for one rule; None where all rules of the kind are looked for at once."""
    says: tuple[str, ...] = ()
    """The words that a message may name in braces; every hit fills them all."""
    needs: tuple[str, ...] = ()
    """The settings that each of its rules must have."""
    takes: tuple[str, ...] = ()
    """The settings that its rules may have besides."""


DETECTORS: dict[str, Detector] = {
    "said": Detector(None, says=("words",), needs=("frames",), takes=("unless", "fields", "kinds", "without")),
    "leak": Detector(private.leaked, says=("words", "document", "place")),
    "on-roster": Detector(private.listed, says=("words",)),
    "phone": Detector(contacts.phone_numbers, says=("words",), needs=("words",)),
    "mail": Detector(contacts.mail_addresses, says=("words",), needs=("words",)),
    "personal-account": Detector(contacts.personal_accounts, says=("words",), needs=("words",)),
    "unreadable": Detector(private.unreadable, says=("file", "reason", "cure")),
    "author-unknown": Detector(people.author_unknown, says=("author", "creators")),
    "delegation-ahead": Detector(people.delegation_ahead, says=("author", "since")),
    "attestation-missing": Detector(people.attestation_missing, says=("author", "person")),
    "attestation-lapsed": Detector(people.attestation_lapsed, says=("author", "person", "fault"), needs=("days",)),
    "kind-not-agreed": Detector(people.kind_not_agreed, says=("kind", "kinds")),
    "account-missing": Detector(people.account_missing, says=("network",)),
    "window-passed": Detector(windows.passed, says=("before",)),
    "window-far": Detector(windows.far, says=("moment", "days"), needs=("days",)),
    "window-without-slot": Detector(windows.without_slot, says=("slot",)),
    "text-too-long": Detector(texts.too_long, says=("network", "length", "limit")),
    "part-empty": Detector(texts.empty),
    "part-repeated": Detector(texts.repeated, says=("part", "first")),
    repeats.CHECK: Detector(repeats.repeated, says=("post", "day"), needs=("days",)),
    "characters": Detector(characters.found, says=("character",), needs=("characters",)),
    "too-many-pictures": Detector(fields.too_many_pictures, says=("network", "pictures", "most"), needs=("most",)),
    "missing": Detector(fields.missing, says=("file",), needs=("field",), takes=("kinds",)),
    "must-say": Detector(fields.not_said, says=("networks",), needs=("when", "addresses")),
    "source-not-shown": Detector(fields.source_not_shown, says=("networks",)),
    "stage-contradicted": Detector(stages.contradicted, says=("code", "name"), needs=("words",)),
    "quotation-without-source": Detector(quotations.without_source, says=("words", "count"), needs=("most", "words")),
    "date-over": Detector(dates.over, says=("date",), needs=("words",)),
    "shouting": Detector(shouts.found, says=("words",), needs=("most",)),
    "language-unknown": Detector(tongues.unknown, says=("language",), needs=("words",)),
    "language-other": Detector(tongues.other, says=("language", "said"), needs=("words",)),
    "opinion-unmarked": Detector(opinions.unmarked, says=("words",), needs=("kinds", "words")),
    "address-malformed": Detector(addresses.malformed, says=("address", "fault"), needs=("schemes",)),
    "address-scheme": Detector(addresses.of_scheme, says=("address", "scheme"), needs=("schemes",)),
}
"""Every kind of rule, by the name that rule files call it."""
