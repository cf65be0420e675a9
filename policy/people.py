"""Who may hand in, what the committee has agreed to share, and on which accounts."""

from collections.abc import Iterator

from communique.committee.committee import Person
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject


def author_unknown(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find an author who is no content creator, nor the Secretary or a deputy (Who does what?)."""
    committee, author = subject.committee, subject.idea.author
    creators = [person.id for person in committee.creators]
    if author not in {*creators, *(person.id for person in committee.approvers())}:
        names = ", ".join([*creators, committee.secretary.id])
        yield Hit("author", author, {"author": author, "creators": names})


def delegation_ahead(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find an author whose delegation has not begun yet on today's date in the committee's zone."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 -- most ideas need no zone

    author = subject.idea.author
    for person in subject.committee.creators:
        if person.id == author and person.since > subject.now.astimezone(ZoneInfo(subject.committee.timezone)).date():
            yield Hit("author", author, {"author": author, "since": person.since.isoformat()})


def kind_not_agreed(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find a kind of content that the committee has not agreed to share (What can you share?)."""
    kind, agreed = subject.idea.kind, subject.committee.kinds
    if kind not in agreed:
        yield Hit("kind", kind, {"kind": kind, "kinds": ", ".join(agreed)})


def account_missing(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find a network on which the committee has no account any more; a fresh idea file can't name one."""
    known = subject.committee.accounts.networks()
    for position, network in enumerate(subject.idea.networks):
        if network not in known:
            yield Hit(f"networks[{position}]", network, {"network": network}, at="networks")


def attestation_missing(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find an author of whom nothing says that they know and keep the Code of Conduct and the policies."""
    for person in _author(subject):
        if person.attested is None:
            yield Hit("author", person.id, {"author": person.id, "person": person.name or person.id})


def attestation_lapsed(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find an author whose attestation is older than the rule allows, or dated later than today in the zone."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 -- most ideas need no zone

    for person in _author(subject):
        if person.attested is None:
            continue
        today = subject.now.astimezone(ZoneInfo(subject.committee.timezone)).date()
        old = (today - person.attested).days > settings.days
        fault = f"they said it on {person.attested}, more than {settings.days} days ago" if old else ""
        if person.attested > today:
            fault = f"it is dated {person.attested}, which is still to come"
        if fault:
            yield Hit("author", person.id, {"author": person.id, "person": person.name or person.id, "fault": fault})


def _author(subject: Subject) -> Iterator[Person]:
    """Give the author, if it is somebody of the committee file."""
    people = (*subject.committee.approvers(), *subject.committee.creators)
    yield from (person for person in people if person.id == subject.idea.author)
