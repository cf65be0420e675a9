"""The file of a backup: refused with a reason, and nothing made, unless it is whole and ours."""

import hashlib
import io
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bakery import SLOT, Bakery
from communique.flows.archive import MANIFEST, QUEUE, Damaged, Manifest
from communique.flows.backup import back_up
from communique.flows.restore import NotEmpty, restore

Members = dict[str, bytes]


@pytest.fixture
def backup(bakery: Bakery, tmp_path: Path) -> Path:
    """Give the backup of a bakery with one post."""
    bakery.bake("cake", "text: The cake is out.\n")
    file = tmp_path / "backup.tar.gz"
    back_up(bakery.installation, file, private=False, now=SLOT)
    return file


def refused(file: Path, folder: Path, error: type[Exception] = Damaged) -> str:
    """Try to restore, make sure that nothing is made, and give the reason."""
    before = sorted(folder.parent.rglob("*"))
    with pytest.raises(error) as caught:
        restore(file, folder, who="operator", now=SLOT)
    assert sorted(folder.parent.rglob("*")) == before
    return str(caught.value)


def rewritten(file: Path, change: Callable[[Members], None]) -> Path:
    """Write a backup anew with other members."""
    with tarfile.open(file) as archive:
        held = {info.name: io.BytesIO(archive.extractfile(info).read()).getvalue() for info in archive}  # type: ignore[union-attr]
    change(held)
    with tarfile.open(file, "w:gz") as archive:
        for name, body in held.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return file


def agreeing(held: Members) -> None:
    """Let the manifest say what the members are, as somebody would who knows the format."""
    known = Manifest.model_validate_json(held.pop(MANIFEST))
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in held.items()}
    held[MANIFEST] = known.model_copy(update={"files": digests}).model_dump_json().encode()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9, 0.999])
def test_cut_off(backup: Path, tmp_path: Path, share: float) -> None:
    """A backup of which the end is missing is refused."""
    body = backup.read_bytes()
    backup.write_bytes(body[: int(len(body) * share)])
    assert str(backup) in refused(backup, tmp_path / "new")


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_one_byte_changed(backup: Path, tmp_path: Path, place: int) -> None:
    """A byte that was changed anywhere in what is packed is noticed."""
    body = bytearray(backup.read_bytes())
    body[10 + (len(body) - 20) * place // 100] ^= 0x55
    backup.write_bytes(body)
    assert str(backup) in refused(backup, tmp_path / "new")


@pytest.mark.parametrize("body", [b"", b"committee: ISO/TC 400\n", b"SQLite format 3\0" + bytes(5000)])
def test_something_else(tmp_path: Path, body: bytes) -> None:
    """A file that is no archive is refused."""
    (tmp_path / "file").write_bytes(body)
    assert "no backup of Communiqué" in refused(tmp_path / "file", tmp_path / "new")


def test_an_archive_of_others(backup: Path, tmp_path: Path) -> None:
    """An archive without our list is refused."""
    rewritten(backup, lambda held: held.pop(MANIFEST) and None)
    assert "its end is missing" in refused(backup, tmp_path / "new")


@pytest.mark.parametrize("name", ["../outside", "ideas/../../outside", "/outside"])
def test_a_way_out(backup: Path, tmp_path: Path, name: str) -> None:
    """A member that would lie outside of the folder is refused, whatever the list says."""
    rewritten(backup, lambda held: held.update({name: b"x"}) or agreeing(held))
    assert "it holds" in refused(backup, tmp_path / "new")


def test_a_link(backup: Path, tmp_path: Path) -> None:
    """A member that is a link is refused: it could lead anywhere."""
    with tarfile.open(backup, "w:gz") as archive:
        info = tarfile.TarInfo("ideas")
        info.type, info.linkname = tarfile.SYMTYPE, "/"
        archive.addfile(info)
    assert "it holds 'ideas'" in refused(backup, tmp_path / "new")


@pytest.mark.parametrize("name", ["ideas/cake.yaml", "ideas/new.yaml", QUEUE])
def test_a_changed_file(backup: Path, tmp_path: Path, name: str) -> None:
    """A file that was changed, or put in, is named."""
    rewritten(backup, lambda held: held.update({name: b"x"}))
    assert name in refused(backup, tmp_path / "new")


def test_a_changed_log(backup: Path, tmp_path: Path) -> None:
    """Whoever changes the log and makes the digests fit is found out by the log itself."""

    def change(held: Members) -> None:
        (tmp_path / "queue.db").write_bytes(held[QUEUE])
        connection = sqlite3.connect(tmp_path / "queue.db")
        with connection:
            connection.execute("UPDATE event SET who = 'somebody else' WHERE seq = 1")
        connection.close()
        held[QUEUE] = (tmp_path / "queue.db").read_bytes()
        (tmp_path / "queue.db").unlink()
        agreeing(held)

    rewritten(backup, change)
    assert "somebody else" in refused(backup, tmp_path / "new")


def test_a_head_of_another_log(backup: Path, tmp_path: Path) -> None:
    """A queue that is not the one that was backed up, though whole in itself, is found out by the head."""
    other = b'"head": "' + b"f" * 64
    known = b'"head": "'

    def change(held: Members) -> None:
        before, _, after = held[MANIFEST].partition(known)
        held[MANIFEST] = before + other + after[64:]

    rewritten(backup, change)
    assert "no longer in the log" in refused(backup, tmp_path / "new")


def test_only_into_an_empty_folder(backup: Path, bakery: Bakery, tmp_path: Path) -> None:
    """Neither a workspace, nor a folder with anything in it, nor a file is written over."""
    for folder in (bakery.folder, tmp_path, backup):
        assert "not an empty folder" in refused(backup, folder, NotEmpty)


def test_into_a_folder_that_is_there(backup: Path, tmp_path: Path) -> None:
    """An empty folder is filled, and a second restore does not touch it."""
    (tmp_path / "new").mkdir()
    restore(backup, tmp_path / "new", who="operator", now=SLOT)
    assert "not an empty folder" in refused(backup, tmp_path / "new", NotEmpty)


def test_another_kind_of_database(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue of SQLite is not put into PostgreSQL, and the message says why."""
    monkeypatch.setenv("COMMUNIQUE_DATABASE", "postgresql://tester@127.0.0.1:9/none")
    assert "COMMUNIQUE_DATABASE says postgresql" in refused(backup, tmp_path / "new", NotEmpty)


def test_a_queue_elsewhere(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the queue has a file of its own it is put there, and never over another one."""
    monkeypatch.setenv("COMMUNIQUE_DATABASE", f"sqlite:///{tmp_path / 'mine.db'}")
    restore(backup, tmp_path / "new", who="operator", now=SLOT)
    assert (tmp_path / "mine.db").exists()
    assert not (tmp_path / "new" / ".communique" / "queue.db").exists()
    assert "There is a queue" in refused(backup, tmp_path / "newer", NotEmpty)
