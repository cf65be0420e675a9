"""The commands that send, look at what would be sent, and put right what was sent; each imports what it needs."""

from typing import Annotated

import typer

from communique.cli.options import HERE, AsJson, Folder, Which, fail

publishing = typer.Typer()


@publishing.command()
def publish(
    now: Annotated[bool, typer.Option("--now", help="Do not wait for the weekly slot.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the requests of the next slot, secrets masked; send nothing.")
    ] = False,
    workspace: Folder = HERE,
    committee: Which = None,
) -> None:
    """Publish what is approved and due, as the weekly slot would."""
    if dry_run:
        from communique.cli.rehearsing import show_requests

        show_requests(workspace, committee)
        return
    if not now:
        fail("The weekly slot publishes by itself while `communique up` runs. At once: communique publish --now")
    from communique.cli.running import publish_now

    raise typer.Exit(publish_now(workspace, committee))


@publishing.command()
def rehearse(workspace: Folder = HERE, committee: Which = None, json: AsJson = False) -> None:
    """Send the next slot to practice servers on this machine, with everything that can go wrong on the way."""
    from communique.cli.rehearsing import rehearse_slot

    raise typer.Exit(rehearse_slot(workspace, committee, as_json=json))


@publishing.command()
def settle(  # noqa: PLR0913, PLR0917 -- typer gives options by name
    post: Annotated[str, typer.Argument(help="The id of a post that is in doubt.")],
    network: Annotated[str, typer.Argument(help="The network, as in x.")],
    seen: Annotated[str, typer.Option("--published", metavar="URL", help="It is out: its address.")] = "",
    gone: Annotated[bool, typer.Option("--not-published", help="It is not out, surely; it is sent again.")] = False,
    number: Annotated[
        str, typer.Option("--id", help="The network's id of it; the end of the address if not given.")
    ] = "",
    why: Annotated[str, typer.Option("--why", prompt="Who looked, and where", help="For the log.")] = "",
    workspace: Folder = HERE,
    committee: Which = None,
) -> None:
    """Say what became of a post that is in doubt, after you have looked at the account yourself."""
    if bool(seen) == gone:
        fail("Say either --published with the post's address, or --not-published.")
    from communique.cli.afterwards import settle_post
    from communique.post.receipt import Receipt

    receipt = Receipt(remote_id=number or seen.rstrip("/").rpartition("/")[2], url=seen) if seen else None
    settle_post(workspace, committee, post, network, receipt=receipt, why=why)


@publishing.command()
def retract(  # noqa: PLR0917 -- typer gives options by name
    post: Annotated[str, typer.Argument(help="The id of a published post.")],
    network: Annotated[str, typer.Argument(help="The network, as in x.")],
    why: Annotated[str, typer.Option("--why", prompt="Why", help="The reason, for the log.")],
    workspace: Folder = HERE,
    committee: Which = None,
) -> None:
    """Take a published post back from a network. What was published stays in the log."""
    from communique.cli.afterwards import retract_post

    retract_post(workspace, committee, post, network, why=why)


@publishing.command()
def stop(
    why: Annotated[str, typer.Option("--why", prompt="Why", help="The reason, for the log.")],
    workspace: Folder = HERE,
    committee: Which = None,
) -> None:
    """Stop all publishing at once, also what is about to be sent."""
    from communique.cli.approvals import stop_publishing

    stop_publishing(workspace, committee, why)


@publishing.command()
def start(workspace: Folder = HERE, committee: Which = None) -> None:
    """Let publishing go on after a stop."""
    from communique.cli.approvals import start_publishing

    start_publishing(workspace, committee)
