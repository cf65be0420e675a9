"""The command `accounts verify`: asks the networks whether the accounts are as they should be."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from communique.cli.homes import chosen, installed
from communique.cli.options import fail
from communique.cli.running import reach_credentials
from communique.cli.terminal import console, safe
from communique.committee.workspace import Home
from communique.flows import keys
from communique.flows.publishing import utc_now
from communique.flows.verifying import Verified, verify, wanting


def verify_accounts(folder: Path, committee: str | None, network: str | None, *, as_json: bool) -> int:
    """Ask the networks about each account, or about one, and print what they say; 1 if something is wrong."""
    installation = installed(folder)
    homes = chosen(installation, committee)
    accounts = [(home, each) for home in homes for each in wanting(home) if network in {None, each}]
    if network and not accounts:
        fail(f"No committee here has an account on {network} that needs credentials.")
    for home, each in accounts:
        reach_credentials(installation.workspace, home, each)
    found = [verified(home, each) for home, each in accounts]
    if as_json:
        typer.echo(json.dumps([as_dict(each) for each in found], indent=2, ensure_ascii=False))
    else:
        show(console(), found)
    return int(any(each.wrong for each in found))


def verified(home: Home, network: str) -> Verified:
    """Look at one account."""
    return verify(home, network, keys.keys(home, network, utc_now), utc_now())


def as_dict(found: Verified) -> dict[str, Any]:
    """Give what was found of one account, for scripts."""
    identity = found.identity
    told = {
        name: getattr(identity, name) if identity else None for name in ("handle", "number", "name", "bio", "picture")
    }
    row: dict[str, Any] = {
        "committee": found.committee,
        "network": found.network,
        "works": identity is not None,
        **told,
    }
    row |= {"scopes": identity.scopes, "missing": identity.missing} if identity else {"scopes": None, "missing": None}
    return row | {"days_left": found.days, "wrong": found.wrong, "warnings": found.warnings}


def show(screen: Console, found: list[Verified]) -> None:
    """Print a block for each account."""
    for each in found:
        screen.print(safe(f"{each.network} of {each.committee}: {whose(each)}", "bold"), soft_wrap=True)
        lines = [("wrong", "bold red", line) for line in each.wrong]
        lines += [("look", "yellow", line) for line in each.warnings]
        for word, style, line in lines or [("ok", "green", "Nothing is amiss.")]:
            screen.print(safe(f"  {word:<6}", style), safe(line), soft_wrap=True, sep="")
    if not found:
        screen.print("No account here needs credentials.")


def whose(found: Verified) -> str:
    """Say on one line who the network says that we are, and how long the token lasts."""
    identity = found.identity
    if identity is None:
        return "the network does not tell"
    names = [f"@{identity.handle}" if identity.handle else "", identity.name, identity.number]
    lasts = "" if found.days is None else f"; {found.days} days left"
    return (", ".join(filter(None, names)) or "the credentials work") + lasts
