"""What lies around a committee's posts: its own rules, its roster, its private papers, each read when it changes."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from communique.committee.mistake import Unreadable
from communique.committee.workspace import Home
from communique.policy.pack import Pack, load_pack
from communique.policy.rule import BrokenPack
from communique.policy.subject import Fault

if TYPE_CHECKING:
    from communique.policy.leaks.folder import Leaks
    from communique.policy.roster import Roster

INDEX = Path(".communique") / "drafts.index"
"""Where the index of the private papers lies, relative to the committee file."""


class Around(NamedTuple):
    """What every post of a committee is judged by and compared with."""

    pack: Pack
    roster: "Roster | None" = None
    leaks: "Leaks | None" = None
    faults: tuple[Fault, ...] = ()
    """What could not be read; as long as there is one, nothing goes out."""


def around(home: Home, *, private: bool = True) -> Around:
    """Read what lies around a committee's posts; `private` is False where its private files are not at hand."""
    faults: list[Fault] = []
    pack = _pack(home, faults)
    if not private:
        return Around(pack, faults=tuple(faults))
    roster, leaks = _roster(home, faults), _leaks(home)
    unreadable = leaks.unreadable if leaks else ()
    faults += [Fault(each.name.removeprefix(f"{home.folder}/"), each.reason, each.cure) for each in unreadable]
    return Around(pack, roster, leaks, tuple(faults))


def _pack(home: Home, faults: list[Fault]) -> Pack:
    """Give the rules; ours alone, and a fault, if the committee's own can't be read."""
    try:
        return load_pack(home.rules)
    except BrokenPack as error:
        if home.rules is None:
            raise
        faults.append(Fault(home.rules.name, str(error), "Correct the file; `communique rules test` tells more."))
        return load_pack()


def _roster(home: Home, faults: list[Fault]) -> "Roster | None":
    written = home.committee.private.roster
    if written is None:
        return None
    file = home.folder / written
    try:
        stat = file.stat()
        return _read_roster(file, (stat.st_size, stat.st_mtime_ns))
    except OSError as error:
        faults.append(Fault(written, error.strerror or "it can't be read", f"Put the roster there: {written}"))
    except Unreadable as error:
        faults += _told(error)
    return None


@lru_cache(maxsize=16)
def _read_roster(file: Path, _stamp: tuple[int, int]) -> "Roster":
    """Read a roster, again only when the file's size or time has changed. Raises `Unreadable`."""
    from communique.policy.roster import read_roster  # noqa: PLC0415 -- most committees have none

    return read_roster(file)


def _told(error: Unreadable) -> Iterator[Fault]:
    """Tell only where a private file is wrong, never what stands there."""
    for mistake in error.mistakes:
        at = f"line {mistake.place.line}, column {mistake.place.column}"
        yield Fault(mistake.file, f"it can't be read at {at}", f"Look there: {mistake.cure or 'correct it'}")


def _leaks(home: Home) -> "Leaks | None":
    written = home.committee.private.drafts
    if written is None:
        return None
    from communique.policy.leaks.folder import open_index  # noqa: PLC0415 -- most committees have none

    public = (home.committee.title, home.committee.committee)
    return open_index(home.folder / written, home.folder / INDEX, public=public)
