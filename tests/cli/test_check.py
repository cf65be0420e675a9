"""`communique check`: scenarios, exit status, which files and which committee, and what it never loads."""

import contextlib
import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from communique.cli.check import check_paths

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
SCENARIOS = Path(__file__).parent.parent / "scenarios"
SMALLEST = (SCENARIOS / "smallest" / "idea.yaml").read_text()
STRANGER = (SCENARIOS / "stranger" / "idea.yaml").read_text()


def run(*paths: str | Path, committee: Path | None = None, form: str = "text") -> tuple[int, str]:
    """Check paths and give the exit status and what was printed."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        return check_paths([Path(path) for path in paths], committee, form, now=NOW), out.getvalue()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace with one idea, and stand in it."""
    (tmp_path / "ideas").mkdir()
    (tmp_path / "committee.yaml").write_text((SCENARIOS / "committee.yaml").read_text())
    (tmp_path / "ideas" / "cakes.yaml").write_text(SMALLEST)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "folder", sorted(file.parent for file in SCENARIOS.glob("*/idea.yaml")), ids=lambda path: path.name
)
def test_scenario(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scenario's idea gets exactly the verdict, findings and mistakes that it expects."""
    monkeypatch.chdir(folder)
    status, printed = run("idea.yaml", form="json")
    expected = json.loads((folder / "expected.json").read_text())
    assert json.loads(printed) == expected
    assert status == {None: 2, "block": 1}.get(expected[0]["verdict"], 0)


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_the_worst_file_gives_the_status(form: str, workspace: Path) -> None:
    """0 if nothing blocks, 1 if something blocks, 2 if something can't be read, in every format."""
    assert run("ideas", form=form)[0] == 0
    (workspace / "ideas" / "a-stranger.yml").write_text(STRANGER)
    assert run("ideas", form=form)[0] == 1
    (workspace / "ideas" / "broken.yaml").write_text("text: [")
    status, printed = run("ideas", form=form)
    assert status == 2
    assert "v.visitor" in printed


def test_folders(workspace: Path) -> None:
    """A folder gives its YAML files, sorted, sub-folders too; hidden files and the committee file are no ideas."""
    (workspace / "ideas" / "b").mkdir()
    for name in ("b/late.YML", ".hidden.yaml", "notes.txt", "b/committee.yaml"):
        (workspace / "ideas" / name).write_text(SMALLEST)
    _, printed = run("ideas", "ideas/cakes.yaml", committee=workspace / "committee.yaml", form="json")
    assert [each["file"] for each in json.loads(printed)] == ["ideas/b/late.YML", "ideas/cakes.yaml"]


def test_a_workspace(workspace: Path) -> None:
    """Of a workspace only the folder of ideas is checked: other YAML files are none."""
    (workspace / "rehearsal.yaml").write_text("no: idea")
    assert run(".") == (0, "1 file: 1 fine.\n")


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without ideas is said to be one, and is no failure."""
    assert run(tmp_path) == (0, "No idea files here.\n")


def test_without_a_committee(tmp_path: Path) -> None:
    """An idea without any committee file above it can't be judged; the cure is named."""
    (tmp_path / "cakes.yaml").write_text(SMALLEST)
    status, printed = run(tmp_path / "cakes.yaml")
    assert status == 2
    assert "there is no committee.yaml here or above" in printed
    assert "--committee" in printed


def test_a_broken_committee_file_is_told_once(workspace: Path) -> None:
    """The mistakes of a committee file are told once, however many ideas it has, and nothing is judged by it."""
    (workspace / "committee.yaml").write_text("committee: ISO/TC cakes")
    (workspace / "ideas" / "more.yaml").write_text(SMALLEST)
    status, printed = run("ideas", form="json")
    (only,) = json.loads(printed)
    assert (status, only["file"], only["verdict"]) == (2, "committee.yaml", None)
    assert only["mistakes"]


def test_a_missing_file_never_stops_the_others(workspace: Path) -> None:
    """A file that isn't there is told, and the next one is checked."""
    status, printed = run("ideas/nothing.yaml", "ideas/cakes.yaml")
    assert status == 2
    assert "there is no such file" in printed
    assert "2 files: 1 fine, 1 unreadable." in printed


@pytest.mark.parametrize(("private", "status"), [(True, 1), (False, 0)])
def test_private_files_that_are_not_there(private: bool, status: int, workspace: Path) -> None:  # noqa: FBT001 -- a case
    """A folder of drafts that is named and not there blocks, unless somebody says that it can't be there."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text() + "private: {drafts: private/drafts}\n")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert check_paths([Path("ideas")], private=private, now=NOW) == status
    assert ("FILE-1" in out.getvalue()) is private


def test_a_leak(workspace: Path) -> None:
    """Words of a private paper in a post are pointed at, with the paper's name and the place in it."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text() + "private: {drafts: drafts}\n")
    (workspace / "drafts").mkdir()
    secret = "The crumb of finished flatbread shall withstand a bending moment of seven newton."
    (workspace / "drafts" / "crispbread.txt").write_text(f"Some title\n\nNothing here.\n\n{secret}\n")
    (workspace / "ideas" / "cakes.yaml").write_text(SMALLEST.replace("text: ", f"text: {secret[:-1].upper()} "))
    status, printed = run("ideas")
    assert status == 1
    assert "LEAK-1" in printed
    assert "crispbread.txt, " in printed


def test_an_unknown_format(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A format that nobody knows is refused with those that there are."""
    assert run("ideas", form="xml") == (2, "")
    assert "text, json, github, sarif" in capsys.readouterr().err


def test_it_answers_at_once() -> None:
    """Checking loads neither prefect nor the database, pictures, HTTP or rich."""
    idea = SCENARIOS / "links" / "idea.yaml"
    heavy = "prefect", "sqlalchemy", "sqlmodel", "PIL", "requests", "rich", "jinja2", "apprise", "cryptography"
    program = (
        "import sys; from pathlib import Path; from communique.cli.check import check_paths\n"
        f"assert check_paths([Path({str(idea)!r})]) == 1\n"
        f"sys.exit(', '.join(set({heavy!r}) & set(sys.modules)) or None)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answer.stderr, answer.returncode) == ("", 0)
