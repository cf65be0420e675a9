"""`communique init` and `communique schema`: a workspace that works at once."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import time_machine
import yaml
from typer.testing import Result

from communique.committee.reading import read_committee

Run = Callable[..., Result]


def test_a_new_workspace_works_at_once(run: Run, tmp_path: Path) -> None:
    """What `init` writes is checked without a finding, and says how to go on."""
    printed = run("init", tmp_path / "new").output
    assert "communique secretary enroll s.miller" in printed
    assert "1 file: 1 fine." in run("check", tmp_path / "new").output


def test_its_people_attested_just_now(run: Run, tmp_path: Path, clock: time_machine.Traveller) -> None:
    """Years from now a new workspace is still one in which people may hand in."""
    clock.shift(dt.timedelta(days=2000))
    run("init", tmp_path / "new")
    assert "1 file: 1 fine." in run("check", tmp_path / "new").output
    committee = read_committee(tmp_path / "new" / "committee.yaml")
    attested = [person.attested for person in committee.people().values()]
    assert attested == [dt.date(2032, 5, 13)] * len(attested)


def test_its_schemas_fit_its_files(run: Run, tmp_path: Path) -> None:
    """The schemas that editors read accept the files that lie beside them."""
    folder = tmp_path / "new"
    run("init", folder)
    files = {"idea": "ideas/sponge-cakes-published.yaml", "committee": "committee.yaml"}
    for which, file in files.items():
        schema = json.loads((folder / "schema" / f"{which}.schema.json").read_text())
        assert schema == json.loads(run("schema", which).output)
        written = json.loads(json.dumps(yaml.safe_load((folder / file).read_text()), default=str))
        jsonschema.validate(written, schema)


@pytest.mark.parametrize("there", ["file", "folder"])
def test_nothing_is_overwritten(there: str, run: Run, tmp_path: Path) -> None:
    """A folder with anything in it, or a file of that name, stays as it is."""
    place = tmp_path / "new"
    if there == "folder":
        place.mkdir()
    kept = place / "mine.txt" if there == "folder" else place
    kept.write_text("mine")
    run("init", place, expect=2)
    assert kept.read_text() == "mine"
    assert not (place / "committee.yaml").exists()


def test_an_unknown_schema(run: Run) -> None:
    """There are two schemas, and another word names them."""
    assert "for `idea` and for `committee`" in run("schema", "post", expect=2).stderr
