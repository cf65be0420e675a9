"""Tries rules on their own examples: pieces of idea files, filled up to a whole post of a sample committee."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from communique.committee.committee import Committee
from communique.committee.times import start_of
from communique.policy.engine import check
from communique.policy.family import Family, Piece
from communique.policy.leaks.folder import Leaks, open_index
from communique.policy.pack import Pack
from communique.policy.roster import Individual, Roster
from communique.policy.rule import Rule
from communique.policy.subject import Fault, Recent, Subject
from communique.post.finding import Finding
from communique.post.idea import Idea
from communique.post.likeness import likeness
from communique.post.picture import Picture
from communique.post.rendering import Part, Rendering

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
"""The Sunday on which every example is judged."""
LIMITS = {"blog": 0, "fake": 280}
"""How long a part may be on the networks of the sample committee; 0 where there is no limit."""
SAMPLE = {
    "committee": "ISO/TC 400",
    "title": "Cake making and other baking products",
    "timezone": "Europe/Zurich",
    "slot": {"day": "tuesday", "time": "10:00"},
    "secretary": {"id": "s.miller", "attested": "2026-09-01"},
    "deputies": [{"id": "d.deputy", "attested": "2026-09-01"}, {"id": "d.never"}],
    "creators": [
        {"id": "a.baker", "since": "2026-09-01", "attested": "2026-09-01"},
        {"id": "f.future", "since": "2026-11-23", "attested": "2026-09-01"},
        {"id": "n.never", "since": "2026-09-01"},
        {"id": "o.old", "since": "2025-09-01", "attested": "2025-11-20"},
        {"id": "t.tomorrow", "since": "2026-09-01", "attested": "2026-11-23"},
    ],
    "kinds": ["publication", "stage", "meeting", "presentation", "teaser", "correction"],
    "accounts": {"blog": {"site": "public/", "title": "Cakes"}, "fake": {"url": "http://127.0.0.1:8000/"}},
}
"""The made-up committee of the guidelines, with people who are named after what is wrong with them."""
PAPER = """\
Draft of ISO 22777, Crispbread

Crispbread

The crumb of the finished flatbread shall withstand a bending moment of seven newton without any visible crack.
"""
"""A private paper of the sample committee."""
AROUND = "around"
"""In an example only: names of files around the committee that can't be read."""
RECENT = "recent"
"""In an example only: what the committee published before, each with post, day, text or thread, and perhaps `network`
(both if it is missing) and `corrects`."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One example of one rule, and what the rule said of it."""

    rule: Rule
    piece: Piece
    passing: bool
    """Whether the rule must let it pass."""
    findings: tuple[Finding, ...]

    @property
    def right(self) -> bool:
        """Tell whether the rule did as its example says."""
        return self.passing != bool(self.findings)


def sample() -> Committee:
    """Give the sample committee."""
    return Committee.model_validate_json(json.dumps(SAMPLE))


def trials(family: Family, pack: Pack) -> Iterator[Trial]:
    """Try every example of a rule file with its rule alone; raises pydantic's ValidationError for a broken example."""
    committee = sample()
    for rule, examples in family.rules:
        alone = pack.only(rule.id)
        for passing, pieces in ((True, examples.passing), (False, examples.failing)):
            for piece in pieces:
                yield Trial(rule, piece, passing, check(alone, subject_of(piece, committee)))


def subject_of(piece: Mapping[str, object], committee: Committee) -> Subject:
    """Fill a piece of an idea file up to a whole subject, on the networks of the sample committee."""
    faults = tuple(
        Fault(str(name), "it is missing", "Put it there") for name in cast("list[str]", piece.get(AROUND, []))
    )
    recent = tuple(_recent(cast("list[Piece]", piece.get(RECENT, []))))
    piece = {name: value for name, value in piece.items() if name not in {AROUND, RECENT}}
    text = {} if "thread" in piece else {"text": "ISO 22222, Sponge cakes, is published."}
    frame = {"id": "cakes", "networks": list(LIMITS), "kind": "publication", "author": "a.baker", **text}
    idea = Idea.model_validate_json(json.dumps({**frame, **piece}, default=str))
    after, before = (
        start_of(moment, committee.timezone) if moment else None for moment in (idea.publish.after, idea.publish.before)
    )
    rendered = tuple(_rendered(idea, network) for network in idea.networks)
    return Subject(
        idea, committee, rendered, NOW, after, before, leaks=_papers(), roster=_roster(), faults=faults, recent=recent
    )  # fmt: skip


def _recent(written: Iterable[Piece]) -> Iterator[Recent]:
    """Give what an example says that the committee published before, on each of its networks."""
    for each in written:
        parts = cast("list[str]", each.get("thread", [each.get("text")]))
        corrects = cast("str | None", each.get("corrects"))
        for network in [each["network"]] if "network" in each else LIMITS:
            day = dt.date.fromisoformat(str(each["day"]))
            yield Recent(str(each["post"]), str(network), day, likeness(parts), corrects)


@cache
def _papers() -> Leaks:
    """Give the index of the sample committee's only paper; it stays in memory."""
    with TemporaryDirectory(prefix="communique-trial-") as folder:
        Path(folder, "drafts").mkdir()
        Path(folder, "drafts", "crispbread.txt").write_text(PAPER, encoding="utf-8")
        return open_index(Path(folder, "drafts"), Path(folder, "index"))


@cache
def _roster() -> Roster:
    """Give the sample committee's list of people and companies."""
    roster = Roster()
    roster.add(
        Individual(name="Zwieback Panettone", handles=("@zwiepan",), mail="zp@example.org", employer="Rusk & Sons")
    )
    roster.add_company("Grissini Torinesi")
    return roster


def _rendered(idea: Idea, network: str) -> Rendering:
    """Render as a network would that counts characters and takes every part as it is."""
    parts = [Part(text=text, length=len(text), limit=LIMITS.get(network, 0)) for text in idea.parts(network)]
    pictures = [
        Picture(digest="00", mime="image/png", width=1, height=1, size=1, **item.model_dump()) for item in idea.media
    ]
    return Rendering(
        network=network, account="ISOTC400", slug=idea.id, title=idea.title, language=idea.language,
        parts=tuple(parts), pictures=tuple(pictures), link=idea.link,
    )  # fmt: skip
