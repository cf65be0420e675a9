"""The commands `rehearse` and `publish --dry-run`: the next slot, sent to practice servers on this machine."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from communique.cli.forecast import forecast
from communique.cli.homes import chosen, installed
from communique.cli.terminal import console, safe
from communique.committee.workspace import Home
from communique.connectors.connector import Pictures
from communique.connectors.practice.server import Request
from communique.connectors.practice.table import public_address
from communique.connectors.transport import MASK
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.rehearsing import Tried, can_rehearse, everything, rehearse
from communique.queue import intake
from communique.queue.view import Planned

SECRET = frozenset({"authorization", "api-key", "cookie"})
"""Headers whose values are never shown."""
DULL = frozenset({"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"})
"""Headers that say nothing about a post."""
SECRET_WORDS = ("token", "secret", "password", "proof")
"""Fields with such a word in their name are never shown."""
OWN = "written by this machine itself; nothing is asked of anybody"


def rehearse_slot(folder: Path, committee: str | None, *, as_json: bool) -> int:
    """Send the next slot to practice servers, with everything that can go wrong; 1 if anything went out twice."""
    installation = installed(folder)
    tried = [
        (home, each, tried_out(installation, home, each))
        for home, each in coming(installation, committee)
        if can_rehearse(each.network)
    ]
    if as_json:
        typer.echo(json.dumps([as_dict(home, each, ends) for home, each, ends in tried], indent=2, ensure_ascii=False))
    else:
        screen = console()
        screen.print(
            table([(each, ends) for _, each, ends in tried]) if tried else "Nothing is due that can be rehearsed."
        )
    return int(not all(end.safe for _, _, ends in tried for end in ends))


def show_requests(folder: Path, committee: str | None) -> None:
    """Show exactly what the next slot asks of the networks, without asking it; secrets are masked."""
    installation, screen, any_due = installed(folder), console(), False
    for home, each in coming(installation, committee):
        any_due = True
        screen.print(safe(f"\n{title(each)} ({each.rendering.account})", "bold"))
        if not can_rehearse(each.network):
            screen.print(f"  {OWN}")
            continue
        done = rehearse(home, each.rendering, bytes_of(installation))
        account = getattr(home.committee.accounts, each.network)
        for number, request in enumerate(done.requests, 1):
            screen.print(
                safe(
                    f"{number}. {request.method} {public_address(each.network, account, request.path)}{target(request)}"
                )
            )
            for line in told(request):
                screen.print(line)
    if not any_due:
        screen.print("Nothing is due at the next slot.")


def tried_out(installation: Installation, home: Home, planned: Planned) -> list[Tried]:
    """Rehearse one post with everything that can go wrong, and show how far it is."""
    trials = everything(home, planned.rendering, bytes_of(installation))
    return list(track(trials, title(planned), console=Console(stderr=True)))


def bytes_of(installation: Installation) -> Pictures:
    """Give what gives the bytes of the queue's pictures."""
    return partial(intake.picture, installation.engine)


def coming(installation: Installation, committee: str | None) -> Iterator[tuple[Home, Planned]]:
    """Give what goes out next, committee by committee, in its order."""
    for home in chosen(installation, committee):
        seen = forecast(installation, home, utc_now())
        if seen.hold:
            typer.secho(f"{home.committee.committee}: {seen.hold}", fg=typer.colors.YELLOW, err=True)
        yield from ((home, each) for each in (*seen.still, *seen.going))


def title(planned: Planned) -> str:
    """Name one post on one network."""
    return f"{planned.idea_id} on {planned.network}"


def table(tried: list[tuple[Planned, list[Tried]]]) -> Table:
    """Give what came of every trial."""
    made = Table("Post", "What goes wrong", "How it ends", "Posts", title="Rehearsal on practice servers")
    for planned, ends in tried:
        for end in ends:
            colour = "green" if end.safe else "red"
            posts = f"{end.posts} of {end.parts}"
            made.add_row(safe(title(planned)), str(end.mishap or "nothing"), Text(str(end.ending), colour), posts)
        made.add_section()
    return made


def as_dict(home: Home, planned: Planned, ends: list[Tried]) -> dict[str, object]:
    """Give one post's trials for scripts."""
    trials = [
        {
            "mishap": end.mishap,
            "ending": end.ending,
            "posts": end.posts,
            "parts": end.parts,
            "safe": end.safe,
            "steps": end.steps,
        }
        for end in ends
    ]
    return {"committee": home.committee.key, "id": planned.idea_id, "network": planned.network, "trials": trials}


def target(request: Request) -> str:
    """Give the path and what is asked for, secrets masked."""
    query = "&".join(f"{name}={shown(name, value)}" for name, value in request.query.items())
    return request.path + (f"?{query}" if query else "")


def told(request: Request) -> Iterator[Text]:
    """Give a request's headers and body, line by line, secrets masked."""
    for name, value in request.headers.items():
        if name not in DULL:
            yield safe(f"   {name}: {MASK if name in SECRET else value}", "dim")
    yield from (safe(f"   {line}") for line in content(request).splitlines())


def content(request: Request) -> str:
    """Give a body for people: JSON in lines, a form in fields, anything else by its size."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return json.dumps(masked(request.json()), indent=2, ensure_ascii=False)
    if kind.startswith("application/x-www-form-urlencoded"):
        return "\n".join(f"{name}={shown(name, value)}" for name, value in request.form().items())
    return f"({kind.partition(';')[0] or 'no kind'}, {len(request.body):,} bytes)" if request.body else ""


def masked(told: object) -> object:
    """Give JSON without secrets."""
    if isinstance(told, dict):
        named = cast("dict[str, object]", told)
        return {name: MASK if secret(name) else masked(value) for name, value in named.items()}
    return [masked(each) for each in cast("list[object]", told)] if isinstance(told, list) else told


def shown(name: str, value: str) -> str:
    """Give a value, unless its name says that it is secret."""
    return MASK if secret(name) else value


def secret(name: object) -> bool:
    """Tell whether a field is never shown."""
    return any(word in str(name).casefold() for word in SECRET_WORDS)
