"""The lock file as data."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).parents[3] / "requirements.lock"
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One distribution of the lock."""

    name: str
    version: str
    here: bool
    """Whether it is meant for a machine like this one."""
    hashes: tuple[str, ...]
    """SHA-256 of each file that may be installed."""


def locked(text: str) -> dict[str, Locked]:
    """Read a lock file; raises ValueError for whatever is not a version and hashes."""
    found: dict[str, Locked] = {}
    for line in re.sub(r" \\\n", " ", text).splitlines():
        said, *rest = re.split(r"\s+(?=--)", line.strip())
        asked = Requirement(said)
        pins = [*asked.specifier]
        matched = [HASH.fullmatch(each) for each in rest]
        if asked.url or len(pins) != 1 or pins[0].operator != "==" or not rest or None in matched:
            raise ValueError(f"not one version with its hashes: {said}")
        name = canonicalize_name(asked.name)
        here = asked.marker is None or asked.marker.evaluate()
        found[name] = Locked(name, pins[0].version, here, tuple(each[1] for each in matched if each))
    return found
