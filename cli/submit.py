"""The command `submit`: hand in idea files now."""

import json
from pathlib import Path

import typer

from communique.cli.homes import installed, only_home
from communique.flows.handing import Handed, hand_in
from communique.flows.publishing import utc_now

REMINDER = (
    "Remember: the Internet is a public space. Use the same common sense online as offline (the guidelines, cover)."
)


def submit_files(folder: Path, committee: str | None, files: list[Path], *, as_json: bool) -> int:
    """Hand in the files and say what became of each; 2 if one could not be read, 1 if one was refused."""
    installation = installed(folder)
    home = only_home(installation, committee)
    handed = hand_in(installation.engine, home, [file.resolve() for file in files], now=utc_now())
    if as_json:
        typer.echo(json.dumps([as_dict(each) for each in handed], indent=2, ensure_ascii=False))
    else:
        for each in handed:
            typer.echo("\n".join(describe(each)))
        typer.echo(REMINDER)
    if any(each.taken is None for each in handed):
        return 2
    return int(any(each.taken and each.taken.outcome == "refused" for each in handed))


def describe(handed: Handed) -> list[str]:
    """Say what became of one file."""
    if handed.taken is None:
        return [
            f"{handed.file.name}: could not be read; nothing was changed",
            *(f"  {line}" for line in handed.mistakes),
        ]
    taken = handed.taken
    states = ", ".join(f"{state} on {network}" for network, state in taken.states.items())
    return [f"{taken.idea_id}: {taken.outcome}, revision {taken.number}: {states}"] + (
        [f"  {taken.message}"] if taken.message else []
    )


def as_dict(handed: Handed) -> dict[str, object]:
    """Give what became of one file, for scripts."""
    answer: dict[str, object] = {"file": str(handed.file), "mistakes": list(handed.mistakes)}
    if handed.taken:
        taken = handed.taken
        answer |= {
            "outcome": taken.outcome,
            "id": taken.idea_id,
            "revision": taken.number,
            "states": dict(taken.states),
        }
        answer["message"] = taken.message
    return answer
