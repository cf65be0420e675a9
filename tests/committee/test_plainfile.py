"""Files of a folder that others may write into."""

import os
from pathlib import Path

import pytest

from communique.committee import plainfile
from communique.committee.plainfile import open_plain


def test_a_pipe_or_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe would keep whoever opens it waiting for ever; it is refused at once."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match=r"no plain file|directory"):
            open_plain(tmp_path / name, tmp_path)


def test_a_link_is_followed_only_inside(tmp_path: Path) -> None:
    """A link within the folder is fine, one out of it is not, nor one over a linked sub-folder."""
    inside = tmp_path / "ideas"
    inside.mkdir()
    for folder in (inside, tmp_path):
        (folder / "cake.txt").write_text(folder.name)
    (inside / "near").symlink_to("cake.txt")
    (inside / "far").symlink_to("../cake.txt")
    (inside / "up").symlink_to("..")
    with open_plain(inside / "near", inside) as stream:
        assert stream.read() == b"ideas"
    for name in ("far", "up/cake.txt"):
        with pytest.raises(OSError, match="leads out of its folder"):
            open_plain(inside / name, inside)


def unknown(path: Path) -> Path:
    """Say, as a system without /proc does, that there is no such file."""
    raise FileNotFoundError(path)


@pytest.mark.parametrize("known", [True, False], ids=["on Linux", "elsewhere"])
def test_a_file_that_is_swapped_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    """A link that is there only at the moment of opening, and a plain file again right after, gives nothing away."""
    inside, secret, honest = tmp_path / "ideas", tmp_path / "secret", os.open
    inside.mkdir()
    secret.write_text("secret")

    def race(path: Path, flags: int) -> int:
        path.symlink_to(secret)
        opened = honest(path, flags)
        path.unlink()
        path.write_text("harmless")
        return opened

    monkeypatch.setattr(plainfile.os, "open", race)
    if not known:
        monkeypatch.setattr(plainfile.Path, "readlink", unknown)
    with pytest.raises(OSError, match="leads out of its folder"):
        open_plain(inside / "cake.yaml", inside)
