"""The part of the demo that shows one post on every network, and what happens when things go wrong on the way."""

from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from communique.cli.terminal import safe
from communique.committee.workspace import read_home
from communique.connectors.practice.trial import Ending
from communique.connectors.registry import connect
from communique.flows.handing import fit_for
from communique.flows.rehearsing import Tried, can_rehearse, everything
from communique.post.reading import read_idea
from communique.post.rendering import Rendering

EXAMPLE = Path(__file__).parent.parent / "examples" / "every-network"


def show_networks(console: Console) -> bool:
    """Render one post for every network and rehearse it on practice servers; False if anything went out twice."""
    home = read_home(EXAMPLE / "committee.yaml")
    handed = read_idea(next((EXAMPLE / "ideas").glob("*.yaml")), home)
    fitted, bodies = fit_for(home, handed)
    rendered = [
        connect(home, network, bodies.__getitem__).render(handed.idea, fitted.get(network, handed.pictures))
        for network in handed.idea.networks
    ]
    console.print(renderings(rendered))
    tried = {
        each.network: list(everything(home, each, bodies.__getitem__))
        for each in track(
            [each for each in rendered if can_rehearse(each.network)], "Rehearsed with mishaps", console=console
        )
    }
    console.print(mishaps(tried))
    return all(end.safe for ends in tried.values() for end in ends)


def renderings(rendered: list[Rendering]) -> Table:
    """Give one post as each network gets it."""
    made = Table(
        "Network", "Exactly what is sent", "Length", "Image", title="One post on every network", show_lines=True
    )
    for each in rendered:
        words = "\n\n".join(part.text for part in each.parts)
        lengths = ", ".join(f"{part.length} of {part.limit}" if part.limit else str(part.length) for part in each.parts)
        images = ", ".join(f"{picture.width} × {picture.height}" for picture in each.pictures)
        remarks = "".join(f"\n({remark})" for remark in each.remarks)
        made.add_row(f"{each.network}\n{each.account}", safe(words + remarks), lengths, images)
    return made


def mishaps(tried: dict[str, list[Tried]]) -> Table:
    """Give what came of every mishap on every network: ✓ published once, ? the Secretary is asked, ✗ anything else."""
    title = "Rehearsed on practice servers: ✓ published once, ? the Secretary is asked, – can't happen there"
    made = Table("What goes wrong", *tried, title=title)
    ends = {(network, end.mishap): end for network, trials in tried.items() for end in trials}
    for mishap in dict.fromkeys(end.mishap for trials in tried.values() for end in trials):
        made.add_row(str(mishap or "nothing"), *(mark(ends.get((network, mishap))) for network in tried))
    return made


def mark(end: Tried | None) -> Text:
    """Give one cell."""
    if end is None:
        return Text("–")
    if not end.safe:
        return Text("✗", "red")
    return Text("✓", "green") if end.ending is Ending.PUBLISHED else Text("?", "yellow")
