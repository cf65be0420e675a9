"""Reads idea files."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from communique.committee.document import Document, Value, inside
from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.reading import cut_texts, validate
from communique.committee.times import start_of
from communique.committee.words import nearest, shown
from communique.committee.workspace import Home
from communique.committee.yamltext import load, read
from communique.post.album import collect
from communique.post.handed import HandedIn
from communique.post.idea import Idea

PROSE = frozenset(
    {"text", "thread", "title", "alt", "credit", "source", "authors_agree", "committee_agrees", "consensus"}
)
LONGEST_ID = 80


def read_idea(path: Path, home: Home, source: bytes | None = None) -> HandedIn:
    """Read one idea file and its pictures; `source` takes the file's place while it is open in an editor.

    Raises `Unreadable` with every mistake in them.
    """
    file = name_of(path, home)
    source = source_of(path, home) if source is None else source
    document = read(source, file)
    found = [*_defaults(document, path, home, file), *cut_texts(document, file, PROSE)]
    found += [*_text_or_thread(document, file), *_networks(document, home, file)]
    album = collect(document, path.parent, file, within=root_of(path, home) or path.parent)
    idea = validate(Idea, document, file, [*found, *album.mistakes])
    if late := _window(idea, document, home, file):
        raise Unreadable([late])
    return HandedIn(idea, file, source, document.places, album.pictures, album.bodies, album.originals)


def source_of(path: Path, home: Home) -> bytes:
    """Give the bytes of an idea file; a link among the ideas may not lead to anything else. Raises `Unreadable`."""
    return load(path, name_of(path, home), within=root_of(path, home))


def root_of(path: Path, home: Home) -> Path | None:
    """Give the folder of ideas if a file lies there; None for one that somebody keeps elsewhere."""
    return home.ideas if path.absolute().is_relative_to(home.ideas) else None


def name_of(path: Path, home: Home) -> str:
    """Name a file relative to the committee's folder if it lies there, else as given."""
    try:
        name = path.absolute().relative_to(home.folder).as_posix()
    except ValueError:
        name = str(path)
    return name if name.isprintable() else "".join(sign if sign.isprintable() else "?" for sign in name)


def id_of(stem: str) -> str:
    """Make an id of a file's name: `Sponge cakes (v2)` becomes `sponge-cakes-v2`."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-")


def _defaults(document: Document, path: Path, home: Home, file: str) -> Iterator[Mistake]:
    """Fill in what need not be written: the id, the networks and the language."""
    if "id" not in document.value:
        document.value["id"] = own = id_of(path.stem)
        if not own:
            cure = "write an id into the file, as in `id: sponge-cakes-published`"
            yield Mistake(file, Place(), "id", "no id can be made of the file's name", cure)
            document.value["id"] = "none"
    document.value.setdefault("networks", [*home.committee.accounts.networks()])
    document.value.setdefault("language", home.committee.language)


def _text_or_thread(document: Document, file: str) -> Iterator[Mistake]:
    """Find a post, or an override, that says nothing or says it twice."""
    overrides = document.value.get("overrides")
    groups = {"": document.value} | {
        f"overrides.{network}": override
        for network, override in (overrides.items() if isinstance(overrides, dict) else ())
        if isinstance(override, dict)
    }
    for field, group in groups.items():
        text, thread = inside(field, "text"), inside(field, "thread")
        if group.get("text") is None and group.get("thread") is None:
            at = thread if "thread" in group else text
            wrong = "is empty" if at in document.keys else "is missing"
            yield Mistake(file, document.place(at), at, wrong, "add a line `text: …`, or a `thread`")
        elif "text" in group and "thread" in group:
            message = "there is a text as well as a thread"
            yield Mistake(file, document.keys[thread], thread, message, "keep one of the two")


def _networks(document: Document, home: Home, file: str) -> Iterator[Mistake]:
    """Find networks on which the committee has no account."""
    known = [*home.committee.accounts.networks()]
    networks, overrides = document.value.get("networks"), document.value.get("overrides")
    named: dict[str, Value] = {}
    if isinstance(networks, list):
        yield from _twice(networks, document, file)
        named |= {inside("networks", number): name for number, name in enumerate(networks)}
    if isinstance(overrides, dict):
        named |= {inside("overrides", name): name for name in overrides}
    for field, name in named.items():
        if isinstance(name, str) and name not in known:
            place = document.keys.get(field) or document.place(field)
            meant = nearest(name, known)
            cure = f"did you mean `{meant}`?" if meant else f"there are accounts on: {', '.join(known)}"
            yield Mistake(file, place, field, f"the committee has no account on {shown(name)}", cure)


def _twice(networks: list[Value], document: Document, file: str) -> Iterator[Mistake]:
    """Find networks that are named twice."""
    for number, name in enumerate(networks):
        if name in networks[:number]:
            field = inside("networks", number)
            yield Mistake(file, document.place(field), field, f"{shown(name)} is here twice", "keep one of the two")


def _window(idea: Idea, document: Document, home: Home, file: str) -> Mistake | None:
    """Find a publishing window that ends before it begins."""
    after, before = idea.publish.after, idea.publish.before
    if after is None or before is None:
        return None
    zone = home.committee.timezone
    if start_of(after, zone) < start_of(before, zone):
        return None
    message = f"{before} is not later than {after}, so the post could never go out"
    return Mistake(file, document.place("publish.before"), "publish.before", message, "set `before` later than `after`")
