"""From files to the queue: read, examine, store; one bad file never stops the others."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.workspace import Home
from communique.connectors.registry import connect
from communique.flows.gate import Draft, examine, moment
from communique.policy.around import Around, around
from communique.post.fitting import fit
from communique.post.handed import HandedIn
from communique.post.picture import Picture
from communique.post.reading import name_of, read_idea, source_of
from communique.queue.intake import Submission, Taken, Unread, refuse_file, take_in, unchanged

BATCH = 200
"""Ideas per transaction: large enough to be fast, small enough to hold pictures in memory."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one file: taken into the queue, or unreadable with its mistakes."""

    file: Path
    taken: Taken | None = None
    mistakes: tuple[str, ...] = ()
    news: bool = False
    """Whether this very content was not seen before."""


def idea_files(folder: Path) -> list[Path]:
    """List the idea files of a folder and its sub-folders; names that begin with a dot are left alone."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in {".yaml", ".yml"} and path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def hand_in(engine: Engine, home: Home, files: Iterable[Path], *, now: dt.datetime) -> list[Handed]:
    """Take the files into the queue; the same file again changes nothing, and every file gets an answer."""
    answers: list[Handed] = []
    batch: list[tuple[Path, HandedIn]] = []
    earlier: dict[str, tuple[str, str]] = {}
    beside = around(home)
    for file in files:
        try:
            batch.append((file, lone(read_idea(file, home), earlier)))
        except Unreadable as error:
            answers.append(unreadable(engine, home, file, error, now=now))
        if len(batch) == BATCH:
            answers += store(engine, home, batch, beside, now=now)
            earlier |= {given.idea.id: (given.file, given.digest) for _, given in batch}
            batch = []
    return answers + store(engine, home, batch, beside, now=now)


def lone(given: HandedIn, earlier: Mapping[str, tuple[str, str]]) -> HandedIn:
    """Give an idea back if no other file had its id; raises Unreadable. Within a batch the queue looks itself.

    `earlier` names file and digest by id: without it the two files would take turns as each other's new revision.
    """
    if given.idea.id not in earlier:
        return given
    file, digest = earlier[given.idea.id]
    if digest == given.digest:
        return given
    place = given.places.get("id", Place())
    wrong = f"{file} has the id “{given.idea.id}” as well"
    raise Unreadable([Mistake(given.file, place, "id", wrong, "give one of the two files another id")])


def store(
    engine: Engine, home: Home, batch: list[tuple[Path, HandedIn]], beside: Around, *, now: dt.datetime
) -> list[Handed]:
    """Examine what is new in a batch, and store it in one transaction; nothing is to be done for the rest."""
    known = unchanged(engine, home.committee.key, [(given.idea.id, given.digest) for _, given in batch])
    new = [given for _, given in batch if given.idea.id not in known]
    submissions = [submission(home, given, beside, now, engine=engine) for given in new]
    taken = iter(take_in(engine, home.committee.key, submissions, now=now) if new else ())
    answers = [(file, known.get(given.idea.id) or next(taken)) for file, given in batch]
    return [Handed(file, answer, news=answer.news) for file, answer in answers]


def submission(
    home: Home, handed: HandedIn, beside: Around, now: dt.datetime, *, engine: Engine | None = None
) -> Submission:
    """Examine what was handed in and give it the form that the queue takes; `engine` as in `examine`."""
    publish = handed.idea.publish
    after, before = moment(publish.after, home), moment(publish.before, home)
    fitted, bodies = fit_for(home, handed)
    draft = Draft(handed.idea, handed.pictures, handed.places, after, before, handed.text, fitted)
    seen = examine(home, draft, now=now, beside=beside, engine=engine)
    return Submission(
        idea=handed.idea,
        digest=handed.digest,
        file=handed.file,
        source=handed.source,
        places=handed.places,
        bodies=bodies,
        renderings=seen.renderings,
        findings=seen.findings,
        rules=seen.rules,
        after=draft.after,
        before=draft.before,
    )


def fit_for(home: Home, handed: HandedIn) -> tuple[dict[str, tuple[Picture, ...]], dict[str, bytes]]:
    """Give for each network the pictures as it takes them, and the bytes of all."""
    bodies = dict(handed.bodies)
    fitted: dict[str, tuple[Picture, ...]] = {}
    for network in handed.idea.networks if handed.pictures else ():
        frame = connect(home, network, bodies.__getitem__).limits.frame if has(home, network) else None
        if frame:
            made = [fit(picture, handed.bodies[picture.digest], frame) for picture in handed.pictures]
            fitted[network] = tuple(picture for picture, _ in made)
            bodies |= {picture.digest: body for picture, body in made}
    return fitted, bodies


def has(home: Home, network: str) -> bool:
    """Tell whether a committee has an account on a network."""
    return network in home.committee.accounts.networks()


def unreadable(engine: Engine, home: Home, file: Path, error: Unreadable, *, now: dt.datetime) -> Handed:
    """Keep a file that could not be read, with its mistakes, and as much of it as an idea may have."""
    mistakes, name = tuple(map(str, error.mistakes)), name_of(file, home)
    try:
        source = source_of(file, home)
    except Unreadable:
        source = b""
    news = refuse_file(engine, home.committee.key, Unread(name, source, mistakes), now=now)
    return Handed(file, mistakes=mistakes, news=news)
