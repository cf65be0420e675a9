"""The gate: what a revision would send, what the rules say of it, and whether the Secretary's seal still fits."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from communique.committee.mistake import Place
from communique.committee.times import start_of
from communique.committee.workspace import Home
from communique.committee.written import Moment
from communique.connectors.registry import connect
from communique.policy.around import Around, around
from communique.policy.engine import Pack, Subject, check
from communique.policy.repeats import reach
from communique.policy.subject import Recent
from communique.post.finding import Finding, Severity
from communique.post.idea import Idea
from communique.post.likeness import likeness
from communique.post.picture import Picture
from communique.post.rendering import Rendering, Terms, seal
from communique.queue import desk
from communique.queue.desk import Check, RevisionView
from communique.queue.earlier import earlier
from communique.queue.sending import Ready


@dataclass(frozen=True, slots=True)
class Draft:
    """What is examined: an idea with its pictures, the places of its fields, its window in UTC."""

    idea: Idea
    pictures: tuple[Picture, ...]
    places: Mapping[str, Place]
    after: dt.datetime | None
    before: dt.datetime | None
    source: str = ""
    """The idea file's text; findings point at their very words where it is known."""
    fitted: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict[str, tuple[Picture, ...]])
    """By network, the pictures as it takes them, where they differ from `pictures`."""


@dataclass(frozen=True, slots=True)
class Examination:
    """One look at a draft: its renderings, the findings, the version of the rules."""

    draft: Draft
    renderings: tuple[Rendering, ...]
    findings: tuple[Finding, ...]
    rules: str

    def seals(self) -> dict[str, str]:
        """Give for each network the digest of everything that an approval covers."""
        after, before = (moment.isoformat() if moment else "" for moment in (self.draft.after, self.draft.before))
        terms = Terms(after=after, before=before, rules=self.rules)
        return {rendering.network: seal(rendering, terms) for rendering in self.renderings}


def moment(written: Moment | None, home: Home) -> dt.datetime | None:
    """Give a moment of the idea file in UTC."""
    return start_of(written, home.committee.timezone) if written else None


def stored(view: RevisionView | Ready, pictures: tuple[Picture, ...]) -> Draft:
    """Give a revision of the queue as a draft; its window stays what it was when it was handed in."""
    source = view.source if isinstance(view, RevisionView) else ""
    return Draft(view.idea, pictures, view.places, view.after, view.before, source)


def no_pictures(digest: str) -> bytes:
    """Refuse to give a picture: rendering is pure and needs no bytes."""
    raise KeyError(digest)


def examine(
    home: Home, draft: Draft, *, now: dt.datetime, beside: Around | None = None, engine: Engine | None = None
) -> Examination:
    """Render a draft for each of its networks and let the rules look at it; changes nothing.

    `beside` is what lies around the committee's posts, where somebody has just read it; `engine` the queue in which to
    look whether the committee said the same before.
    """
    beside = beside or around(home)
    recent = said_before(engine, home, draft.idea, beside.pack, now=now) if engine else ()
    return examined(home, draft, beside, recent, now=now)


def examined(
    home: Home, draft: Draft, beside: Around, recent: tuple[Recent, ...], *, now: dt.datetime
) -> Examination:  # fmt: skip
    """Examine a draft with all that lies around it at hand."""
    accounts = home.committee.accounts.networks()
    renderings = tuple(
        connect(home, network, no_pictures).render(draft.idea, draft.fitted.get(network, draft.pictures))
        for network in draft.idea.networks
        if network in accounts
    )
    subject = Subject(
        idea=draft.idea,
        committee=home.committee,
        renderings=renderings,
        now=now,
        after=draft.after,
        before=draft.before,
        places=draft.places,
        source=draft.source,
        leaks=beside.leaks,
        roster=beside.roster,
        faults=beside.faults,
        recent=recent,
    )
    return Examination(draft, renderings, check(beside.pack, subject), beside.pack.version)


def said_before(engine: Engine, home: Home, idea: Idea, pack: Pack, *, now: dt.datetime) -> tuple[Recent, ...]:
    """List what the committee said in the same words, as far back as the rules look."""
    zone = ZoneInfo(home.committee.timezone)
    # A day more: days are counted in the committee's zone.
    since = now - reach(pack.rules) - dt.timedelta(days=1)
    likenesses = {likeness(idea.parts(network)) for network in idea.networks}
    return tuple(
        Recent(each.idea_id, each.network, each.at.astimezone(zone).date(), each.likeness, each.corrects)
        for each in earlier(engine, home.committee.key, idea.id, likenesses, since=since)
    )


def look(home: Home, view: RevisionView, *, now: dt.datetime, engine: Engine | None = None) -> Examination:
    """Examine a revision of the queue as it is now; `engine` as in `examine`."""
    fitted = {network: rendering.pictures for network, rendering in view.renderings.items()}
    draft = stored(view, next(iter(fitted.values()), ()))
    return examine(home, replace(draft, fitted=fitted), now=now, engine=engine)


def recheck(engine: Engine, home: Home, revision: int, moment: str, *, now: dt.datetime) -> Examination:
    """Look at a revision anew and keep what was found: it may be blocked now, or free again."""
    seen = look(home, desk.load(engine, revision), now=now, engine=engine)
    desk.recheck(engine, revision, Check(seen.findings, seen.rules, seen.renderings, moment), now=now)
    return seen


def unseen(findings: Iterable[Finding], accepted: Iterable[Finding]) -> list[Finding]:
    """Give the findings that need a decision and were not among those the Secretary accepted."""
    known = {finding.same for finding in accepted}
    weighty = (finding for finding in findings if finding.severity in {Severity.BLOCK, Severity.DECIDE})
    return [finding for finding in weighty if finding.same not in known]


def broken(sealed: str, network: str, fresh: Examination, accepted: Iterable[Finding]) -> str | None:
    """Say why an approval no longer holds for this network, or None if it does."""
    found = unseen(fresh.findings, accepted)
    if found:
        return f"The rules now say: {found[0].message} ({found[0].rule})"
    if fresh.seals().get(network) != sealed:
        return "What would be sent, or the rules, differ from what was approved."
    return None
