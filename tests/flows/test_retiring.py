"""Old posts go into a file and out of the queue: nothing is lost on the way, and nothing comes back."""

import gzip
import json
from itertools import chain, count
from pathlib import Path

import pytest
import sqlalchemy as sa

from bakery import BEFORE, SLOT, Bakery, minutes
from communique.flows.archive import Damaged
from communique.flows.backup import back_up
from communique.flows.restore import restore
from communique.flows.retiring import Misplaced, entries, read, retire, write
from communique.queue import audit
from communique.queue.retention import REMOVED, old
from communique.queue.states import State
from publisher import LATER, LIMIT, survives_retiring

WORDS = "The cake is out."
BOTH = (WORDS, "A muffin.")


@pytest.fixture
def baked(bakery: Bakery) -> Bakery:
    """Give a committee with a published post."""
    bakery.bake("cake", f"text: {WORDS}\n")
    bakery.sender().send_due(SLOT)
    return bakery


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name the file to write, in a folder of its own."""
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept" / "old.jsonl.gz"


def retired(bakery: Bakery, file: Path) -> None:
    """Retire all that is there."""
    engine = bakery.installation.engine
    retire(engine, old(engine, LIMIT), file, who="operator", now=LATER)


def told(file: Path) -> str:
    """Give the whole file as text."""
    return json.dumps(list(read(file)))


def test_the_file_holds_all_of_it(baked: Bakery, file: Path) -> None:
    """Text, author, comment, seal and log are in the file; the log in both verifies from its first entry to its end."""
    known = audit.head(baked.installation.engine)
    retired(baked, file)
    post = next(line["post"] for line in read(file) if "post" in line)
    (revision,) = post["revisions"]
    assert revision["source"].startswith(f"text: {WORDS}")
    assert (revision["author"], revision["decisions"][0]["comment"]) == ("a.baker", "Fine.")
    engine = baked.installation.engine
    assert audit.verify(engine, known, entries(file)) == []
    assert WORDS.encode() not in (baked.folder / ".communique" / "queue.db").read_bytes()


def test_on_postgresql(bakery: Bakery, databases: tuple[str, str], file: Path) -> None:
    """The same on PostgreSQL: what is in the file is in no table any more, the log verifies, and nothing comes back."""
    office = Bakery(bakery.folder, databases[0])
    office.bake("cake", f"text: {WORDS}\n")
    office.sender().send_due(SLOT)
    engine = office.installation.engine
    known = audit.head(engine)
    assert WORDS in contents(engine)
    retired(office, file)
    assert WORDS in told(file)
    assert WORDS not in contents(engine)
    assert audit.verify(engine) == audit.verify(engine, known, entries(file)) == []
    assert [each.taken.outcome for each in office.collect(LATER) if each.taken] == ["unchanged"]
    assert office.sender(LATER).send_due(LATER) == []
    engine.dispose()


def contents(engine: sa.Engine) -> str:
    """Give every row of every table, as text."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return repr([connection.execute(sa.select(table)).all() for table in metadata.sorted_tables])


def test_nothing_comes_back(baked: Bakery, file: Path) -> None:
    """The idea file still lies in the folder, a backup is made and restored: nothing is new, and nothing goes out."""
    retired(baked, file)
    assert [each.taken.outcome for each in baked.collect(LATER) if each.taken] == ["unchanged"]
    backup = file.with_name("backup.tar.gz")
    back_up(baked.installation, backup, private=False, now=LATER)
    folder = file.parent / "another machine"
    restore(backup, folder, who="operator", now=LATER + minutes(1))
    machine = Bakery(folder)
    assert [each.taken.outcome for each in machine.collect(LATER) if each.taken] == ["unchanged"]
    assert machine.states("cake") == {"blog": State.PUBLISHED}
    assert machine.sender(LATER).send_due(LATER) == []
    assert audit.verify(machine.installation.engine) == []
    machine.installation.engine.dispose()


def whole(trial: Bakery, file: Path) -> None:
    """Make sure that the log is whole, that both posts are known, and that nothing is gone that is in no file."""
    engine = trial.installation.engine
    assert audit.verify(engine) == []
    assert [each.taken.outcome for each in trial.collect(LATER) if each.taken] == ["unchanged"] * 2
    if file.exists():
        assert all(words in told(file) for words in BOTH)
    else:
        assert len(old(engine, LIMIT).posts) == 2


def test_killed_at_every_step(baked: Bakery, file: Path) -> None:
    """Killed anywhere, everything is in the queue or in the file; done again it goes, and the files lead back."""
    baked.bake("muffin", f"text: {BOTH[1]}\n", BEFORE)
    baked.sender(SLOT + minutes(1)).send_due(SLOT + minutes(1))
    known = audit.head(baked.installation.engine)
    for step in count(1):
        trial, first = baked.copy(file.parent / f"killed at {step}"), file.with_name(f"{step}")
        survived = survives_retiring(trial, first, step)
        whole(trial, first)
        second = file.with_name(f"{step} again")
        retired(trial, second)
        files = [each for each in (first, second) if each.exists()]
        assert audit.verify(trial.installation.engine, known, chain.from_iterable(map(entries, files))) == []
        assert old(trial.installation.engine, LIMIT).posts == ()
        trial.installation.engine.dispose()
        if survived:
            break
    assert step > 8, "hardly anything was tried"


def test_a_file_that_is_there(baked: Bakery, file: Path) -> None:
    """No file is written over, and nothing is removed."""
    file.write_text("mine")
    with pytest.raises(Misplaced, match="name a new file"):
        retired(baked, file)
    assert file.read_text() == "mine"
    assert old(baked.installation.engine, LIMIT).posts


def test_a_disk_that_lies(baked: Bakery, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read again must be what was to go: a file that lacks something removes nothing, and is not left."""
    monkeypatch.setattr("communique.flows.retiring.contents.of_post", lambda *_: None)
    monkeypatch.setattr("communique.flows.retiring.audit.export", lambda _: iter(()))
    with pytest.raises(Damaged, match="Nothing was removed"):
        retired(baked, file)
    assert list(file.parent.iterdir()) == []
    assert old(baked.installation.engine, LIMIT).posts


@pytest.mark.parametrize("at", ["begin", "middle", "end", "gone"])
def test_a_damaged_file(baked: Bakery, file: Path, at: str) -> None:
    """A file that was changed, cut, or is something else, is refused."""
    engine = baked.installation.engine
    write(engine, old(engine, LIMIT), file, now=LATER)
    whole = gzip.decompress(file.read_bytes())
    other = {
        "begin": b'{"kind": "other"}\n' + whole, "middle": whole.replace(WORDS.encode(), b"The cake is off."),
        "end": whole[: whole.rindex(b"\n", 0, -1) + 1], "gone": b"",
    }  # fmt: skip
    file.write_bytes(gzip.compress(other[at]))
    with pytest.raises(Damaged):
        list(entries(file))


def test_no_file_of_ours(file: Path) -> None:
    """Any other file is refused, too."""
    file.write_text("mine")
    with pytest.raises(Damaged, match="not written by `communique retire`"):
        list(read(file))


def test_what_stands_in_place_of_the_words(baked: Bakery, file: Path) -> None:
    """Somebody who looks at the queue sees that something was removed."""
    retired(baked, file)
    with baked.installation.engine.connect() as connection:
        assert REMOVED in connection.exec_driver_sql("SELECT rendering FROM delivery").scalar_one()
