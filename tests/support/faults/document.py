"""The document that the campaign leaves: its figures, its seeds, and what is not covered."""

import datetime as dt
import os
import platform
from pathlib import Path

from faults.report import Report

BEGIN, END = "<!-- figures: written by make faults -->", "<!-- end of figures -->"


def write(report: Report, seeds: range, file: Path, *, postgresql: bool) -> None:
    """Put the figures into the document, between its two marks; the rest of it is written by hand."""
    text = file.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    file.write_text(
        f"{head}{BEGIN}\n\n{figures(report, seeds, postgresql=postgresql)}\n\n{END}{tail}", encoding="utf-8"
    )


def figures(report: Report, seeds: range, *, postgresql: bool) -> str:
    """Say when and where, how many trials, which seeds, and give the table."""
    total, bad = report.total, len(report.failures)
    where = f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {os.cpu_count()} processors"
    day = dt.datetime.now(dt.UTC)
    lines = [
        f"{day.day} {day:%B %Y}, {where}: {total['trials']:,} trials, {len(seeds):,} of them random schedules with the",
        f"seeds from {seeds.start:,} up to and without {seeds.stop:,}. "
        + (f"**{bad} trials failed.**" if bad else "Nothing was lost, twice, or out without an approval."),
        "" if postgresql else "\nPostgreSQL was not there, so its rows are missing.\n",
        report.markdown(),
        *(f"\nFailed: {each['name']} ({each['row']}): {each['wrong']}" for each in report.failures),
    ]  # fmt: skip
    return "\n".join(lines)
