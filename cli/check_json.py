"""The findings as JSON: a list with one object per file."""

import json
from typing import TextIO

from communique.cli.check_result import Checked

FINDING = (
    "rule", "severity", "message", "clause", "cure", "waivable", "field",
    "line", "column", "end_line", "end_column", "excerpt",
)  # fmt: skip


def print_json(results: list[Checked], out: TextIO) -> None:
    """Print a list with one object per file; lines and columns count from 1, the end is exclusive.

    A file that could not be read has the verdict null, no findings, and `mistakes` with the same places, the field,
    the message and the cure.
    """
    json.dump([_object(result) for result in results], out, indent=2)
    out.write("\n")


def _object(result: Checked) -> dict[str, object]:
    body: dict[str, object] = {
        "file": result.file,
        "id": result.id,
        "verdict": result.verdict,
        "findings": [{name: getattr(finding, name) for name in FINDING} for finding in result.findings],
    }
    if result.mistakes:
        body["mistakes"] = [
            {
                "field": mistake.field,
                "message": mistake.message,
                "cure": mistake.cure,
                "line": mistake.place.line,
                "column": mistake.place.column,
                "end_line": mistake.place.end_line,
                "end_column": mistake.place.end_column,
            }
            for mistake in result.mistakes
        ]
    return body
