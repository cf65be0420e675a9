"""The command `plan`: what the next slot sends, exactly, and why the rest stays."""

import json
from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from communique.cli.forecast import Forecast, forecast
from communique.cli.homes import chosen, installed
from communique.cli.outgoing import parts, pictures
from communique.cli.terminal import console, safe, when, window
from communique.flows.publishing import utc_now
from communique.queue.view import Planned


def show_plan(folder: Path, committee: str | None, *, as_json: bool) -> None:
    """Show the next slot of one committee or of all."""
    installation = installed(folder)
    now = utc_now()
    forecasts = [forecast(installation, home, now) for home in chosen(installation, committee)]
    if as_json:
        typer.echo(json.dumps([as_dict(each) for each in forecasts], indent=2, ensure_ascii=False))
        return
    screen = console()
    for each in forecasts:
        show(screen, each)


def show(screen: Console, seen: Forecast) -> None:
    """Print one committee's next slot."""
    committee, zone = seen.home.committee, seen.home.committee.timezone
    screen.print(safe(f"{committee.committee}: next slot {when(seen.slot, zone)}", "bold"))
    if seen.hold:
        screen.print(safe(f"Nothing goes out: {seen.hold}", "red"))
    if seen.still:
        screen.print(f"Before that, within the hour, for the slot that lasts until {when(seen.still_until, zone)}:")
        show_posts(screen, seen.still, zone)
    if seen.going:
        screen.print("At the slot, in this order on each network:")
        show_posts(screen, seen.going, zone)
    elif not seen.hold:
        screen.print("Nothing is due at the slot.")
    if seen.staying:
        table = Table("Post", "Network", "Why not in this slot", title="Stays", title_justify="left")
        for each in seen.staying:
            table.add_row(safe(each.planned.idea_id), each.planned.network, safe(each.why))
        screen.print(table)


def show_posts(screen: Console, planned: Iterable[Planned], zone: str) -> None:
    """Print posts as they are sent."""
    for number, each in enumerate(planned, 1):
        screen.print(panel(number, each, zone))


def panel(number: int, planned: Planned, zone: str) -> Panel:
    """Give one post as its network gets it."""
    rendering = planned.rendering
    lines: list[RenderableType] = [*parts(rendering, planned.stands), *pictures(rendering)]
    if rendering.link:
        lines.append(safe(f"Link: {rendering.link}"))
    lines += [safe(remark, "yellow") for remark in rendering.remarks]
    if limits := window(planned.after, planned.before, zone):
        lines.append(Text(f"Window: {limits}"))
    title = safe(f"{number}. {planned.idea_id}, revision {planned.number}: {planned.network} ({rendering.account})")
    return Panel(Group(*lines), title=title, title_align="left", border_style="cyan")


def as_dict(seen: Forecast) -> dict[str, object]:
    """Give one committee's next slot for scripts; moments in UTC (ISO 8601)."""
    return {
        "committee": seen.home.committee.key,
        "slot": seen.slot.isoformat(),
        "hold": seen.hold,
        "still_until": seen.still_until.isoformat() if seen.still_until else None,
        "still": [planned_dict(each) for each in seen.still],
        "going": [planned_dict(each) for each in seen.going],
        "staying": [{**planned_dict(each.planned), "why": each.why} for each in seen.staying],
    }


def planned_dict(planned: Planned) -> dict[str, object]:
    """Give one delivery for scripts."""
    moments = {"after": planned.after, "before": planned.before, "until": planned.until}
    return {
        "id": planned.idea_id,
        "revision": planned.number,
        "network": planned.network,
        "state": planned.state.value,
        "parts_out": planned.stands,
        "rendering": planned.rendering.model_dump(mode="json"),
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }
