"""The command `queue list`: the posts, and what became of them."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from communique.cli.homes import chosen, installed
from communique.cli.options import fail
from communique.cli.terminal import NEXT, by_network, coloured, console, safe, when, window
from communique.committee.words import nearest
from communique.queue import view
from communique.queue.states import State
from communique.queue.view import PostView

PRIORITIES = ("high", "normal", "low")


def list_posts(folder: Path, committee: str | None, *, state: str | None, limit: int, as_json: bool) -> None:
    """List the posts of one committee or of all, the newest first, and what needs somebody's hand."""
    wanted = state_of(state) if state is not None else None
    installation = installed(folder)
    homes = chosen(installation, committee)
    posts = view.posts(installation.engine, homes[0].committee.key if committee else None, wanted, max(limit, 0))
    if as_json:
        typer.echo(json.dumps([as_dict(post) for post in posts], indent=2, ensure_ascii=False))
        return
    zones = {home.committee.key: home.committee.timezone for home in homes}
    screen = console()
    if not posts:
        screen.print(nothing(wanted), markup=False, highlight=False)
        return
    screen.print(table(posts, zones))
    advise(screen, Counter(state for post in posts for state in post.states.values()))


def state_of(word: str) -> State:
    """Give the state that a word names; ends with a message if there is none."""
    words = [state.value for state in State]
    if word in words:
        return State(word)
    meant = nearest(word, words)
    return fail(
        f"There is no state {word!r}. " + (f"Did you mean {meant}?" if meant else f"There is: {', '.join(words)}")
    )


def nothing(state: State | None) -> str:
    """Say that there is nothing to list."""
    if state is not None:
        return f"No post is in the state {state}."
    return "No posts yet. Save an idea as a YAML file in the folder of ideas, or: communique submit FILE"


def table(posts: list[PostView], zones: Mapping[str, str]) -> Table:
    """Give the posts as a table, times in each committee's zone."""
    several = len({post.committee for post in posts}) > 1
    shown = Table("Post", "Rev.", "Title", "Author", "Handed in", "State", expand=False)
    shown.columns[0].no_wrap = True  # an id in one piece can be copied
    for post in posts:
        zone = zones.get(post.committee, "UTC")
        name = f"{post.committee}\n{post.idea_id}" if several else post.idea_id
        title = Text("\n").join(filter(None, [safe(post.title), safe(window(post.after, post.before, zone), "dim")]))
        states = by_network(post.states)
        shown.add_row(safe(name), str(post.number), title, safe(post.author), when(post.handed_in, zone), states)
    return shown


def advise(screen: Console, counts: Mapping[State, int]) -> None:
    """Say, for each state that does not go on by itself, what to do."""
    for state, advice in NEXT.items():
        if counts.get(state):
            screen.print(Text.assemble(coloured(state), f" ({counts[state]}): {advice}"))


def as_dict(post: PostView) -> dict[str, object]:
    """Give one post for scripts; moments in UTC (ISO 8601), empty where there is none."""
    return {
        "committee": post.committee,
        "id": post.idea_id,
        "revision": post.number,
        "title": post.title,
        "author": post.author,
        "handed_in": post.handed_in,
        "after": post.after,
        "before": post.before,
        "priority": PRIORITIES[max(post.priority, 0)],
        "states": {network: state.value for network, state in post.states.items()},
    }
