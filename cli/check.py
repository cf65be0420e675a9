"""The work behind `communique check`: reads idea files, applies the rules, says what they found.

Never imports prefect, a database or a picture library, so that it answers at once.
"""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from communique.cli.check_files import Homes, idea_files
from communique.cli.check_result import Checked
from communique.committee.mistake import Unreadable
from communique.committee.workspace import Home

if TYPE_CHECKING:
    from communique.policy.around import Around
    from communique.policy.engine import Subject
    from communique.post.handed import HandedIn

FORMS = ("text", "json", "github", "sarif")


def check_paths(
    paths: Sequence[Path],
    committee: Path | None = None,
    form: str = "text",
    *,
    private: bool = True,
    now: dt.datetime | None = None,
) -> int:
    """Check idea files and folders of them, print what was found, and give the exit status.

    0: nothing blocks; 1: something blocks; 2: something could not be read. Without `committee` each idea belongs to
    the nearest committee.yaml in its folder or above. Changes nothing and asks nobody.
    """
    if form not in FORMS:
        sys.stderr.write(f"There is no format {form!r}; choose one of: {', '.join(FORMS)}.\n")
        return 2
    results = list(check_all(paths, committee, now or dt.datetime.now(dt.UTC), private=private))
    _print(results, form, sys.stdout)
    return max((result.status for result in results), default=0)


def check_all(
    paths: Iterable[Path], committee: Path | None, now: dt.datetime, *, private: bool = True
) -> Iterator[Checked]:
    """Check every idea once, in the order of the paths; a file that can't be read never stops the others.

    `private` is False where the committee's private files are not at hand, as on a code host.
    """
    homes = Homes(committee, private=private)
    seen: set[Path] = set()
    for path in paths:
        for file in idea_files(path, homes):
            if file.absolute() not in seen:
                seen.add(file.absolute())
                yield from check_one(file, homes, now)
    yield from (Checked(file, mistakes=mistakes) for file, mistakes in homes.broken.items())


def check_one(file: Path, homes: Homes, now: dt.datetime, written: bytes | None = None) -> Iterator[Checked]:
    """Check one file, or what is `written` in its place; gives nothing where its committee file can't be read."""
    try:
        home = homes.of(file)
        if home:
            yield _check_idea(file, home, homes.around(home), now=now, written=written)
    except Unreadable as error:
        yield Checked(file, mistakes=error.mistakes, source=_source(file))


def _check_idea(file: Path, home: Home, beside: "Around", *, now: dt.datetime, written: bytes | None) -> Checked:
    """Read, render and judge one idea, as it will be when it is handed in. Raises `Unreadable`."""
    from communique.policy.engine import check  # noqa: PLC0415 -- a file with mistakes needs no rules
    from communique.post.reading import read_idea  # noqa: PLC0415 -- a broken committee file is not read further

    handed = read_idea(file, home, written)
    subject = _subject(handed, home, beside, now)
    return Checked(file, handed.idea.id, check(beside.pack, subject), source=subject.source)


def _subject(handed: "HandedIn", home: Home, beside: "Around", now: dt.datetime) -> "Subject":
    from communique.committee.times import start_of  # noqa: PLC0415 -- as above
    from communique.connectors.registry import connect  # noqa: PLC0415 -- as above
    from communique.policy.engine import Subject  # noqa: PLC0415 -- as above

    idea, zone = handed.idea, home.committee.timezone
    after, before = (start_of(at, zone) if at else None for at in (idea.publish.after, idea.publish.before))
    renderings = [connect(home, network, _no_picture).render(idea, handed.pictures) for network in idea.networks]
    return Subject(
        idea, home.committee, tuple(renderings), now, after=after, before=before,
        places=handed.places, source=handed.text, leaks=beside.leaks, roster=beside.roster, faults=beside.faults,
    )  # fmt: skip


def _no_picture(digest: str) -> bytes:
    """Refuse to give a picture: rendering needs no bytes."""
    raise KeyError(digest)


def _source(file: Path) -> str:
    """Give what can be shown of a file that could not be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(1_000_000).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _print(results: list[Checked], form: str, out: TextIO) -> None:
    """Print in the form asked for; only its module is loaded."""
    if form == "json":
        from communique.cli.check_json import print_json as show  # noqa: PLC0415 -- only the form asked for
    elif form == "github":
        from communique.cli.check_github import print_github as show  # noqa: PLC0415 -- only the form asked for
    elif form == "sarif":
        from communique.cli.check_sarif import print_sarif as show  # noqa: PLC0415 -- only the form asked for
    else:
        from communique.cli.check_text import print_text as show  # noqa: PLC0415 -- only the form asked for
    show(results, out)
