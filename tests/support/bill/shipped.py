"""The distributions that Communiqué needs when it runs, and their licences as SPDX names them (spdx.org/licenses)."""

import re
from collections.abc import Mapping
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "communique"
FREE = frozenset({
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "CNRI-Python", "ISC", "LGPL-3.0-only", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "PSF-2.0",
})  # fmt: skip
"""Anybody may use, change and pass on; LGPL and MPL ask to pass on what was changed in the library itself."""
EXCEPTIONS: Mapping[str, str] = {
    "linkedin-api-client": "LinkedIn's own terms: for whoever has LinkedIn's interface; so it is an extra",
    "text-unidecode": "Artistic License, or GPL 2 or later at our choice: used by python-slugify, unchanged",
}
"""What has another licence, and why it may stay."""
WRITTEN: Mapping[str, str] = {
    "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache software license": "Apache-2.0",
    "bsd license": "BSD", "isc license": "ISC", "isc license (iscl)": "ISC", "mit license": "MIT", "mit licence": "MIT",
    "the mit license (mit)": "MIT", "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}  # fmt: skip
"""How people write the same."""


def shipped() -> dict[str, Distribution]:
    """Give all distributions that ours needs on this machine, with all extras, by name, ours included."""
    extras = frozenset(distribution(OURS).metadata.get_all("Provides-Extra") or ())
    found: dict[str, Distribution] = {}
    waiting, seen = [(OURS, extras)], set[tuple[str, frozenset[str]]]()
    while waiting:
        name, wanted = waiting.pop()
        found[name] = distribution(name)
        seen.add((name, wanted))
        waiting += [each for each in needed(found[name], wanted) if each not in seen]
    return found


def needed(of: Distribution, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    """Give what a distribution needs itself, with these extras."""
    asked = [Requirement(line) for line in of.requires or ()]
    meant = [
        each for each in asked if not each.marker or any(each.marker.evaluate({"extra": x}) for x in {"", *extras})
    ]
    return [(canonicalize_name(each.name), frozenset(each.extras)) for each in meant]


def licence(of: Distribution) -> str:
    """Give a distribution's licence as an SPDX expression, as far as its metadata tell; empty if they do not."""
    told = of.metadata.get("License-Expression")
    if told:
        return told
    classified = [
        each.rpartition(" :: ")[2] for each in of.metadata.get_all("Classifier") or () if each[:7] == "License"
    ]
    short = (of.metadata.get("License") or "").strip().strip('"')
    names = [*([short] if short and "\n" not in short and len(short) < 40 else []), *classified]
    spdx = [WRITTEN.get(name.lower(), name) for name in names]
    return next((name for name in spdx if terms(name) <= FREE), spdx[0] if spdx else "")


def terms(expression: str) -> set[str]:
    """Name the licences in an expression."""
    return {each for each in re.split(r"\s+(?:AND|OR)\s+|[()\s]+", expression) if each} or {""}
