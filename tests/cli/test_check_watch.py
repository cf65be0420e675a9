"""Watching: a check for every change, and a clean end."""

import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from communique.cli.check_watch import check_at_changes, watched
from communique.policy.engine import BrokenPack
from communique.policy.pack import FOLDER, Pack, load_pack


def test_a_check_for_each_change(capsys: pytest.CaptureFixture[str]) -> None:
    """Each change brings one check by rules read anew, and the time; where there is no terminal nothing is cleared."""
    packs: list[Pack] = []

    def ask() -> int:
        packs.append(load_pack())
        return 0

    check_at_changes(ask, [{}, {"a"}, {"b"}])
    assert len({id(pack) for pack in packs}) == 3
    out, err = capsys.readouterr()
    assert (out, err.count(":00:00: waiting for changes; Ctrl-C ends.\n")) == ("", 3)


def test_a_terminal_is_cleared(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal only the last result is to be seen."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    check_at_changes(lambda: 0, [{}])
    assert capsys.readouterr().out.startswith("\x1b[2J")


def test_what_goes_wrong_while_somebody_writes_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule file that is broken for a moment is told in words and ends nothing; a mistake of ours is not hidden."""
    errors: Iterator[Exception] = iter([BrokenPack("cakes.yaml: no rule"), ZeroDivisionError()])

    def ask() -> int:
        raise next(errors)

    with pytest.raises(ZeroDivisionError):
        check_at_changes(ask, [{}, {}])
    assert capsys.readouterr().out == "cakes.yaml: no rule\n"


def test_ctrl_c_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Whenever somebody presses Ctrl-C, that is the end, without a traceback."""

    def ask() -> int:
        raise KeyboardInterrupt

    check_at_changes(ask, [{}, {}])
    assert capsys.readouterr() == ("", "\n")


def test_the_folders(tmp_path: Path) -> None:
    """Watched are the folders of the ideas, of their committee and of the rules; none lies within another."""
    (tmp_path / "ideas").mkdir()
    (tmp_path / "other").mkdir()
    idea, committee = tmp_path / "ideas" / "cakes.yaml", tmp_path / "other" / "committee.yaml"
    assert set(watched([idea], None)) == {tmp_path / "ideas", FOLDER}
    assert set(watched([idea, tmp_path], committee)) == {tmp_path, FOLDER}
    assert set(watched([tmp_path / "ideas" / "not" / "here"], committee)) == {
        tmp_path / "ideas",
        FOLDER,
        committee.parent,
    }
    (tmp_path / "committee.yaml").touch()
    assert set(watched([idea], None)) == {tmp_path, FOLDER}


@pytest.fixture
def watching(write: Callable[..., Path]) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Give a command that watches one idea, and the idea's file; it is ended at last whatever happens."""
    file = write("cakes")
    command = [sys.executable, "-m", "communique.cli", "check", str(file), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process, file
        process.kill()


@pytest.mark.timeout(60)
def test_a_real_change(watching: tuple["subprocess.Popen[str]", Path]) -> None:
    """A file that is saved is checked at once, and Ctrl-C ends the command well."""
    process, file = watching
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout or ()], daemon=True)
    reader.start()
    assert lines.get(timeout=20) == "1 file: 1 fine.\n"
    file.write_text(file.read_text().replace("a.baker", "v.visitor"))
    assert ":1:" in lines.get(timeout=20)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stderr
    assert "Traceback" not in process.stderr.read()
