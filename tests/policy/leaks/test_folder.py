"""The index of a folder: always up to date, never trusted blindly, and nobody can read the papers from it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from communique.policy.leaks import documents
from communique.policy.leaks.folder import open_index
from communique.policy.leaks.paper import WORDS, Trouble
from papers import pdf

FIRST = "The oven of the laboratory shall be heated to 230 degrees before the sponge is weighed."
SECOND = "Wooden spoons that were dropped during mixing shall be replaced by silicone ones."
OLD = 1_700_000_000_000_000_000
"""A time long before any test, in nanoseconds."""


@pytest.fixture
def index_file(tmp_path: Path) -> Path:
    """Give the place of the index."""
    return tmp_path / ".communique" / "drafts.index"


NOBODY = 65534
"""The number of the user without rights, on Linux."""


def put(file: Path, text: str, modified: int = OLD) -> None:
    """Write a paper of a certain age."""
    file.write_text(text)
    os.utime(file, ns=(modified, modified))


def names(drafts: Path, index_file: Path, text: str) -> list[str]:
    """Give the papers that a text shares words with."""
    return [overlap.document for overlap in open_index(drafts, index_file).compare(text)]


def test_papers_come_change_and_go(drafts: Path, index_file: Path) -> None:
    """A new, a changed, a renamed and a removed file: the answer is always that of the folder as it is."""
    put(drafts / "a.txt", FIRST)
    assert names(drafts, index_file, FIRST) == ["a.txt"]
    put(drafts / "b.txt", SECOND)
    assert names(drafts, index_file, f"{FIRST} {SECOND}") == ["a.txt", "b.txt"]
    put(drafts / "a.txt", SECOND, OLD + 1)
    assert names(drafts, index_file, FIRST) == []
    (drafts / "b.txt").rename(drafts / "c.txt")
    (drafts / "a.txt").unlink()
    assert names(drafts, index_file, SECOND) == ["c.txt"]


def test_only_what_changed_is_read_again(drafts: Path, index_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of the same size and time are not even opened."""
    put(drafts / "a.txt", FIRST)
    put(drafts / "b.txt", SECOND)
    open_index(drafts, index_file)
    opened: list[str] = []
    original = documents.bytes_of
    monkeypatch.setattr(documents, "bytes_of", lambda file: opened.append(file.name) or original(file))
    put(drafts / "b.txt", SECOND + " More.", OLD + 1)
    assert names(drafts, index_file, f"{FIRST} {SECOND}") == ["a.txt", "b.txt"]
    assert opened == ["b.txt"]


def test_a_change_that_keeps_size_and_time_is_seen(drafts: Path, index_file: Path) -> None:
    """A file written about when the index was made is read to make sure."""
    (drafts / "a.txt").write_text(FIRST)
    at = (drafts / "a.txt").stat().st_mtime_ns
    open_index(drafts, index_file)
    put(drafts / "a.txt", FIRST.replace("sponge", "batter"), at)
    (overlap,) = open_index(drafts, index_file).compare(FIRST)
    assert FIRST[overlap.start : overlap.end] == "oven of the laboratory shall be heated to 230"


def test_headings_of_a_removed_paper_are_private_again(drafts: Path, index_file: Path) -> None:
    """A title is public only as long as some paper has it as a title."""
    put(drafts / "a.txt", "Heated oven laboratory sponge weighing spoons")
    put(drafts / "b.txt", "We discussed the heated oven, laboratory sponge, weighing and spoons.")
    text = "Heated oven laboratory sponge weighing spoons"
    assert names(drafts, index_file, text) == []
    put(drafts / "0.txt", FIRST)
    assert names(drafts, index_file, text) == []
    (drafts / "0.txt").unlink()
    assert names(drafts, index_file, text) == []
    (drafts / "a.txt").unlink()
    assert names(drafts, index_file, text) == ["b.txt"]


def test_a_shaken_sentence(drafts: Path, index_file: Path) -> None:
    """Six words of one place are found in any order if three stand together, also when other papers come and go."""
    put(drafts / "a.txt", SECOND)
    put(drafts / "b.txt", "The baker weighs butter, sifts flour, melts chocolate, whips cream and slices almonds.")
    shaken = "Almonds, slices, cream, butter, chocolate, flour, baker"
    assert names(drafts, index_file, shaken) == ["b.txt"]
    put(drafts / "0.txt", FIRST)
    assert names(drafts, index_file, shaken) == ["b.txt"]
    assert names(drafts, index_file, "Almonds, slices, cream and a friendly oven: our baker rests") == []


def test_what_is_public_is_let_through(drafts: Path, index_file: Path) -> None:
    """Texts of `public.txt`, and those given by the caller, may be told even if a draft has them."""
    put(drafts / "a.txt", f"{FIRST}\n\n{SECOND}")
    put(drafts / "public.txt", FIRST)
    leaks = open_index(drafts, index_file, public=(SECOND,))
    assert leaks.compare(f"{FIRST} {SECOND}") == []
    assert names(drafts, index_file, f"{FIRST} {SECOND}") == ["a.txt"]


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"CMQLEAK1" + bytes(100)])
def test_a_foreign_index_is_replaced(damage: bytes, drafts: Path, index_file: Path) -> None:
    """A file that is no index is made anew."""
    put(drafts / "a.txt", FIRST)
    index_file.parent.mkdir()
    index_file.write_bytes(damage)
    assert names(drafts, index_file, FIRST) == ["a.txt"]


@pytest.mark.parametrize("place", [0, 10, 30, 50, 70, -1])
def test_a_damaged_index_is_replaced(place: int, drafts: Path, index_file: Path) -> None:
    """One changed byte anywhere, or a missing end, is noticed."""
    put(drafts / "a.txt", FIRST)
    open_index(drafts, index_file)
    whole = bytearray(index_file.read_bytes())
    whole[place] ^= 1
    for damaged in (bytes(whole), bytes(whole[:-9])):
        index_file.write_bytes(damaged)
        assert names(drafts, index_file, FIRST) == ["a.txt"]
        assert damaged != index_file.read_bytes()


def test_nobody_reads_the_papers_from_the_index(drafts: Path, index_file: Path) -> None:
    """No word and no file name is in it; only the owner may open it; two indexes of one folder share no number."""
    put(drafts / "secret-cake.txt", FIRST)
    open_index(drafts, index_file)
    content = index_file.read_bytes()
    assert not any(
        word.encode() in content for word in [*FIRST.split(), "secret", "cake", "paragraph"] if len(word) > 3
    )
    assert stat.S_IMODE(index_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(index_file.parent.stat().st_mode) == 0o700
    one, two = (open_index(drafts, index_file.with_name(name)).vocabulary for name in ("one", "two"))
    assert one
    assert two
    assert {*one.index.bags}.isdisjoint(two.index.bags)


def test_an_index_that_cannot_be_kept(drafts: Path, tmp_path: Path) -> None:
    """Where nothing can be written, the papers are read each time."""
    put(drafts / "a.txt", FIRST)
    (tmp_path / "a file").write_text("")
    assert names(drafts, tmp_path / "a file" / "drafts.index", FIRST) == ["a.txt"]


def test_unreadable_files_stay_reported(drafts: Path, index_file: Path) -> None:
    """Every check names them with reason and cure, also from an index made before, until they are cured."""
    (drafts / "a.xlsx").write_bytes(b"")
    (drafts / "b.pdf").write_bytes(pdf([["The cake."], []]))
    reasons = [("a.xlsx", *WORDS[Trouble.KIND]), ("b.pdf", *WORDS[Trouble.NO_TEXT])]
    for _ in range(2):
        assert list(open_index(drafts, index_file).unreadable) == reasons
    (drafts / "a.xlsx").unlink()
    assert [file.name for file in open_index(drafts, index_file).unreadable] == ["b.pdf"]


def test_a_missing_folder_is_reported(tmp_path: Path, index_file: Path) -> None:
    """No folder means that nothing was compared: that is said."""
    leaks = open_index(tmp_path / "none", index_file)
    assert [(each.name, each.reason) for each in leaks.unreadable] == [
        (str(tmp_path / "none"), WORDS[Trouble.NO_FOLDER][0])
    ]
    assert leaks.compare(FIRST) == []


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Do something as a user to whom files can be forbidden; nothing is forbidden to root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_file_that_may_not_be_read() -> None:
    """It is reported, and read as soon as the right is given, although its time does not change."""
    with TemporaryDirectory() as name:  # unlike pytest's own folders open to every user
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "drafts").mkdir()
        put(folder / "drafts" / "a.txt", FIRST)
        (folder / "drafts" / "a.txt").chmod(0)
        with an_ordinary_user():
            leaks = open_index(folder / "drafts", folder / "index")
        assert [file.reason for file in leaks.unreadable] == [WORDS[Trouble.NOT_ALLOWED][0]]
        (folder / "drafts" / "a.txt").chmod(0o644)
        with an_ordinary_user():
            assert names(folder / "drafts", folder / "index", FIRST) == ["a.txt"]


def test_two_processes_at_once(drafts: Path, index_file: Path) -> None:
    """Each makes the whole index; whichever comes last, it is whole, and nothing is left lying about."""
    for number in range(30):
        put(drafts / f"{number}.txt", f"{FIRST} {SECOND} {number}")
    processes = [get_context("spawn").Process(target=open_index, args=(drafts, index_file)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert [file.name for file in index_file.parent.iterdir()] == ["drafts.index"]
    assert len(open_index(drafts, index_file).compare(FIRST)) == 1
