"""Values as they lie in text columns, and back."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping

from pydantic import TypeAdapter

from communique.committee.mistake import Place
from communique.post.finding import Finding, Severity
from communique.post.idea import Idea
from communique.post.rendering import Rendering, Terms
from communique.queue.tables import Revision

FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])
PLACES: TypeAdapter[dict[str, tuple[int, int, int, int]]] = TypeAdapter(dict[str, tuple[int, int, int, int]])
SEALS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def write_findings(findings: Iterable[Finding]) -> str:
    """Give findings as JSON."""
    return FINDINGS.dump_json(tuple(findings)).decode()


def read_findings(stored: str) -> tuple[Finding, ...]:
    """Give findings back."""
    return FINDINGS.validate_json(stored)


def write_places(places: Mapping[str, Place]) -> str:
    """Give places as JSON, four numbers each."""
    return json.dumps(
        {field: (place.line, place.column, place.end_line, place.end_column) for field, place in places.items()}
    )


def read_places(stored: str) -> dict[str, Place]:
    """Give places back."""
    return {field: Place(*four) for field, four in PLACES.validate_json(stored).items()}


def read_idea(stored: str) -> Idea:
    """Give an idea back."""
    return Idea.model_validate_json(stored)


def headline(stored: str) -> str:
    """Give the beginning of what an idea says, on one line."""
    idea = json.loads(stored)
    words = idea["title"] or idea["text"] or idea["thread"][0]
    return " ".join(words.split())[:80]


def read_rendering(stored: str) -> Rendering:
    """Give a rendering back."""
    return Rendering.model_validate_json(stored)


def terms(revision: Revision) -> Terms:
    """Give what an approval of this revision covers besides the renderings."""
    return covering(revision.rules, revision.after, revision.before)


def covering(rules: str, after: dt.datetime | None, before: dt.datetime | None) -> Terms:
    """Give the terms that go with a version of the rules and a window."""
    return Terms(
        after=after.isoformat() if after else "", before=before.isoformat() if before else "", rules=rules
    )  # fmt: skip


def opening(after: dt.datetime | None, not_before: dt.datetime | None) -> dt.datetime | None:
    """Give the moment from which a post may go out: the later one of its window's start and the day that was chosen."""
    return max((moment for moment in (after, not_before) if moment is not None), default=None)


def insurmountable(findings: Iterable[Finding]) -> bool:
    """Tell whether a finding blocks and nobody may lift it."""
    return any(finding.severity is Severity.BLOCK and not finding.waivable for finding in findings)


def needs_reason(findings: Iterable[Finding]) -> bool:
    """Tell whether an approval must say why: something blocks that may be lifted, or is for the Secretary to decide."""
    return any(finding.severity in {Severity.BLOCK, Severity.DECIDE} for finding in findings)
