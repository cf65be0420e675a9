"""The table for people, the same for the documents, and the JSON for programs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from faults.trial import Outcome, Schedule

COLUMNS = {
    "trials": "trials", "reached": "fault reached", "once": "published once", "asked": "asked", "twice": "twice",
    "lost": "lost", "unapproved": "unapproved", "broken": "chain broken",
}  # fmt: skip
NEVER = ("twice", "lost", "unapproved", "broken")
"""What must never be."""


@dataclass
class Report:
    """What came of all trials, row by row."""

    rows: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    failures: list[dict[str, object]] = field(default_factory=list[dict[str, object]])

    def add(self, row: str, outcome: Outcome) -> None:
        """Count one trial; keep everything about one that failed."""
        counted = self.rows.setdefault(row, Counter())
        counted.update({"trials": 1, "reached": int(bool(outcome.fired)), **outcome.verdict.became})
        if outcome.verdict.wrong:
            steps = [str(step) for step in (*outcome.schedule.steps, *outcome.schedule.blows)]
            said = {"wrong": outcome.verdict.wrong, "seed": outcome.schedule.seed, "steps": steps, "log": outcome.log}
            self.failures.append({"row": row, "name": outcome.schedule.name, **said})

    def spoilt(self, row: str, schedule: Schedule, why: BaseException) -> None:
        """Count a trial that could not be played: nobody knows what would have come of it."""
        self.rows.setdefault(row, Counter()).update({"trials": 1})
        wrong = [f"not played to its end: {why!r}"]
        told = {"wrong": wrong, "seed": schedule.seed, "steps": [str(step) for step in schedule.steps], "log": ""}
        self.failures.append({"row": row, "name": schedule.name, **told})

    @property
    def total(self) -> Counter[str]:
        """Add all rows up."""
        return sum(self.rows.values(), Counter[str]())

    def show(self, console: Console) -> None:
        """Print the table, and every failure with its seed and its steps."""
        table = Table("what", *COLUMNS.values(), title="The fault campaign")
        for name, counted in self.lines().items():
            table.add_row(name, *(f"{counted[each]:,}" for each in COLUMNS))
        console.print(table)
        for failure in self.failures:
            console.print(
                failure["name"], failure["wrong"], failure["steps"], failure["log"], style="red", markup=False
            )

    def lines(self) -> Mapping[str, Counter[str]]:
        """Give the rows and their sum."""
        return {**self.rows, "all": self.total}

    def markdown(self) -> str:
        """Write the table for the documents."""
        head = ["what", *COLUMNS.values()]
        rows = [[name, *(f"{counted[each]:,}" for each in COLUMNS)] for name, counted in self.lines().items()]
        return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---", *["---:"] * len(COLUMNS)], *rows])

    def told(self) -> dict[str, object]:
        """Give everything as JSON values."""
        return {"rows": {name: dict(counted) for name, counted in self.lines().items()}, "failures": self.failures}
