"""The commands `init` and `schema`: a workspace to start from."""

import datetime as dt
import json
import re
import shlex
import shutil
from pathlib import Path

import typer

from communique.cli.options import fail
from communique.committee.workspace import COMMITTEE_FILE

EXAMPLE = Path(__file__).parent.parent / "examples" / "start"


def refresh_attestations(folder: Path, now: dt.datetime) -> None:
    """Write into a copied example that its made-up people attested yesterday, as an attestation lasts only a year.

    Yesterday in UTC is in the past wherever the committee is.
    """
    file = folder / COMMITTEE_FILE
    yesterday = (now - dt.timedelta(days=1)).astimezone(dt.UTC).date().isoformat()
    written = re.sub(r"(?<=\battested: )\d{4}-\d{2}-\d{2}", yesterday, file.read_text(encoding="utf-8"))
    file.write_text(written, encoding="utf-8")


def write_workspace(folder: Path) -> None:
    """Write a workspace that works at once; touches nothing that is there already."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        fail(f"{folder} is not an empty folder: choose a new one, nothing was written.")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    refresh_attestations(folder, dt.datetime.now(dt.UTC))
    for which in ("idea", "committee"):
        (folder / "schema").mkdir(exist_ok=True)
        (folder / "schema" / f"{which}.schema.json").write_text(schema_text(which) + "\n", encoding="utf-8")
    typer.echo(f"Written: {folder}")
    typer.echo(f"1. Put your committee into {folder / 'committee.yaml'}")
    quoted = shlex.quote(str(folder))
    typer.echo(f"2. Enroll the Secretary:  communique secretary enroll s.miller --workspace {quoted}")
    typer.echo(f"3. Start it:              communique up {quoted}")
    typer.echo(f"Then save ideas as YAML files in {folder / 'ideas'}.")


def schema_text(which: str) -> str:
    """Give the JSON Schema as text."""
    from communique.post.schema import schema  # noqa: PLC0415 - kept off the path of other commands

    if which not in {"idea", "committee"}:
        fail(f"There is a schema for `idea` and for `committee`, none for {which!r}.")
    return json.dumps(schema("idea" if which == "idea" else "committee"), indent=2, ensure_ascii=False)


def print_schema(which: str) -> None:
    """Print the JSON Schema."""
    typer.echo(schema_text(which))
