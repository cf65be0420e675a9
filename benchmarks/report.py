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

from benchmarks.measure import Row, Spread

RESULTS = Path("bench-results.json")


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table: medians, and from the least to the greatest in brackets."""
    table = Table(
        title="Communiqué beside its rivals", caption="median (least–greatest); ratio: ours through the rival's"
    )
    for heading in ("what", "ours", "rival", "rival's", "ratio", "aim", "runs", "unit", ""):
        table.add_column(heading, justify="right" if heading in {"ours", "rival's", "ratio", "runs"} else "left")
    for row in rows:
        table.add_row(
            row.what,
            figures(row.ours),
            row.rival,
            figures(row.theirs),
            f"[bold]{figures(row.ratio)}[/bold]",
            row.aim,
            str(row.runs),
            row.unit,
            row.note,
        )
    console.print(table)


def figures(spread: Spread) -> str:
    """Write three figures with three digits each."""
    return f"{spread.median:.3g} ({spread.least:.3g}–{spread.greatest:.3g})"


def write(rows: Sequence[Row]) -> None:
    """Write everything that was measured, and on what, into the current folder."""
    machine = {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    whole = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "rows": [asdict(row) for row in rows],
    }
    RESULTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
