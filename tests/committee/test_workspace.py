"""The workspace: its committees, its state, its key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from communique.committee.mistake import Unreadable
from communique.committee.workspace import Workspace


def write(root: Path, folder: str, text: str) -> None:
    """Put a committee file into a folder."""
    (root / folder).mkdir(exist_ok=True)
    (root / folder / "committee.yaml").write_text(text)


def test_one_committee_lies_in_the_root(tmp_path: Path, cakes: str) -> None:
    """A committee file in the root is the only one, and its folders are relative to it."""
    write(tmp_path, ".", cakes)
    write(tmp_path, "other", cakes)
    (home,) = Workspace(tmp_path).committees()
    assert (home.folder, home.ideas, home.site) == (tmp_path, tmp_path / "ideas", tmp_path / "public")


def test_many_committees_lie_in_folders(tmp_path: Path, cakes: str) -> None:
    """Each folder with a committee file is one committee, in the order of their names."""
    write(tmp_path, "pies", cakes.replace("ISO/TC 400", "ISO/TC 401"))
    write(tmp_path, "cakes", cakes)
    workspace = Workspace(tmp_path)
    assert [home.committee.key for home in workspace.committees()] == ["iso-tc-400", "iso-tc-401"]
    assert workspace.home("iso-tc-401").folder == tmp_path / "pies"


def test_an_unknown_committee_is_said_with_those_that_are_known(tmp_path: Path, cakes: str) -> None:
    """A wrong key names the right ones."""
    write(tmp_path, ".", cakes)
    with pytest.raises(Unreadable, match=r"no committee `iso-tc-1`.*iso-tc-400"):
        Workspace(tmp_path).home("iso-tc-1")


def test_two_files_for_one_committee_are_a_mistake(tmp_path: Path, cakes: str) -> None:
    """Nobody would know which of the two speaks."""
    write(tmp_path, "a", cakes)
    write(tmp_path, "b", cakes)
    with pytest.raises(Unreadable, match="ISO/TC 400 is also in"):
        Workspace(tmp_path).committees()


def test_the_mistakes_of_all_files_come_at_once(tmp_path: Path, cakes: str) -> None:
    """One bad file does not hide the next; a folder without any is said too."""
    with pytest.raises(Unreadable, match=r"there is no committee\.yaml here"):
        Workspace(tmp_path).committees()
    write(tmp_path, "a", cakes.replace("tuesday", "tusday"))
    write(tmp_path, "b", cakes.replace("Zurich", "Zurch"))
    with pytest.raises(Unreadable) as caught:
        Workspace(tmp_path).committees()
    assert [mistake.field for mistake in caught.value.mistakes] == ["slot.day", "timezone"]


def test_the_state_is_closed_to_others(tmp_path: Path) -> None:
    """The program's own folder and the key in it are the owner's alone."""
    workspace = Workspace(tmp_path / "new")
    key = workspace.secret_key()
    assert stat.S_IMODE(workspace.state.stat().st_mode) == 0o700
    assert stat.S_IMODE((workspace.state / "key").stat().st_mode) == 0o600
    assert [file.name for file in workspace.state.iterdir()] == ["key"]
    assert Fernet(key).decrypt(Fernet(key).encrypt(b"cake")) == b"cake"


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """However many ask at the same moment, all get the same key, now and later."""
    workspace = Workspace(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = {asked.result() for asked in [pool.submit(workspace.secret_key) for _ in range(32)]}
    assert keys == {workspace.secret_key()}
    assert [file.name for file in workspace.state.iterdir()] == ["key"]


def test_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator may keep database and key elsewhere; nothing is made then."""
    workspace = Workspace(tmp_path)
    assert workspace.database_url == f"sqlite:///{tmp_path}/.communique/queue.db"
    monkeypatch.setenv("COMMUNIQUE_DATABASE", "postgresql+psycopg://db/cakes")
    monkeypatch.setenv("COMMUNIQUE_KEY", "secret")
    assert workspace.database_url == "postgresql+psycopg://db/cakes"
    assert workspace.secret_key() == b"secret"
    assert not (workspace.state / "key").exists()


def test_one_bad_file_never_stops_the_others(tmp_path: Path, cakes: str) -> None:
    """The committees that can be read are served, beside the mistakes of those that can't."""
    write(tmp_path, "a", cakes.replace("tuesday", "tusday"))
    write(tmp_path, "b", cakes.replace("ISO/TC 400", "ISO/TC 401"))
    homes, mistakes = Workspace(tmp_path).survey()
    assert [home.committee.key for home in homes] == ["iso-tc-401"]
    assert [mistake.field for mistake in mistakes] == ["slot.day"]
    assert Workspace(tmp_path).home("iso-tc-401").folder == tmp_path / "b"
    with pytest.raises(Unreadable, match="tusday"):
        Workspace(tmp_path).home("iso-tc-400")
