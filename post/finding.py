"""What one policy rule says about one place of one revision."""

from collections.abc import Iterable
from enum import StrEnum

from communique.committee.strict import Strict


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCK = "block"
    DECIDE = "decide"
    WARN = "warn"
    ADVICE = "advice"


class Verdict(StrEnum):
    """What the findings of one revision come to."""

    OK = "ok"
    REVIEW = "review"
    BLOCK = "block"


class Finding(Strict):
    """One remark of one rule, with the clause it keeps and what would cure it."""

    rule: str
    severity: Severity
    message: str
    clause: str
    cure: str
    waivable: bool
    """Whether the Secretary may lift a block, with a reason that is recorded."""
    field: str
    """The field of the idea file, as in `media[0].alt`."""
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str
    instead: str | None = None
    """What to write in place of the words, where there is no choice in it; empty if they only have to go."""

    @property
    def same(self) -> tuple[str, str, str]:
        """Tell this remark from others over several checks, wherever the lines have moved."""
        return (self.rule, self.field, self.excerpt)


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Give the heaviest that the findings come to."""
    severities = {finding.severity for finding in findings}
    if Severity.BLOCK in severities:
        return Verdict.BLOCK
    return Verdict.REVIEW if Severity.DECIDE in severities else Verdict.OK
