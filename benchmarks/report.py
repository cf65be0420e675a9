"""The table for people and the JSON for programs."""

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Row

RESULTS = Path("bench-results.json")


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table: medians of all runs, and between which figures the ratio lay."""
    table = Table(title="Communiqué beside its rivals", show_lines=True)
    table.add_column("what / the rival", ratio=1)
    for heading in ("ours", "rival's", "ratio", "from–to", "aim", "runs"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row.what} ({row.unit}) [dim]{row.note}[/dim]\n[dim]/ {row.rival}[/dim]",
            *(f"{figure:.3g}" for figure in (row.ours.median, row.theirs.median)),
            f"[bold]{row.ratio.median:.2f}[/bold]",
            f"{row.ratio.least:.2f}–{row.ratio.greatest:.2f}",
            row.aim,
            str(row.runs),
        )
    console.print(table)


def write(rows: Sequence[Row]) -> None:
    """Write everything that was measured, and on what, into the current folder."""
    machine = {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    whole = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "rows": [asdict(row) for row in rows],
    }
    RESULTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
