"""The script of a rehearsal: which idea shows what, which answers it gets, what must become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Line:
    """One idea of the script: what it shows, the answers it gets, what must become of it."""

    idea: str
    shows: str
    becomes: str
    answers: tuple[Mapping[str, str], ...] = ()


def script(file: Path) -> list[Line]:
    """Read a script."""
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [Line(entry["idea"], entry["shows"], entry["becomes"], tuple(entry.get("answers", ()))) for entry in entries]
