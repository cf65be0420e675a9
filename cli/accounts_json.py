"""What the account rules say, as JSON: a list with one object per committee."""

import json

import typer

from communique.cli.accounts_result import Looked
from communique.policy.standing.findings import network_of
from communique.post.finding import Finding, verdict

FINDING = ("rule", "severity", "message", "clause", "cure", "field", "line", "column", "end_line", "end_column")


def print_json(looked: Looked) -> None:
    """Print one object per committee; lines and columns count from 1, the end is exclusive.

    A finding about the committee itself has the network null. A file that could not be read has the verdict null and
    `mistakes`.
    """
    good = [
        {
            "committee": each.home.committee.key,
            "file": str(each.home.file),
            "verdict": verdict(each.findings),
            "findings": [as_dict(finding) for finding in each.findings],
        }
        for each in looked.accounts
    ]
    files = dict.fromkeys(mistake.file for mistake in looked.mistakes)
    bad = [
        {
            "committee": None,
            "file": file,
            "verdict": None,
            "findings": [],
            "mistakes": [str(mistake) for mistake in looked.mistakes if mistake.file == file],
        }
        for file in files
    ]
    typer.echo(json.dumps([*good, *bad], indent=2, ensure_ascii=False))


def as_dict(finding: Finding) -> dict[str, object]:
    """Give one finding for scripts."""
    return {**{name: getattr(finding, name) for name in FINDING}, "network": network_of(finding)}
