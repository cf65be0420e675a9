"""The commands about the guidelines: check ideas, read and try the rules, look at the accounts, answer the public."""

from pathlib import Path
from typing import Annotated

import typer

from communique.cli.options import HERE, AsJson, Folder, Which

guidelines = typer.Typer()
accounts = typer.Typer(help="The committee's official accounts.", no_args_is_help=True)
rules = typer.Typer(help="The guidelines as rules: what is checked, by which clause.", no_args_is_help=True)
guidelines.add_typer(accounts, name="accounts")
guidelines.add_typer(rules, name="rules")


@guidelines.command()
def check(  # noqa: PLR0917 - typer gives options by name
    paths: Annotated[list[Path], typer.Argument(help="Idea files, or folders of them.")],
    committee: Annotated[
        Path | None, typer.Option(help="The committee file; the nearest one above if not given.")
    ] = None,
    format: Annotated[str, typer.Option(help="text, json, github or sarif.")] = "text",
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file changes. Ctrl-C ends it.")
    ] = False,
    no_private: Annotated[
        bool, typer.Option("--no-private", help="Leave out what needs the committee's private files.")
    ] = False,
) -> None:
    """Check idea files against the guidelines; ends with 1 if something blocks, 2 if something could not be read."""
    from communique.cli.check import check_paths

    def ask() -> int:
        return check_paths(paths, committee, format, private=not no_private)

    if watch:
        from communique.cli.check_watch import changes_around, check_at_changes

        check_at_changes(ask, changes_around(paths, committee))
        raise typer.Exit
    raise typer.Exit(ask())


@guidelines.command("language-server")
def language_server() -> None:
    """Show findings while ideas are being written; editors start this and talk to it (docs/editors.md)."""
    from communique.cli.editor import serve

    serve()


OfCommittee = Annotated[
    Path | None, typer.Option("--committee", help="A committee file, for what the committee adds and changes.")
]


@rules.command("list")
def rules_list(
    committee: OfCommittee = None,
    family: Annotated[str | None, typer.Option(help="Only this family, as in Ballots.")] = None,
    json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page of the documentation.")] = False,
) -> None:
    """List the rules by family, with their clauses of the guidelines."""
    from communique.cli.rules import list_rules

    list_rules(committee, family=family, as_json=json, as_page=markdown)


@rules.command("show")
def rules_show(
    rule: Annotated[str, typer.Argument(help="The id of a rule, as in BALLOT-2.")],
    committee: OfCommittee = None,
    json: AsJson = False,
) -> None:
    """Show one rule whole: clause, message, cure, words, examples."""
    from communique.cli.rules import show_rule

    show_rule(rule, committee, as_json=json)


@rules.command("test")
def rules_test(committee: OfCommittee = None, json: AsJson = False) -> None:
    """Try the rules on their own examples; with a committee file only that committee's own rules."""
    from communique.cli.rules import test_rules

    raise typer.Exit(test_rules(committee, as_json=json))


@accounts.command("check")
def accounts_check(
    place: Annotated[
        Path, typer.Argument(envvar="COMMUNIQUE_WORKSPACE", help="The workspace, or one committee.yaml.")
    ] = HERE,
    json: AsJson = False,
) -> None:
    """Check the accounts against the guidelines; ends with 1 if something blocks, 2 if a file could not be read."""
    from communique.cli.accounts import check_accounts

    raise typer.Exit(check_accounts(place, as_json=json))


@accounts.command("connect")
def accounts_connect(
    network: Annotated[str, typer.Argument(help="The network, as in x or linkedin.")],
    workspace: Folder = HERE,
    committee: Which = None,
) -> None:
    """Give an account its credentials: asks for each, tries them, and keeps them in the running Prefect."""
    from communique.cli.connect import connect_account

    connect_account(workspace, committee, network)


@accounts.command("verify")
def accounts_verify(
    network: Annotated[str | None, typer.Argument(help="Only this network.")] = None,
    workspace: Folder = HERE,
    committee: Which = None,
    json: AsJson = False,
) -> None:
    """Ask the networks whether credentials work and whose they are; ends with 1 if something is wrong."""
    from communique.cli.verify import verify_accounts

    raise typer.Exit(verify_accounts(workspace, committee, network, as_json=json))


@guidelines.command()
def answer(
    topic: Annotated[str, typer.Argument(help="What was asked: votes, people, comments or other.")],
    language: Annotated[str, typer.Option(help="en, fr, de or es.")] = "en",
) -> None:
    """Print a ready answer to what the public asks and the committee does not answer itself."""
    from communique.cli.answers import print_answer

    print_answer(topic, language)
