"""The findings as GitHub's workflow commands, which show them beside the lines of a pull request.

Format and escaping as GitHub documents them under "Workflow commands for GitHub Actions" and as its toolkit does it.
"""

from collections.abc import Iterator
from typing import TextIO

from communique.cli.check_result import Checked, summary
from communique.committee.mistake import Place
from communique.post.finding import Severity

LEVELS = {
    Severity.BLOCK: "error",
    Severity.DECIDE: "warning",
    Severity.WARN: "warning",
    Severity.ADVICE: "notice",
}


def print_github(results: list[Checked], out: TextIO) -> None:
    """Print one command per finding or mistake, and the counts at the end."""
    for result in results:
        out.writelines(f"{line}\n" for line in _commands(result))
    out.write(summary(results) + "\n")


def _commands(result: Checked) -> Iterator[str]:
    for mistake in result.mistakes:
        field = f"{mistake.field}: " if mistake.field else ""
        yield _command("error", result.file, mistake.place, "unreadable", f"{field}{mistake.message}\n{mistake.cure}")
    for finding in result.findings:
        place = Place(finding.line, finding.column, finding.end_line, finding.end_column)
        message = f"{finding.message}\n{finding.cure}\n{finding.clause}"
        yield _command(LEVELS[finding.severity], result.file, place, finding.rule, message)


def _command(level: str, file: str, place: Place, title: str, message: str) -> str:  # noqa: PLR0917
    where = {"file": file, "line": place.line, "endLine": place.end_line, "col": place.column}
    if place.line == place.end_line:
        where["endColumn"] = place.end_column
    where["title"] = title
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.strip().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
