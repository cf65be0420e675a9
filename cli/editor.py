"""A language server: shows mistakes and findings while an idea is being written, and offers the cure.

It speaks the Language Server Protocol (https://microsoft.github.io/language-server-protocol/) on its standard input and
output; editors start it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from communique.cli.check import check_one
from communique.cli.check_files import ENDINGS, Homes, nearest
from communique.cli.check_result import Checked
from communique.committee.mistake import Mistake, Place
from communique.committee.workspace import COMMITTEE_FILE
from communique.policy.pack import forget
from communique.post.finding import Severity

WEIGHTS = {
    Severity.BLOCK: lsp.DiagnosticSeverity.Error,
    Severity.DECIDE: lsp.DiagnosticSeverity.Warning,
    Severity.WARN: lsp.DiagnosticSeverity.Warning,
    Severity.ADVICE: lsp.DiagnosticSeverity.Information,
}
LAST = 2**31 - 1
"""The largest column that the protocol knows: the end of the line, however long it is."""
_MEANT = re.compile(r"did you mean `([^`]+)`\?")

server = LanguageServer("communique", version("communique"), text_document_sync_kind=lsp.TextDocumentSyncKind.Full)


def serve() -> None:
    """Serve one editor until it says goodbye."""
    server.start_io()


@server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
@server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
@server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
def look(
    served: LanguageServer,
    asked: lsp.DidOpenTextDocumentParams | lsp.DidChangeTextDocumentParams | lsp.DidSaveTextDocumentParams,
) -> None:
    """Check what is written now, and tell the editor; other files than ideas are left alone."""
    uri = asked.text_document.uri
    if isinstance(asked, lsp.DidSaveTextDocumentParams):
        forget()  # what was saved may be a rule file
    tell(
        served, uri, diagnostics(path_of(uri), served.workspace.get_text_document(uri).source, dt.datetime.now(dt.UTC))
    )


@server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
def leave(served: LanguageServer, asked: lsp.DidCloseTextDocumentParams) -> None:
    """Take the marks of a file back that nobody looks at any more."""
    tell(served, asked.text_document.uri, [])


@server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]))
def cures(_: LanguageServer, asked: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """Offer what would cure a finding: a change where a machine can make it."""
    return [
        lsp.CodeAction(
            title=title, kind=lsp.CodeActionKind.QuickFix, diagnostics=[each], is_preferred=True,
            edit=lsp.WorkspaceEdit(changes={asked.text_document.uri: [lsp.TextEdit(each.range, text)]}),
        )
        for each in asked.context.diagnostics
        for title, text in changes(each)
    ]  # fmt: skip


def tell(served: LanguageServer, uri: str, found: list[lsp.Diagnostic]) -> None:
    """Show the marks of one file, in the units that the editor counts columns in."""
    document = served.workspace.get_text_document(uri)
    for each in found:
        each.range = served.workspace.position_codec.range_to_client_units(document.lines, each.range)
    served.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))


def path_of(uri: str) -> Path:
    """Give the path of a file's address."""
    return Path(unquote(urlsplit(uri).path))


def diagnostics(file: Path, written: str, now: dt.datetime) -> list[lsp.Diagnostic]:
    """Check what is written in place of a file; nothing for what is no idea of any committee."""
    if file.suffix.lower() not in ENDINGS or file.name == COMMITTEE_FILE or nearest(file) is None:
        return []
    return [each for checked in check_one(file, Homes(None), now, written.encode()) for each in _marks(checked)]


def changes(diagnostic: lsp.Diagnostic) -> Iterator[tuple[str, str]]:
    """Give what a machine can put in place of the marked words: what it is called, and the words."""
    if isinstance(instead := diagnostic.data, str):
        yield (f"Write {instead}" if instead else "Delete it"), instead


def _marks(checked: Checked) -> Iterator[lsp.Diagnostic]:
    for mistake in checked.mistakes:
        yield _mark(mistake.place, lsp.DiagnosticSeverity.Error, "unreadable", _words(mistake), _meant(mistake))
    for finding in checked.findings:
        place = Place(finding.line, finding.column, finding.end_line, finding.end_column)
        words = f"{finding.message}\n{finding.cure}\n{finding.clause}"
        yield _mark(place, WEIGHTS[finding.severity], finding.rule, words, finding.instead)


def _mark(  # noqa: PLR0917 -- the parts of a mark
    place: Place, weight: lsp.DiagnosticSeverity, code: str, message: str, instead: str | None
) -> lsp.Diagnostic:
    end = (
        lsp.Position(place.end_line - 1, place.end_column - 1) if place.end_line else lsp.Position(place.line - 1, LAST)
    )
    return lsp.Diagnostic(
        lsp.Range(lsp.Position(place.line - 1, place.column - 1), end), message, severity=weight, code=code,
        source="communique", data=instead,
    )  # fmt: skip


def _words(mistake: Mistake) -> str:
    return f"{mistake.field}: {mistake.message}\n{mistake.cure}".removeprefix(": ").strip()


def _meant(mistake: Mistake) -> str | None:
    """Give the word that was probably meant, where the cure names one."""
    found = _MEANT.search(mistake.cure)
    return found[1] if found else None
