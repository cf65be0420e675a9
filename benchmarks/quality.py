"""How well the rules judge posts that people have labelled: precision, recall and F1 for each family.

    python -m benchmarks.quality                          every part, a table each
    python -m benchmarks.quality --show ballots           also what was missed and what was accused wrongly
    python -m benchmarks.quality --part tuned --json

The posts lie in `tests/corpus`. The rules were tuned on the part called `tuned`; nobody who wrote rules has looked at
the parts called `typical` and `unseen` before they were measured.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from communique.committee.committee import Committee, Kind
from communique.policy.engine import check, load_pack
from communique.policy.family import read_family
from communique.policy.pack import FOLDER
from communique.policy.subject import Subject
from communique.post.finding import Finding, Severity
from communique.post.idea import Idea

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
PARTS = ("tuned", "typical", "unseen")
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
STOPS = frozenset({Severity.BLOCK, Severity.DECIDE})
FAMILIES = (
    "ballots", "people", "papers", "drafts", "speaking", "opinions", "criticism", "speculation", "comments", "tone",
    "partiality", "copyright", "internal",
)  # fmt: skip
"""What the labels call a violation; the rule files of these names answer for them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled post, and what the rules made of it."""

    id: str
    family: str
    verdict: str
    text: str
    findings: tuple[Finding, ...]
    """What blocks or is to decide, of whichever rule."""
    accused: frozenset[str]
    """The families whose rules stopped it."""

    @property
    def guilty(self) -> bool:
        """Tell whether people would stop it."""
        return self.verdict != "ok"


@dataclass(slots=True)
class Count:
    """Right and wrong answers of one family."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    def row(self) -> dict[str, float]:
        """Give precision, recall and F1; 1 where there was nothing to find and nothing was said."""
        precision = self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0
        recall = self.found / (self.found + self.missed) if self.found + self.missed else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {"posts": self.found + self.missed, "precision": precision, "recall": recall, "f1": f1}


@dataclass(slots=True)
class Result:
    """Every family's answers on one part of the posts."""

    families: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FAMILIES})
    stopped: Count = field(default_factory=Count)
    """Whether a post was stopped at all, whichever the reason."""
    compliant: int = 0
    accused: int = 0

    def add(self, post: Judged) -> None:
        """Count one post."""
        if not post.guilty:
            self.compliant += 1
            self.accused += bool(post.findings)
        self.stopped.found += post.guilty and bool(post.findings)
        self.stopped.missed += post.guilty and not post.findings
        self.stopped.wrong += not post.guilty and bool(post.findings)
        for name, count in self.families.items():
            truth, said = post.guilty and post.family == name, name in post.accused
            count.found += truth and said
            count.missed += truth and not said
            count.wrong += said and not truth

    def table(self) -> dict[str, dict[str, float]]:
        """Give a row for each family, one for all families together, and one for stopped or not."""
        rows = {name: count.row() for name, count in self.families.items()}
        counts = self.families.values()
        whole = Count(*(sum(getattr(count, name) for count in counts) for name in ("found", "missed", "wrong")))
        return rows | {"all families": whole.row(), "stopped at all": self.stopped.row()}


def judged(part: str) -> Iterator[Judged]:
    """Let the rules judge every post of one part."""
    pack, names = load_pack(), _families()
    for file in sorted(CORPUS.glob(f"{part}-*.yaml")):
        for entry in cast("list[dict[str, Any]]", yaml.safe_load(file.read_text(encoding="utf-8"))):
            idea = idea_of(entry)
            findings = tuple(
                finding for finding in check(pack, Subject(idea, COMMITTEE, (), NOW)) if finding.severity in STOPS
            )
            accused = frozenset(names[finding.rule] for finding in findings) & {*FAMILIES}
            text = " / ".join(str(value) for name, value in entry["post"].items() if name != "kind")
            yield Judged(entry["id"], entry["family"], entry["verdict"], text, findings, accused)


def _families() -> dict[str, str]:
    """Name the rule file of each rule."""
    return {rule.id: file.stem for file in FOLDER.glob("*.yaml") for rule, _ in read_family(file).rules}


COMMITTEE = Committee.model_validate_json(
    json.dumps(
        {
            "committee": "ISO/TC 400",
            "title": "Cake making and other baking products",
            "timezone": "Europe/Zurich",
            "slot": {"day": "tuesday", "time": "10:00"},
            "secretary": {"id": "s.miller"},
            "creators": [{"id": "a.baker", "since": "2026-09-01", "attested": "2026-11-02"}],
            "kinds": [*Kind],
            "accounts": {"blog": {"site": "public/", "title": "Cakes"}},
        }
    )
)


def idea_of(entry: Mapping[str, Any]) -> Idea:
    """Make a whole idea of a labelled post."""
    post = dict(entry["post"])
    alt = post.pop("alt", None)
    if post["kind"] == Kind.PRESENTATION:
        post["kind"] = Kind.ARTICLE  # the labels are about what is said, not about the five attestations
    media = [{"file": "picture.png", "alt": alt, "credit": "ISO/TC 400", "licence": "CC0-1.0"}] if alt else []
    frame = {"id": entry["id"], "networks": ["blog"], "author": "a.baker", "language": entry["id"][:2], "media": media}
    return Idea.model_validate_json(json.dumps(frame | post))


def _print(part: str, result: Result) -> None:
    print(f"\n{part}: {result.compliant} compliant posts, {result.accused} of them stopped wrongly"
          f" ({result.accused / max(result.compliant, 1):.1%})")  # fmt: skip
    print(f"{'':16}{'posts':>6}{'precision':>11}{'recall':>8}{'F1':>6}")
    for name, row in result.table().items():
        print(f"{name:16}{row['posts']:6.0f}{row['precision']:11.2f}{row['recall']:8.2f}{row['f1']:6.2f}")


def _show(post: Judged, shown: str) -> None:
    """Print a post that was judged wrongly by the family."""
    truth = post.guilty and post.family == shown
    if truth != (shown in post.accused) or (not post.guilty and post.findings and post.family == shown):
        said = "; ".join(f"{finding.rule} “{finding.excerpt}”" for finding in post.findings)
        print(f"- {'missed' if truth else 'wrong'} {post.id} ({post.verdict}): {post.text}\n    {said}")


def main() -> None:
    """Judge every part and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument("--show", choices=FAMILIES, help="print what this family got wrong on the tuned part")
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    options = parser.parse_args()
    tables: dict[str, object] = {}
    for part in [options.part] if options.part else PARTS:
        result = Result()
        for post in judged(part):
            result.add(post)
            if options.show and part == "tuned":
                _show(post, options.show)
        tables[part] = {"compliant": result.compliant, "accused": result.accused, "families": result.table()}
        if not options.json:
            _print(part, result)
    if options.json:
        print(json.dumps(tables, indent=2))


if __name__ == "__main__":
    main()
