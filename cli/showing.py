"""The command `queue show`: one post with its whole history."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from communique.cli.homes import chosen, installed
from communique.cli.options import fail
from communique.cli.outgoing import parts, pictures
from communique.cli.terminal import COLOURS, NEXT, coloured, console, safe, when, window
from communique.committee.words import nearest
from communique.committee.workspace import Home
from communique.flows.installation import Installation
from communique.post.finding import Severity
from communique.post.rendering import Rendering
from communique.queue import view
from communique.queue.history import PostDetail, Row
from communique.queue.states import State

QUIET = frozenset({"attempt", "digest", "from", "rules", "run", "seal", "to", "turn"})
"""Details of an event that say nothing to people; `--json` has them."""
LATELY = 1000
"""Among so many posts the one that was probably meant is looked for."""
WEIGHT = {Severity.BLOCK: "red", Severity.DECIDE: "yellow", Severity.WARN: "yellow", Severity.ADVICE: "cyan"}


def show_post(folder: Path, committee: str | None, post: str, *, as_json: bool) -> None:
    """Show what one post says, where it stands, why, and everything that happened to it."""
    installation = installed(folder)
    homes = chosen(installation, committee)
    found = [(home, detail) for home in homes if (detail := view.post(installation.engine, home.committee.key, post))]
    if not found:
        fail(unknown(installation, homes, post))
    if len(found) > 1:
        keys = " or ".join(home.committee.key for home, _ in found)
        fail(f"Several committees have a post {post!r}. Say which: --committee {keys}")
    home, detail = found[0]
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(detail), indent=2, ensure_ascii=False))
        return
    show(console(), detail, home.committee.timezone)


def unknown(installation: Installation, homes: tuple[Home, ...], post: str) -> str:
    """Say that there is no such post, and which one was probably meant."""
    lists = (view.posts(installation.engine, home.committee.key, limit=LATELY) for home in homes)
    meant = nearest(post, [each.idea_id for posts in lists for each in posts])
    return f"There is no post {post!r}. " + (f"Did you mean {meant}?" if meant else "See: communique queue list")


def show(screen: Console, detail: PostDetail, zone: str) -> None:
    """Print a post: its current revision in full, older ones in a line each, then the log."""
    *older, current = detail.revisions
    screen.print(safe(f"{detail.idea_id}, revision {detail.number}", "bold"))
    screen.print(safe(f"{current['file']}, by {current['author']}, handed in {when(current['handed_in'], zone)}"))
    if limits := window(current["after"], current["before"], zone):
        screen.print(f"May go out {limits}", markup=False, highlight=False)
    for delivery in current["deliveries"]:
        screen.print(panel(delivery, zone))
        for each in delivery["receipts"]:  # not in the panel: a broken address can't be copied
            screen.print(safe(f"Out since {when(each['at'], zone)}: {each['url']}", "green"), soft_wrap=True)
    for line in (*findings(current), *decisions(current, zone)):
        screen.print(line)
    for revision in older:
        states = ", ".join(f"{each['state']} on {each['network']}" for each in revision["deliveries"])
        screen.print(safe(f"Revision {revision['number']}, {when(revision['handed_in'], zone)}: {states}", "dim"))
    screen.print(history(detail, zone))


def panel(delivery: Row, zone: str) -> Panel:
    """Give one delivery: what the network gets, where it stands there, and what to do next."""
    state, rendering = State(delivery["state"]), Rendering.model_validate_json(json.dumps(delivery["rendering"]))
    lines: list[RenderableType] = [*parts(rendering, delivery["done"]), *pictures(rendering)]
    if rendering.link:
        lines.append(safe(f"Link: {rendering.link}"))
    lines += [safe(remark, "yellow") for remark in rendering.remarks]
    tried = delivery["attempts"][-1:]
    if tried and tried[0]["outcome"] != "published":
        said = tried[0]["detail"] or tried[0]["outcome"] or "not known yet"
        lines.append(safe(f"Try {tried[0]['number']} at {when(tried[0]['started'], zone)}: {said}", "red"))
    if delivery["until"] and state is State.READY:
        lines.append(Text(f"The network wants no other try before {when(delivery['until'], zone)}."))
    if state in NEXT:
        lines.append(Text(NEXT[state], style="bold"))
    title = Text.assemble(safe(f"{rendering.network} ({rendering.account}): "), coloured(state))
    return Panel(Group(*lines), title=title, title_align="left", border_style=COLOURS[state].split()[-1])


def findings(revision: Row) -> Iterator[Text]:
    """Give what the rules say of a revision."""
    for each in revision["findings"]:
        remark = safe(f"{each['severity']}, line {each['line']}: {each['message']} [{each['rule']}] ")
        remark.stylize(WEIGHT[Severity(each["severity"])], 0, len(each["severity"]))
        yield remark.append_text(safe(f"{each['clause']}. {each['cure']}", "dim"))


def decisions(revision: Row, zone: str) -> Iterator[Text]:
    """Give what the Secretary decided about a revision."""
    for each in revision["decisions"]:
        who = each["approver"] or "somebody without a code"
        comment = f": {each['comment']}" if each["comment"] else ""
        yield safe(f"Decision {when(each['at'], zone)}: {each['verdict']}, by {who}{comment}", "bold")


def history(detail: PostDetail, zone: str) -> Table:
    """Give everything that happened to a post, oldest first."""
    table = Table("When", "Who", "What", "Details", title="What happened", title_justify="left")
    for event in detail.events:
        table.add_row(when(event["at"], zone), safe(event["who"]), event["what"], safe(said(event["details"])))
    return table


def said(details: Row) -> str:
    """Give the details of an event that a person can read."""
    kept = {name: value for name, value in details.items() if name not in QUIET and isinstance(value, str | int)}
    return ", ".join(f"{name}: {value}" for name, value in kept.items() if value != "")
