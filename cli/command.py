"""Running the command: the short cut for `check`, and plain words for whatever goes wrong."""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

RARELY = 2_000_000
"""So many new things before a short run looks for garbage; Python's own measure is 700."""


def main() -> None:
    """Run the command; what goes wrong outside of this program is a message, never a traceback."""
    # Pydantic would look for plugins among all installed packages, which takes longer than a check; none is used here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
    if os.environ.get("COMMUNIQUE_LOG") == "json":
        from communique.flows.logs import begin  # noqa: PLC0415 - only where it is asked for

        begin()
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
        sys.exit(code)
    except BrokenPipeError:
        # Whoever read our output has read enough; nothing may be written any more, not even at the end
        # (https://docs.python.org/3/library/signal.html, note on SIGPIPE).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        from communique.cli.trouble import words_for  # noqa: PLC0415 - only where something went wrong

        words = words_for(error)
        if words is None:
            raise
        from communique.cli.options import complain  # noqa: PLC0415 - likewise

        complain(words)
        sys.exit(2)


def program() -> None:
    """Run the command as a program of its own, and end at once where nothing is left to put away.

    Freeing everything that a check has read, piece by piece, takes longer than reading it.
    """
    try:
        main()
    except SystemExit as end:
        if not plain_check(sys.argv[1:]):
            raise
        sys.stderr.flush()
        os._exit(int(end.code or 0))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    paths = plain_check(arguments)
    if paths:
        # Much is read at the start and stays until the end: looking for garbage among it costs a tenth of the time.
        gc.set_threshold(RARELY)
        from communique.cli.check import check_paths  # noqa: PLC0415 - only what is needed

        return check_paths(paths)
    from communique.cli.app import app  # noqa: PLC0415 - likewise

    app()
    return 0


def plain_check(arguments: Sequence[str]) -> list[Path]:
    """Give the paths of a `check` without options: it needs no parser, and editors run it at every save.

    Empty for everything else.
    """
    options = any(each.startswith("-") for each in arguments)
    return [Path(each) for each in arguments[1:]] if arguments[:1] == ["check"] and not options else []
