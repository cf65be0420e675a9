"""The language server: what an editor is told while an idea is being written."""

import asyncio
import datetime as dt
import sys
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from communique.cli.editor import changes, diagnostics, path_of

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
COMMITTEE = (Path(__file__).parent.parent / "scenarios" / "committee.yaml").read_text()
GOOD = "text: ISO 22222, Sponge cakes, is published.\nkind: publication\nauthor: a.baker\n"


@pytest.fixture
def idea(tmp_path: Path) -> Path:
    """Give the path of an idea beside a committee file; nothing lies there yet."""
    (tmp_path / "committee.yaml").write_text(COMMITTEE)
    return tmp_path / "cakes.yaml"


def marks(idea: Path, written: str) -> list[tuple[str, str, list[str]]]:
    """Give each mark: its rule, the words it stands on, what could be written instead."""
    lines = written.splitlines()
    return [
        (str(each.code), lines[each.range.start.line][each.range.start.character : each.range.end.character],
         [text for _, text in changes(each)])
        for each in diagnostics(idea, written, NOW)
    ]  # fmt: skip


def test_a_good_idea(idea: Path) -> None:
    """A fine idea has no marks, though it was never saved."""
    assert marks(idea, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("is published", "is at http://www.iso.org/", ("LINK-2", "http://www.iso.org/", ["https://www.iso.org/"])),
        ("Sponge", "Sp\\u202Eonge", None),
        ("kind: publication", "kind: publicaton", ("unreadable", "publicaton", ["publication"])),
        ("a.baker", "v.visitor", ("ROLE-3", "v.visitor", [])),
    ],
)
def test_marks(idea: Path, old: str, new: str, expected: tuple[str, str, list[str]] | None) -> None:
    """A finding stands on its very words and offers what would cure it, if there is no choice."""
    written = GOOD.replace(old, new)
    if expected is None:
        written = written.replace("text: ", 'text: "').replace("published.", 'published."')
        expected = ("TEXT-4", "\\u202E", [""])
    assert expected in marks(idea, written)


def test_other_files_are_left_alone(idea: Path, tmp_path: Path) -> None:
    """Neither the committee file nor files without a committee are taken for ideas."""
    assert diagnostics(idea.with_name("committee.yaml"), "text: [", NOW) == []
    assert diagnostics(idea.with_name("notes.txt"), "text: [", NOW) == []
    assert diagnostics(Path(tmp_path.root, "nowhere", "a.yaml"), "text: [", NOW) == []


def test_addresses() -> None:
    """An address with an escaped space is a path with a space."""
    assert path_of("file:///home/my%20ideas/a.yaml") == Path("/home/my ideas/a.yaml")


def test_an_editor(idea: Path) -> None:
    """A real server tells a client of a mark, in the client's own columns, and gives the change that cures it."""
    mark, action = asyncio.run(asyncio.wait_for(conversation(idea), 60))
    assert (mark.code, mark.range.start.character) == ("LINK-2", 9)
    assert mark.severity is lsp.DiagnosticSeverity.Warning
    assert action.title == "Write https://www.iso.org/"


async def conversation(idea: Path) -> tuple[lsp.Diagnostic, lsp.CodeAction]:
    """Open an idea in a client, wait for its marks, and ask for the cure of the only one."""
    client, marks = LanguageClient("test", "1"), asyncio.get_running_loop().create_future()
    client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda found: marks.done() or marks.set_result(found))
    await client.start_io(sys.executable, "-m", "communique.cli", "language-server")
    await client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), root_uri=None))
    written = GOOD.replace("ISO 22222", "🎂 http://www.iso.org/")
    opened = lsp.TextDocumentItem(idea.as_uri(), "yaml", 1, written)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(opened))
    (mark,) = (await marks).diagnostics
    asked = lsp.CodeActionParams(
        lsp.TextDocumentIdentifier(idea.as_uri()), mark.range, lsp.CodeActionContext([mark])
    )  # fmt: skip
    (action,) = await client.text_document_code_action_async(asked)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return mark, action
