"""The documents say what is true: links, commands, fields, states, rules and examples."""

import datetime as dt
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import typer.main

from communique.cli.app import app
from communique.cli.check import FORMS, check_all
from communique.committee.mistake import Unreadable
from communique.committee.reading import read_committee
from communique.committee.workspace import read_home
from communique.policy.engine import load_pack
from communique.policy.standing.pack import load_demands
from communique.post.reading import read_idea
from communique.post.schema import schema
from communique.queue.states import State

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
CAKE = ROOT / "examples" / "iso-tc-400" / "ideas" / "layer-cake.jpg"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^(?: {4,}|\$ )(communique .+)$|`(communique [a-z][^`]*)`", re.MULTILINE)
COMMITTEE, IDEAS = "docs/committee-file.md", "docs/idea-files.md"


def text(name: str) -> str:
    """Read one document."""
    return (ROOT / name).read_text(encoding="utf-8")


def named(file: Path) -> str:
    """Name a document in test ids."""
    return str(file.relative_to(ROOT))


def anchors(file: Path) -> set[str]:
    """Give the anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", file.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def examples(first: str) -> list[Any]:
    """List the YAML examples of all documents in which a field stands at the beginning of a line."""
    blocks = [
        (file, body)
        for file in DOCS
        for kind, body in FENCE.findall(file.read_text(encoding="utf-8"))
        if kind == "yaml"
    ]
    chosen = [(file, body) for file, body in blocks if re.search(f"^{first}:", body, re.MULTILINE)]
    return [pytest.param(body, id=f"{named(file)}-{number}") for number, (file, body) in enumerate(chosen, 1)]


def fields(which: Literal["idea", "committee"]) -> set[str]:
    """Name every field of a file, as in `slot.day`, `media[].alt` and `overrides.<network>.text`."""
    whole = schema(which)

    def walk(part: dict[str, Any], path: str) -> Iterator[str]:
        for inner in part.get("anyOf", ()):
            yield from walk(inner, path)
        if "$ref" in part:
            yield from walk(whole["$defs"][part["$ref"].rpartition("/")[2]], path)
        if "items" in part:
            yield from walk(part["items"], f"{path}[]")
        if isinstance(part.get("additionalProperties"), dict):
            yield from walk(part["additionalProperties"], f"{path}.<network>")
        for name, inner in part.get("properties", {}).items():
            yield (own := f"{path}.{name}".lstrip("."))
            yield from walk(inner, own)

    return set(walk(whole, ""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a committee's folder with the picture that the examples show."""
    shutil.copy(ROOT / "examples" / "iso-tc-400" / "committee.yaml", tmp_path)
    shutil.copytree(ROOT / "examples" / "iso-tc-400" / "private", tmp_path / "private")
    (tmp_path / "ideas").mkdir()
    shutil.copy(CAKE, tmp_path / "ideas")
    return tmp_path


@pytest.mark.parametrize("file", DOCS, ids=named)
def test_links_lead_somewhere(file: Path) -> None:
    """Every relative link leads to a file of this repository, and to a heading in it if it names one."""
    for link in LINK.findall(file.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if not link.startswith(("https://", "http://")):
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("file", DOCS, ids=named)
def test_commands_exist(file: Path) -> None:
    """Every command that a document names is one of ours, with these options."""
    for block, inline in COMMAND.findall(file.read_text(encoding="utf-8")):
        words = shlex.split(block or inline)[1:]
        at: Any = typer.main.get_command(app)
        while words and hasattr(at, "commands"):
            assert words[0] in at.commands, block or inline
            at = at.commands[words.pop(0)]
        known = {option for parameter in at.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known, block or inline


@pytest.mark.parametrize("file", DOCS, ids=named)
def test_no_document_names_a_machine(file: Path) -> None:
    """No document holds a path of the machine that somebody worked on."""
    assert not re.search(r"(?<![\w.])/(home|root|work|tmp|Users)/", file.read_text(encoding="utf-8"))


def test_every_command_is_documented() -> None:
    """Every command that there is stands in the changelog, so that none comes in silently."""
    root: Any = typer.main.get_command(app)
    for name, command in root.commands.items():
        for words in [f"{name} {inner}" for inner in command.commands] if hasattr(command, "commands") else [name]:
            assert re.search(rf"`(communique )?{words}\b", text("CHANGELOG.md")), words


def test_checking_is_documented() -> None:
    """The page on checking shows every option of `check`, and explains every format."""
    root: Any = typer.main.get_command(app)
    options = {option for parameter in root.commands["check"].params for option in parameter.opts}
    page = text("docs/checking.md")
    assert {option for option in options if option.startswith("-") and f" {option}" not in page} == set()
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [*FORMS]


@pytest.mark.parametrize("file", DOCS, ids=named)
def test_make_targets_exist(file: Path) -> None:
    """Every `make …` that a document names is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", file.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


@pytest.mark.parametrize("state", State)
def test_every_state_is_explained(state: State) -> None:
    """Every state has a heading of its own, and says what there is to do."""
    section = text("docs/what-can-go-wrong.md").partition(f"### `{state}`\n")[2].partition("\n#")[0]
    assert "**To do:**" in section


@pytest.mark.parametrize(("which", "file"), [("idea", IDEAS), ("committee", COMMITTEE)])
def test_every_field_is_explained(which: Literal["idea", "committee"], file: str) -> None:
    """The tables explain exactly the fields that there are."""
    explained = set(re.findall(r"^\| `([\w.<>\[\]]+)` \|", text(file), re.MULTILINE))
    assert {name for name in explained if not name.startswith("text:")} == fields(which)


def test_every_rule_is_in_the_readme() -> None:
    """The table of the guidelines names exactly the rules that are applied."""
    named_rules = set(re.findall(r"`([A-Z]+(?:-[A-Z0-9]+)+)`", text("README.md")))
    assert named_rules == {rule.id for rule in load_pack().rules} | {demand.rule.id for demand in load_demands()}


def test_every_account_rule_is_explained() -> None:
    """The page on accounts names exactly the account rules, each with its weight."""
    weights = {"block": "blocks", "decide": "to decide", "warn": "warning", "advice": "advice"}
    table = re.findall(r"^\| `([A-Z]+(?:-[A-Z0-9]+)+)` \| .* \| ([a-z ]+) \|$", text("docs/accounts.md"), re.MULTILINE)
    assert dict(table) == {demand.rule.id: weights[demand.rule.severity] for demand in load_demands()}


def test_every_variable_is_explained() -> None:
    """The administrators' page explains every environment variable of ours."""
    files = [*ROOT.glob("*/*.py"), ROOT / "tests" / "conftest.py", ROOT / "prefect.yaml"]
    used = {name for file in files for name in re.findall(r"COMMUNIQUE_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8"))}
    assert set(re.findall(r"^\| `(COMMUNIQUE_\w+)` \|", text("docs/administrators.md"), re.MULTILINE)) == used


@pytest.mark.parametrize("body", examples("author"))
def test_idea_examples_pass(body: str, folder: Path) -> None:
    """Every idea that the documents show reads without mistakes, and no rule blocks it."""
    file = folder / "ideas" / "example.yaml"
    file.write_text(body, encoding="utf-8")
    (checked,) = check_all([file], None, NOW)
    assert (checked.status, [*checked.findings], [*checked.mistakes]) == (0, [], [])


@pytest.mark.parametrize("body", examples("committee"))
def test_committee_examples_pass(body: str, tmp_path: Path) -> None:
    """Every committee file that the documents show reads without mistakes."""
    file = tmp_path / "committee.yaml"
    file.write_text(body, encoding="utf-8")
    assert read_committee(file).committee == "ISO/TC 400"


@pytest.mark.parametrize(
    ("line", "says"), re.findall(r"^\| `(texte?:.*?)` \| .* \| (.*) \|$", text(IDEAS), re.MULTILINE)
)
def test_traps_are_told_as_the_documents_say(line: str, says: str, folder: Path) -> None:
    """Each one-line trap of YAML brings the words that the page on idea files shows."""
    file = folder / "ideas" / "trap.yaml"
    file.write_text(f"{line}\nkind: publication\nauthor: a.baker\n", encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        read_idea(file, read_home(folder / "committee.yaml"))
    assert says.replace("`", "") in " ".join(map(str, caught.value.mistakes)).replace("`", "")
