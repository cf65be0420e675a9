"""A backup of a running installation: what is in it, what is not, and who can read it."""

import os
import stat
import tarfile
from pathlib import Path

import pytest

from bakery import SLOT, TC, Bakery, minutes
from communique.committee.mistake import Unreadable
from communique.connectors.practice.fake import Practice
from communique.flows.archive import QUEUE, Damaged
from communique.flows.backup import Misplaced, back_up
from communique.flows.restore import NotEmpty, restore
from communique.flows.server import login
from communique.queue import approvers, audit, copies, doubts
from communique.queue.copies import CopyFailed
from communique.queue.database import open_database
from communique.queue.states import State
from publisher import start


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name the file to write."""
    return tmp_path / "backup.tar.gz"


def names(file: Path) -> set[str]:
    """Name the members of a backup."""
    with tarfile.open(file) as archive:
        return set(archive.getnames())


def secretive(bakery: Bakery) -> None:
    """Give the bakery private papers, keys, and logs."""
    text = (bakery.folder / "committee.yaml").read_text()
    own = "private: {roster: people.yaml, drafts: papers}\n"
    (bakery.folder / "committee.yaml").write_text(text + own)
    for name in ("private/note.txt", "papers/draft.txt", "people.yaml", ".communique/server.log", "own.txt"):
        (bakery.folder / name).parent.mkdir(exist_ok=True)
        (bakery.folder / name).write_text("marked secret")
    bakery.installation.workspace.secret_key()
    login(bakery.installation.workspace)
    (bakery.folder / ".communique" / "block-key").write_text("marked secret")
    (bakery.folder / "elsewhere").symlink_to("/")


@pytest.mark.parametrize("private", [True, False])
def test_what_is_in_it(bakery: Bakery, file: Path, *, private: bool) -> None:
    """Files, site, key and login; no logs, no links, nothing of Prefect, and private papers only when asked for."""
    secretive(bakery)
    made = back_up(bakery.installation, file, private=private, now=SLOT)
    papers = {"private/note.txt", "papers/draft.txt", "people.yaml"}
    kept = {"committee.yaml", "own.txt", QUEUE, ".communique/key", ".communique/login"}
    assert set(made.manifest.files) == kept | (papers if private else set())
    assert names(file) == {*made.manifest.files, "communique-backup.json"}
    left = {path.name for path in made.left_out}
    assert left == {"elsewhere"} | (set() if private else {"private", "papers", "people.yaml"})


def test_only_its_owner_reads_it(bakery: Bakery, file: Path, tmp_path: Path) -> None:
    """Whatever the shell allows, nobody else can read the backup, nor what is restored of its secrets."""
    secretive(bakery)
    mask = os.umask(0)
    try:
        back_up(bakery.installation, file, private=False, now=SLOT)
        restore(file, tmp_path / "new", who="operator", now=SLOT)
    finally:
        os.umask(mask)
    state = tmp_path / "new" / ".communique"
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, state, state / "key", state / "login")]
    assert modes == [0o600, 0o700, 0o600, 0o600]


def test_codes_go_on(bakery: Bakery, file: Path, tmp_path: Path) -> None:
    """The key goes along: whoever was enrolled is, and their codes are right."""
    workspace = bakery.installation.workspace
    secret = approvers.enroll(bakery.installation.engine, TC, "s.miller", "S", key=workspace.secret_key(), now=SLOT)
    back_up(bakery.installation, file, private=False, now=SLOT)
    restore(file, tmp_path / "new", who="operator", now=SLOT)
    new = Bakery(tmp_path / "new").installation
    with open_database(new.workspace.database_url).connect() as connection:
        (hidden,) = connection.exec_driver_sql("SELECT secret FROM approver").scalars()
    view = approvers.Approver(committee=TC, person="", name="", secret=hidden, enrolled=SLOT)
    assert approvers.opened(view, new.workspace.secret_key()) == secret


def test_it_writes_over_nothing(bakery: Bakery, file: Path) -> None:
    """Neither over a file nor into the workspace; what was there stays."""
    file.write_text("mine")
    for place in (file, bakery.folder / "backup.tar.gz"):
        with pytest.raises(Misplaced):
            back_up(bakery.installation, place, private=False, now=SLOT)
    assert file.read_text() == "mine"
    assert sorted(path.name for path in file.parent.iterdir()) == ["a bakery", "backup.tar.gz"]


def test_what_is_private_must_be_known(bakery: Bakery, file: Path) -> None:
    """A committee file that can't be read could name private papers: then only a backup with all of them is made."""
    (bakery.folder / "committee.yaml").write_text("committee: [")
    with pytest.raises(Unreadable):
        back_up(bakery.installation, file, private=False, now=SLOT)
    assert not file.exists()
    back_up(bakery.installation, file, private=True, now=SLOT)


def test_while_others_publish(practised: Bakery, practice: Practice, file: Path, tmp_path: Path) -> None:
    """Backups that are made while a publisher sends are each whole, and each goes on without sending anything twice."""
    practised.settle(f'fake: {{url: "{practice.url}"}}', per_network=9)
    for number in range(9):
        practised.bake(f"cake-{number}", f"thread: [Cake {number} is mixed., Cake {number} is out.]\n")
    publisher = start(practised)
    for number in range(5):
        back_up(practised.installation, file.with_name(str(number)), private=False, now=SLOT)
    publisher.join(60)
    assert len(practice.posts) == 18
    for number in range(5):
        machine = Bakery(tmp_path / f"machine {number}")
        restore(file.with_name(str(number)), machine.folder, who="operator", now=SLOT + minutes(30))
        sender = machine.sender(SLOT + minutes(60))
        sender.settle_doubts()
        sender.send_due(SLOT)
        assert {machine.states(f"cake-{each}")["fake"] for each in range(9)} == {State.PUBLISHED}
    assert len(practice.posts) == 18


def moved(bakery: Bakery, database: str, monkeypatch: pytest.MonkeyPatch) -> Bakery:
    """Give the same committee with its queue on a server."""
    bakery.installation.engine.dispose()
    monkeypatch.setenv("COMMUNIQUE_DATABASE", database)
    return Bakery(bakery.folder, database)


def test_on_postgresql(
    practised: Bakery, practice: Practice, databases: tuple[str, str], *, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on PostgreSQL: dumped while in use, restored into an empty database, found and not sent again."""
    old = moved(practised, databases[0], monkeypatch)
    old.bake("cake", "thread: [The cake is mixed., The cake is out.]\n")
    back_up(old.installation, file, private=False, now=SLOT - minutes(60))
    old.sender().send_due(SLOT)
    new = moved(old, databases[1], monkeypatch)
    restore(file, file.parent / "new", who="operator", now=SLOT + minutes(30))
    assert [claim.since for claim in doubts.doubts(new.installation.engine)] == [SLOT - minutes(60)]
    new.sender(SLOT + minutes(60)).settle_doubts()
    assert new.states("cake") == {"fake": State.PUBLISHED}
    assert audit.verify(new.installation.engine) == []
    assert len(practice.posts) == 2
    new.installation.engine.dispose()


def test_not_into_a_database_in_use(
    practised: Bakery, databases: tuple[str, str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """A database that holds anything is not touched; one that a broken log was put into is empty again."""
    old = moved(practised, databases[0], monkeypatch)
    old.bake("cake", "text: The cake is out.\n")
    with old.installation.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE event SET who = 'somebody else' WHERE seq = 1")
    back_up(old.installation, file, private=False, now=SLOT)
    old.installation.engine.dispose()
    for database, error in zip(databases, (NotEmpty, Damaged), strict=True):
        monkeypatch.setenv("COMMUNIQUE_DATABASE", database)
        with pytest.raises(error):
            restore(file, file.parent / "new", who="operator", now=SLOT)
    engine = open_database(databases[1])
    assert copies.empty(engine)
    engine.dispose()
    assert not (file.parent / "new").exists()


def test_a_program_that_fails(
    bakery: Bakery, databases: tuple[str, str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """What PostgreSQL's own program says is passed on, a missing one is named, and there is no half backup."""
    old = moved(bakery, databases[0], monkeypatch)
    audit.head(old.installation.engine)
    monkeypatch.setenv("PGOPTIONS", "-c nonsense=1")  # read by new connections only
    with pytest.raises(CopyFailed, match="pg_dump failed"):
        back_up(old.installation, file, private=False, now=SLOT)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CopyFailed, match="pg_dump is not installed"):
        back_up(old.installation, file, private=False, now=SLOT)
    old.installation.engine.dispose()
    assert [path.name for path in file.parent.iterdir()] == ["a bakery"]
