"""`communique submit`: every file gets an answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from communique.flows.installation import Installation
from communique.flows.publishing import Sender, utc_now

Run = Callable[..., Result]
Write = Callable[..., Path]


def test_new_unchanged_revised(run: Run, write: Write) -> None:
    """The same file again changes nothing; another text is a new revision."""
    assert "cakes: new, revision 1: waiting on blog" in run("submit", write("cakes")).output
    assert "cakes: unchanged, revision 1" in run("submit", write("cakes")).output
    assert "cakes: revised, revision 2" in run("submit", write("cakes", text="Other news.")).output


def test_one_bad_file_never_stops_the_others(run: Run, write: Write, workspace: Path) -> None:
    """A file that can't be read is told with its mistakes, the others are taken in, and the end is 2."""
    broken = workspace / "ideas" / "broken.yaml"
    broken.write_text("text: [")
    printed = run("submit", broken, write("cakes"), expect=2).output
    assert "broken.yaml: could not be read; nothing was changed" in printed
    assert "ideas/broken.yaml:1:" in printed
    assert "cakes: new" in printed


def test_what_is_out_is_not_changed(
    run: Run, write: Write, answer: Callable[..., int], installation: Installation
) -> None:
    """A change of a post that is out is refused with the cure, and the end is 1."""
    answer("cakes")
    Sender(installation.engine, installation.home("iso-tc-400")).send_due(utc_now())
    assert "cakes: refused" in run("submit", write("cakes", text="Other news."), expect=1).output


def test_as_json(run: Run, write: Write, workspace: Path) -> None:
    """JSON has one object per file, with the mistakes of those that could not be read."""
    (workspace / "ideas" / "broken.yaml").write_text("text: [")
    files = write("cakes"), workspace / "ideas" / "broken.yaml"
    told = {Path(each["file"]).stem: each for each in json.loads(run("submit", *files, "--json", expect=2).stdout)}
    assert told["cakes"]["outcome"] == "new"
    assert told["cakes"]["states"] == {"blog": "waiting"}
    assert told["broken"]["mistakes"]
    assert "outcome" not in told["broken"]


@pytest.mark.parametrize("name", ["nothing.yaml", "ideas"])
def test_no_such_file(name: str, run: Run, workspace: Path) -> None:
    """A file that isn't there, or is a folder, is told in plain words."""
    assert "could not be read" in run("submit", workspace / name, expect=2).output
