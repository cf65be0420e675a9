"""All commands, in the order in which a committee meets them; each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from communique.cli.guidelines import guidelines
from communique.cli.options import HERE, AsJson, Folder, Which
from communique.cli.publishing import publishing

app = typer.Typer(
    help="Publish an ISO committee's posts from its official accounts, once the Secretary has said yes.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
queue = typer.Typer(help="Look at the posts in the queue.", no_args_is_help=True)
secretary = typer.Typer(help="Who may approve, with one-time codes.", no_args_is_help=True)
audit = typer.Typer(help="The log of everything that happened.", no_args_is_help=True)
app.add_typer(guidelines)
app.add_typer(publishing)
app.add_typer(queue, name="queue")
app.add_typer(secretary, name="secretary")
app.add_typer(audit, name="audit")


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="The folder to make.")]) -> None:
    """Write a workspace that works at once: a committee file, a first idea, and how to go on."""
    from communique.cli.start import write_workspace

    write_workspace(folder)


@app.command()
def schema(which: Annotated[str, typer.Argument(help="idea or committee")]) -> None:
    """Print the JSON Schema of a file, for editors."""
    from communique.cli.start import print_schema

    print_schema(which)


@app.command()
def submit(
    files: Annotated[list[Path], typer.Argument(help="Idea files.")],
    workspace: Folder = HERE,
    committee: Which = None,
    json: AsJson = False,
) -> None:
    """Hand in idea files now, without waiting for the collector."""
    from communique.cli.submit import submit_files

    raise typer.Exit(submit_files(workspace, committee, files, as_json=json))


@queue.command("list")
def queue_list(  # noqa: PLR0917 - typer gives options by name
    workspace: Folder = HERE,
    committee: Which = None,
    state: Annotated[str | None, typer.Option(help="Only posts in this state, as in waiting or published.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, newest first.")] = 100,
    json: AsJson = False,
) -> None:
    """List the posts and what became of them."""
    from communique.cli.listing import list_posts

    list_posts(workspace, committee, state=state, limit=limit, as_json=json)


@queue.command("show")
def queue_show(
    post: Annotated[str, typer.Argument(help="The id of a post.")],
    workspace: Folder = HERE,
    committee: Which = None,
    json: AsJson = False,
) -> None:
    """Show one post with its whole history."""
    from communique.cli.showing import show_post

    show_post(workspace, committee, post, as_json=json)


@app.command()
def plan(workspace: Folder = HERE, committee: Which = None, json: AsJson = False) -> None:
    """Show what goes out in the next slot, exactly, and why the rest does not."""
    from communique.cli.plan import show_plan

    show_plan(workspace, committee, as_json=json)


@app.command()
def up(
    folder: Annotated[Path, typer.Argument(help="The workspace.")] = HERE,
    port: Annotated[int, typer.Option(help="Port of the Prefect page on this machine.")] = 4200,
) -> None:
    """Run everything on this machine: Prefect, the flows, the weekly slot. Ctrl-C ends it."""
    from communique.cli.running import run_up

    run_up(folder, port)


@app.command()
def setup(workspace: Folder = HERE) -> None:
    """Prepare a Prefect server for workers on several machines; a second time changes nothing."""
    from communique.cli.running import run_setup

    run_setup(workspace)


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where to work; a new folder if not given.")] = None,
) -> None:
    """Run the whole job once on the example committee, with a scripted Secretary."""
    from communique.cli.demo import run_demo

    raise typer.Exit(run_demo(folder))


@secretary.command()
def enroll(
    person: Annotated[str, typer.Argument(help="Id of the Secretary or a deputy in committee.yaml.")],
    workspace: Folder = HERE,
    committee: Which = None,
) -> None:
    """Give somebody a key for one-time codes: shows a QR code for an authenticator app."""
    from communique.cli.approvals import enroll_person

    enroll_person(workspace, committee, person)


@secretary.command("list")
def list_approvers(workspace: Folder = HERE, committee: Which = None, json: AsJson = False) -> None:
    """List who is enrolled."""
    from communique.cli.approvals import list_people

    list_people(workspace, committee, as_json=json)


@secretary.command()
def revoke(
    person: Annotated[str, typer.Argument(help="Id of the person.")], workspace: Folder = HERE, committee: Which = None
) -> None:
    """Take somebody's key back; codes from it are refused from now on."""
    from communique.cli.approvals import revoke_person

    revoke_person(workspace, committee, person)


@audit.command()
def verify(
    workspace: Folder = HERE,
    head: Annotated[
        str | None, typer.Option(help="The head that you noted earlier: it must still be in the log.")
    ] = None,
    retired: Annotated[
        list[Path] | None, typer.Option(help="A file of `communique retire`, the oldest first: verified too.")
    ] = None,
) -> None:
    """Check that no row of the log was changed, removed or put in."""
    from communique.cli.log import verify_log

    raise typer.Exit(verify_log(workspace, head, retired or ()))


@audit.command()
def export(workspace: Folder = HERE) -> None:
    """Print the log as JSON lines."""
    from communique.cli.log import export_log

    export_log(workspace)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, outside of the workspace.")],
    workspace: Folder = HERE,
    private: Annotated[bool, typer.Option("--private", help="With the private papers, too.")] = False,
) -> None:
    """Write a backup of the workspace and its queue into one file, while everything runs."""
    from communique.cli.backups import write_backup

    write_backup(workspace, file, private=private)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `communique backup` wrote.")], workspace: Folder = HERE
) -> None:
    """Make a workspace from a backup, in an empty folder; nothing is sent before it was looked for."""
    from communique.cli.backups import restore_backup

    restore_backup(workspace, file)


@app.command()
def retire(
    older_than: Annotated[str, typer.Option(help="How long ago a post must have ended, as in 5y or 400d.")],
    to: Annotated[Path | None, typer.Option(help="Do it: first write all that goes into this new file.")] = None,
    workspace: Folder = HERE,
) -> None:
    """Show what old posts hold, and with --to take it out of the queue; what keeps them from going out again stays."""
    from communique.cli.retiring import retire_old

    retire_old(workspace, older_than, to)


@app.command()
def metrics(
    workspace: Folder = HERE,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Answer there until Ctrl-C, as in 127.0.0.1:9464.")
    ] = None,
) -> None:
    """Print figures for Prometheus, or let it ask for them."""
    from communique.cli.metrics import show_metrics

    show_metrics(workspace, listen)


@app.command()
def doctor(workspace: Folder = HERE, json: AsJson = False) -> None:
    """Say what is missing or dangerous in this installation, and what to do about it."""
    from communique.cli.doctor import examine_installation

    raise typer.Exit(examine_installation(workspace, as_json=json))
