"""An installation with as many committees as a measurement needs, each with accounts on six networks."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.places import account
from benchmarks.sample import PLAIN, approve, ideas
from communique.connectors.practice.table import practice_keys
from communique.flows.handing import hand_in, idea_files
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.queue import desk

NETWORKS = ("x", "linkedin", "facebook", "mastodon", "bluesky", "discourse")
"""Those that take texts without a picture, and have interfaces of all sorts."""
COMMITTEE = """\
committee: ISO/TC {number}
title: Cake making and other baking products
timezone: Europe/Zurich
slot: {{day: tuesday, time: "10:00", per_network: {posts}}}
secretary: {{id: s.miller, name: Sam Miller, attested: {today}}}
creators:
  - {{id: a.baker, name: Alex Baker, since: 2026-09-01, attested: {today}}}
kinds: [publication]
approval: {{one_time_code: false}}
accounts:
"""


def committees(folder: Path, count: int, *, posts: int = 3, urls: Mapping[str, str] | None = None) -> None:
    """Write so many committee files, the networks reached at these addresses."""
    lines = [f"  {network}: {{{', '.join(fields(network, (urls or {}).get(network)))}}}" for network in NETWORKS]
    for number in range(1, count + 1):
        one_committee(folder / f"tc-{number:04}", number, lines, posts=posts)


def one_committee(folder: Path, number: int, accounts: Sequence[str], *, posts: int = 3) -> None:
    """Write the file of a committee that is in order today, whenever that is."""
    folder.mkdir(exist_ok=True)
    head = COMMITTEE.format(number=number, posts=posts, today=utc_now().date() - dt.timedelta(days=1))
    (folder / "committee.yaml").write_text(head + "\n".join(accounts) + "\n")


def fields(network: str, url: str | None) -> Iterator[str]:
    """Give the fields of an account as YAML: the example's, the credentials that all share, the address."""
    for name, value in account(network).model_dump(mode="json", exclude_defaults=True).items():
        yield f'{name}: "{value}"' if isinstance(value, str) else f"{name}: {value}"
    yield f"credentials: bench-{network}"
    if url:
        yield f'api_url: "{url}"'


def credentials() -> Iterator[tuple[str, str]]:
    """Give the environment variables that hold what the practice servers accept."""
    for network in NETWORKS:
        for name, value in practice_keys(network).model_dump().items():
            words = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            if words:
                yield "_".join(("communique", "bench", network, name)).upper(), str(words)


def approved(folder: Path, posts: int) -> None:
    """Hand in and approve so many posts of every committee; no two posts say the same."""
    installation = Installation.at(folder)
    for place, home in enumerate(installation.homes()):
        ideas(home.ideas, posts, first=place * posts, text=PLAIN)
        hand_in(installation.engine, home, idea_files(home.ideas), now=utc_now())
    for review in desk.wanted(installation.engine):
        approve(installation.engine, review, now=utc_now())
    installation.engine.dispose()
