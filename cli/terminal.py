"""How values look on a terminal: states in their colours, times in the committee's zone, foreign text made harmless."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from communique.cli.check_text import visible
from communique.committee.times import local
from communique.queue.states import State

WIDTH = 120
"""Columns where the output is no terminal: a file or another program."""

COLOURS: Mapping[State, str] = MappingProxyType(
    {
        State.WAITING: "yellow",
        State.BLOCKED: "red",
        State.CHANGES: "yellow",
        State.REJECTED: "red",
        State.READY: "cyan",
        State.SENDING: "cyan",
        State.PUBLISHED: "green",
        State.IN_DOUBT: "bold magenta",
        State.REFUSED: "red",
        State.MISSED: "magenta",
        State.SUPERSEDED: "dim",
        State.RETRACTED: "dim",
    }
)

NEXT: Mapping[State, str] = MappingProxyType(
    {
        State.WAITING: "The Secretary decides on the Prefect page of `communique up`.",
        State.BLOCKED: "A rule blocks it: `communique queue show` names the rule and the cure. Change the file; "
        "it comes in again as a new revision.",
        State.CHANGES: "The Secretary asked for changes: change the file; it comes in again as a new revision.",
        State.IN_DOUBT: "Nobody knows yet whether it arrived. `communique up` looks on the network every hour; "
        "never send it by hand meanwhile.",
        State.REFUSED: "The network said no: `communique queue show` gives its words. Change the file; "
        "it comes in again as a new revision.",
        State.MISSED: "Its publishing window ended before it went out: write a later `publish.before` into the file.",
    }
)
"""What to do about a delivery that does not go on by itself."""


def console() -> Console:
    """Give the console of standard output; wide where it is no terminal."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=WIDTH)


def safe(text: str, style: str = "") -> Text:
    """Give a text of somebody else's, line by line, without anything that could steer the terminal."""
    return Text("\n".join(map(visible, text.splitlines())), style=style)


def coloured(state: State) -> Text:
    """Give a state in its colour."""
    return Text(state.value, style=COLOURS[state])


def by_network(states: Mapping[str, State]) -> Text:
    """Give the states of a post, one network below the other."""
    return Text("\n").join(Text.assemble(coloured(state), f" on {network}") for network, state in states.items())


def when(moment: dt.datetime | str | None, zone: str) -> str:
    """Write a moment in a zone for people; empty if there is none."""
    if not moment:
        return ""
    return local(moment if isinstance(moment, dt.datetime) else dt.datetime.fromisoformat(moment), zone)


def window(after: dt.datetime | str | None, before: dt.datetime | str | None, zone: str) -> str:
    """Write a publishing window for people; empty if it is open on both sides."""
    sides = [f"from {when(after, zone)}" if after else "", f"before {when(before, zone)}" if before else ""]
    return ", ".join(filter(None, sides))
