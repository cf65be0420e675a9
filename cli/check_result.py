"""What `communique check` has to say of one file."""

from dataclasses import dataclass
from pathlib import Path

from communique.committee.mistake import Mistake
from communique.post.finding import Finding, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """One file as checked: its findings, or the mistakes that make it unreadable."""

    path: Path
    id: str | None = None
    findings: tuple[Finding, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    source: str = ""
    """The file's text, to show the lines in question."""

    @property
    def file(self) -> str:
        """Name the file relative to where the command runs, with slashes; as it is if it lies elsewhere."""
        path, here = self.path.absolute(), Path.cwd()
        return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()

    @property
    def verdict(self) -> Verdict | None:
        """Give what the findings come to, or None if the file could not be read."""
        return None if self.mistakes else verdict(self.findings)

    @property
    def status(self) -> int:
        """Give the exit status for this file alone: 0 nothing blocks, 1 something blocks, 2 it could not be read."""
        return 2 if self.mistakes else int(self.verdict is Verdict.BLOCK)


def summary(results: list[Checked]) -> str:
    """Count the files by what became of them, in one line."""
    verdicts = [result.verdict for result in results]
    counts = (
        (verdicts.count(Verdict.OK), "fine"),
        (verdicts.count(Verdict.REVIEW), "for the Secretary to decide"),
        (verdicts.count(Verdict.BLOCK), "blocked"),
        (verdicts.count(None), "unreadable"),
    )
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{len(results)} {'file' if len(results) == 1 else 'files'}: {said}." if results else "No idea files here."
