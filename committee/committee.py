"""The committee file as a value."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from communique.committee.accounts import Accounts
from communique.committee.strict import Note, Several, Strict, Text, Word
from communique.committee.written import Clock, Day, Span, Zone

PersonId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class Weekday(StrEnum):
    """A day of the week, in the order of `datetime.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Kind(StrEnum):
    """A kind of content; the committee agrees beforehand which ones it shares (What can you share?)."""

    PUBLICATION = "publication"
    STAGE = "stage"
    MEETING = "meeting"
    BALLOT_OUTCOME = "ballot-outcome"
    RESOLUTION = "resolution"
    PRESENTATION = "presentation"
    ARTICLE = "article"
    TEASER = "teaser"
    OPINION = "opinion"
    CORRECTION = "correction"


class Slot(Strict):
    """The committee's weekly publishing time."""

    day: Word[Weekday]
    """The day of the week."""
    time: Clock
    """The time of day in the committee's zone, as in "10:00"."""
    late_until: Span = dt.timedelta(hours=6)
    """How long after the slot posts may still go out, as `6h` or `90m`."""
    per_network: Annotated[int, Field(ge=1, le=50)] = 3
    """At most so many posts per account and slot."""


class Person(Strict):
    """Somebody with a role in the committee's communication."""

    id: PersonId
    """A short name of one's own, as in `a.baker`."""
    name: Note = ""
    """The full name, as other people read it."""
    notify: Several[str] = ()
    """Addresses that are told when something needs attention, as Apprise writes them (`mailto://…`)."""
    attested: Day | None = None
    """The day on which this person said: I have read the ISO Code of Conduct, the policy on communication of committee
    work to external parties and the Data Protection Policy, and will keep to them (Our social media values)."""
    acknowledged: Day | None = None
    """The day on which this person said that they know and accept their role (Who does what?)."""


class Creator(Person):
    """A content creator, designated by the Secretary (Who does what?)."""

    since: Day
    """The day of the delegation."""


class Tpm(Strict):
    """The committee's Technical Programme Manager at ISO, asked when in doubt."""

    email: str
    """Their address."""
    told: Day | None = None
    """The day on which they were told that the committee wants accounts (OK, you are ready)."""
    social_media_manager_told: Day | None = None
    """The day on which they told ISO's Social Media Manager of the accounts (OK, you are ready)."""
    updated: Day | None = None
    """The day on which the Secretary last told them how the accounts are doing (Who does what?)."""


class Agreement(Strict):
    """The committee's decision to be on social media (OK, you are ready)."""

    resolution: Text
    """The resolution, as in `Resolution 7/2026`."""
    date: Day
    """The day of the resolution."""


class Strategy(Strict):
    """The committee's answers to the four questions (To be or not to be)."""

    why: Note = ""
    """Why the committee wants to be on social media."""
    audience: Note = ""
    """Whom it wants to reach."""
    information: Note = ""
    """What kind of information it can share."""
    value: Note = ""
    """How that is of value to those whom it wants to reach."""


NO_CODE = "Approvals need no one-time code: nobody can tell who decided."
"""What every screen says where `one_time_code` is false."""


class Approval(Strict):
    """How approvals are given."""

    one_time_code: bool = True
    """Whether a decision needs a one-time code; without it nobody can tell who decided."""


class Private(Strict):
    """Files that are only compared with, never shown."""

    roster: str | None = None
    drafts: str | None = None


class Committee(Strict):
    """One ISO TC or SC: who may do what, which accounts it has, when it publishes."""

    committee: Annotated[str, Field(pattern=r"^ISO/(TC|PC|IEC[ /]JTC) \d{1,4}(/SC \d{1,3})?$")]
    """The committee's number, as in `ISO/TC 400` or `ISO/IEC JTC 1/SC 7`."""
    title: Text
    """The committee's title."""
    timezone: Zone
    """The zone of the slot and of every time shown, as in `Europe/Zurich`."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    """The language of posts that name none, in two letters (ISO 639)."""
    slot: Slot
    """When posts go out, once a week."""
    secretary: Person
    """Who approves (Who does what?)."""
    deputies: Several[Person] = ()
    """Who approves in the Secretary's place."""
    creators: Several[Creator] = ()
    """Who hands ideas in."""
    tpm: Tpm | None = None
    """The committee's Technical Programme Manager at ISO."""
    kinds: Annotated[Several[Word[Kind]], Field(min_length=1)]
    """The kinds of content that the committee has agreed to share."""
    agreed: Agreement | None = None
    """The committee's decision to have these accounts (OK, you are ready)."""
    strategy: Strategy = Field(default_factory=Strategy)
    """The committee's answers to the four questions (To be or not to be)."""
    interacts: bool | None = None
    """Whether the committee is ready to listen, respond and engage, and does not only post (To be or not to be)."""
    subcommittee_reason: Note = ""
    """Why a subcommittee has accounts of its own (Before you start)."""
    picture_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """SHA-256, in hex, of the ISO committee profile picture (Team ISO)."""
    accounts: Accounts
    """The committee's official accounts, one per network."""
    approval: Approval = Field(default_factory=Approval)
    """What the Secretary needs to approve a post."""
    rules: str | None = None
    """File of rules that the committee adds or changes, relative to the committee file."""
    private: Private = Field(default_factory=Private)
    """Files that posts are compared with, and that are never shown."""
    ideas: str = "ideas"
    """Folder of the idea files, relative to the committee file."""

    @property
    def key(self) -> str:
        """Give the committee's number as a word for tables and addresses: `iso-tc-400`."""
        return self.committee.lower().replace("/", "-").replace(" ", "-")

    def approvers(self) -> tuple[Person, ...]:
        """Give those who may approve: the Secretary and the deputies."""
        return (self.secretary, *self.deputies)

    def people(self) -> dict[str, Person]:
        """Give everybody with a role, by field: `secretary`, `deputies[0]`, `creators[1]`."""
        named = {f"deputies[{number}]": person for number, person in enumerate(self.deputies)}
        named |= {f"creators[{number}]": person for number, person in enumerate(self.creators)}
        return {"secretary": self.secretary, **named}
