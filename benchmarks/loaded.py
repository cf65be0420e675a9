"""What `communique check` loads for a committee with an account on every network, and what that costs."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cold import BIN, command
from benchmarks.measure import Question, Row, in_turn
from benchmarks.places import COMMITTEE
from benchmarks.sample import IDEA, committee
from communique.connectors.registry import CONNECTORS

LIBRARIES = (
    "atproto_client", "filelock", "httpx", "jinja2", "linkedin_api.clients.restli.client", "mastodon", "oauthlib",
    "PIL", "pydiscourse", "requests", "requests_oauthlib", "tweepy",
)  # fmt: skip
"""What the connectors need, but only to send."""
MODULES = {f"communique.connectors.{place.partition('.')[0]}": network for network, place in CONNECTORS.items()}
"""The module of each connector."""
CHECK = """\
import json, os, sys
{imports}
from communique.cli.command import main
sys.argv[1:] = ["check", {file!r}]
try:
    main()
except SystemExit as end:
    print("\\n" + json.dumps([*sys.modules]), flush=True)
    os._exit(end.code or 0)
"""
"""`communique check`, which ends at once as the command itself does, and tells which modules were loaded."""
EVERYWHERE, BLOG = "an idea for every network", "an idea for the blog alone"
AT_TOP = "the same, libraries imported at the start"
LOADED = Question("check-libraries", f"`communique check`, {EVERYWHERE}: libraries loaded", AT_TOP, "count", "0")
UNUSED = Question("check-unused", f"`communique check`, {BLOG}: other connectors loaded", EVERYWHERE, "count", "0")
LAZY = Question("check-lazy", f"cold `communique check`, {EVERYWHERE}", AT_TOP, "ms")
ADDED = Question("check-accounts", f"cold `communique check`, {BLOG}, nine accounts", "only that account", "ms", "1")


def rows(folder: Path, *, runs: int) -> Iterator[Row]:
    """Count what is loaded, and measure the command with and without accounts that it does not use."""
    many, alone = folder / "every-network", folder / "blog"
    for each in (many, alone):
        each.mkdir()
    shutil.copy(COMMITTEE, many)
    committee(alone)
    everywhere, blog = idea(many, "everywhere"), idea(many, "blog-only", "networks: [blog]")
    used, heavy = loaded(everywhere), loaded(everywhere, LIBRARIES)
    if len(connectors(used)) != len(CONNECTORS) - 1:  # there is no account on the practice network
        message = f"the idea was rendered by {connectors(used)} alone"
        raise ValueError(message)
    yield LOADED.row([float(len(used & {*LIBRARIES}))], [float(len(heavy & {*LIBRARIES}))])
    yield UNUSED.row([float(len(connectors(loaded(blog)) - {"blog"}))], [float(len(connectors(used) - {"blog"}))])
    plain = command(sys.executable, "-c", program(everywhere))
    yield LAZY.row(*in_turn(plain, command(sys.executable, "-c", program(everywhere, LIBRARIES)), runs))
    ours, one = (command(str(BIN / "communique"), "check", str(file)) for file in (blog, idea(alone, "blog-only")))
    yield ADDED.row(*in_turn(ours, one, runs))


def idea(folder: Path, name: str, more: str = "") -> Path:
    """Write an idea without pictures."""
    file = folder / "ideas" / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{IDEA.format(number=1)}{more}\n")
    return file


def program(file: Path, libraries: Sequence[str] = ()) -> str:
    """Give the program that checks a file, having imported these libraries first."""
    return CHECK.format(imports="".join(f"import {each}\n" for each in libraries), file=str(file))


def loaded(file: Path, libraries: Sequence[str] = ()) -> set[str]:
    """Check a file, and give the names of all modules that were loaded. Raises ValueError if it was not checked."""
    ran = subprocess.run([sys.executable, "-c", program(file, libraries)], capture_output=True, check=False, text=True)
    if ran.returncode:
        raise ValueError(ran.stdout + ran.stderr)
    return {*json.loads(ran.stdout.splitlines()[-1])}


def connectors(modules: set[str]) -> set[str]:
    """Give the networks whose connectors are among these modules."""
    return {MODULES[each] for each in modules & {*MODULES}}
