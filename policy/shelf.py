"""Keeps the compiled rules in the user's cache folder, so that a check need not read all rule files again.

What lies there is only ever a copy: without it, or if it can't be read, the rule files are read.
"""

import hashlib
import json
import marshal
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

FORM = 4
"""The number of the form in which rules are kept; another number and nothing old is found."""
OLD = 30 * 24 * 3600
"""So many seconds a copy is kept."""


def find(files: Sequence[Path]) -> dict[str, Any] | None:
    """Give what was kept of exactly these files as they are now, or None."""
    try:
        # Nobody else can write into the user's own cache, as with the bytecode that Python keeps beside its modules.
        return cast("dict[str, Any]", marshal.loads(_place(files).read_bytes()))  # noqa: S302
    except (OSError, ValueError, EOFError, TypeError):
        return None


def keep(files: Sequence[Path], content: dict[str, Any]) -> None:
    """Keep what was compiled of these files, whole or not at all; a cache that can't be written is no error."""
    place = _place(files)
    own = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.write_bytes(marshal.dumps(content))
        own.replace(place)
        _tidy(place.parent)
    except OSError:
        return


def _tidy(folder: Path) -> None:
    """Forget what nobody has compiled anew for a month; whoever needs it compiles it again."""
    for old in folder.glob("rules-*"):
        if old.stat().st_mtime < time.time() - OLD:
            old.unlink(missing_ok=True)


def _place(files: Sequence[Path]) -> Path:
    """Name the copy after its sources: their paths, sizes and times, and the program that compiled them."""
    marks: list[object] = [FORM, sys.version_info[:2]]
    for file in (*files, *sorted(Path(__file__).parent.glob("language/*.py"))):
        stat = file.stat()
        marks.append((str(file), stat.st_size, stat.st_mtime_ns))
    key = hashlib.sha256(json.dumps(marks).encode()).hexdigest()[:32]
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "communique" / f"rules-{key}"
