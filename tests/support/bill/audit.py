"""`make audit`: ask the public databases for known weaknesses in what is locked, and say what could not be asked."""

import json
import subprocess
import sys
from typing import Any

from bill.lock import LOCK

COMMAND = [
    "-m",
    "pip_audit",
    "--requirement",
    str(LOCK),
    "--disable-pip",
    "--format",
    "json",
    "--progress-spinner",
    "off",
]
CLEAN, WEAK, NOT_ASKED = 0, 1, 2


def main() -> int:
    """Ask, print what came of it, and give the exit code."""
    asked = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True, check=False)
    code, words = judged(asked.stdout)
    print(words if asked.stdout.strip() else f"{words}\n{asked.stderr.strip()[-400:]}")
    return code


def judged(told: str) -> tuple[int, str]:
    """Give the exit code and the words for what `pip-audit` answered: what was not looked up is never called fine."""
    try:
        found: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOT_ASKED, "Nothing was looked up: the database of known weaknesses could not be asked."
    skipped = [each["name"] for each in found if "skip_reason" in each]
    weak = [f"{each['name']} {each['version']}: {bug['id']}" for each in found for bug in each.get("vulns", ())]
    lines = [f"{len(found) - len(skipped)} of {len(found)} were looked up, {len(weak)} known weaknesses.", *weak]
    if skipped:
        lines.append(f"NOT LOOKED UP, so nothing is known of them: {', '.join(sorted(skipped))}")
    return (WEAK if weak else NOT_ASKED if skipped or not found else CLEAN), "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
