"""What the account rules say, for people: one block for the committee and one for each of its accounts."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from communique.cli.accounts_result import Account, Looked
from communique.cli.check_text import WORDS
from communique.cli.terminal import console, safe
from communique.committee.mistake import Place
from communique.committee.reading import read_places
from communique.policy.standing.findings import in_one_line, network_of
from communique.post.finding import Finding, Severity

STYLES = {Severity.BLOCK: "bold red", Severity.DECIDE: "yellow", Severity.WARN: "yellow", Severity.ADVICE: "cyan"}
OFFICE = "tmb@iso.org"
"""Whom the guidelines name besides the Technical Programme Manager."""


def print_text(looked: Looked) -> None:
    """Print a block for each committee and account: that all is well, or what was found, clause and cure with it."""
    screen = console()
    for each in looked.accounts:
        show(screen, each)
    for mistake in looked.mistakes:
        screen.print(safe(str(mistake), "red"), soft_wrap=True)
    if looked.accounts:
        screen.print("Nothing here stops a post by itself; what blocks should be cured before the next one.")


def show(screen: Console, account: Account) -> None:
    """Print what was found of one committee."""
    committee = account.home.committee
    screen.print(safe(f"{committee.committee}, {committee.title}", "bold"), soft_wrap=True)
    screen.print(safe(str(account.home.file), "dim"), soft_wrap=True)
    blocks: dict[str | None, str] = {None: "The committee"}
    for name, official in committee.accounts.official().items():
        blocks[name] = f"The account on {name}: {', '.join(official.names().values()) or 'without a name'}"
    written = read_places(account.home.file)
    for network, title in blocks.items():
        about = (each for each in account.findings if network_of(each) == network)
        show_block(screen, title, [(each, written.get(each.field)) for each in about])
    screen.print(safe(f"\n{in_one_line(account.findings)}"), highlight=False)
    asked = f"{committee.tpm.email} (Technical Programme Manager) or {OFFICE}" if committee.tpm else OFFICE
    screen.print(safe(f"In doubt, ask {asked}.\n"), highlight=False)


def show_block(screen: Console, name: str, findings: Sequence[tuple[Finding, Place | None]]) -> None:
    """Print one block, the weightiest first; with the line of what stands in the file."""
    screen.print(safe(f"\n{name}", "underline"))
    table = Table.grid(padding=(0, 2))
    for finding, place in sorted(findings, key=lambda each: [*Severity].index(each[0].severity)):
        line = f", line {place.line}" if place else ""
        said = safe(f"{finding.message} [{finding.rule}{line}]")
        notes = [safe(f"clause: {finding.clause}", "dim"), safe(f"cure: {finding.cure}", "italic")]
        table.add_row(Text(WORDS[finding.severity], style=STYLES[finding.severity]), Text("\n").join([said, *notes]))
    if not findings:
        table.add_row(Text("ok", style="green"), "Everything that the guidelines ask for is there.")
    screen.print(table)
