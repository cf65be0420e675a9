"""Running the command: the short cut for `check`, exit codes, and no tracebacks."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.cli.command import main, plain_check, run
from communique.policy import around
from communique.policy.rule import BrokenPack

Main = Callable[..., tuple[int, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Main:
    """Give a way to run the whole command; gives its exit code and its words of complaint."""
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "true")

    def start(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["communique", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().err

    return start


def test_the_exit_code_is_passed_on(command: Main, write: Callable[..., Path]) -> None:
    """Both ways to a check end with the check's own exit code."""
    fine, blocked = write("cakes"), write("tarts", author="v.visitor")
    assert command("check", fine) == command("check", fine, "--format", "json") == (0, "")
    assert command("check", blocked) == command("check", blocked, "--format", "json") == (1, "")


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["check", "a.yaml", "b c.yaml"], [Path("a.yaml"), Path("b c.yaml")]),
        (["check"], []),
        (["check", "--help"], []),
        (["check", "a.yaml", "--format", "json"], []),
        (["submit", "a.yaml"], []),
        ([], []),
    ],
)
def test_the_short_cut(arguments: list[str], paths: list[Path]) -> None:
    """Only a check of files without any option takes the short cut."""
    assert plain_check(arguments) == paths


def test_a_check_loads_no_parser(write: Callable[..., Path]) -> None:
    """A check of a file loads neither typer nor pydantic's search for plugins."""
    program = (
        "import sys; from communique.cli.command import run\n"
        f"assert run(['check', {str(write('cakes'))!r}]) == 0\n"
        "sys.exit('typer' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answer.stderr, answer.returncode) == ("", 0)


def test_a_broken_rule_file(command: Main, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule file that can't be used is a message with its name, and the end is 2."""

    def broken(_: object) -> None:
        raise BrokenPack("links.yaml, rule LINK-1: there is no check called 'x'")

    monkeypatch.setattr(around, "load_pack", broken)
    assert command("check", write("cakes")) == (2, "links.yaml, rule LINK-1: there is no check called 'x'\n")


def test_a_reader_who_has_read_enough(write: Callable[..., Path]) -> None:
    """Output that nobody reads to its end, as with `head`, is no error."""
    program = [sys.executable, "-m", "communique.cli", "check", str(write("cakes", author="v.visitor"))]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    assert process.communicate()[1] == b""
    assert process.returncode == 1


@pytest.mark.parametrize("rest", [["list"], ["show", "cakes"]])
def test_no_workspace(rest: list[str], command: Main, tmp_path: Path) -> None:
    """A folder without a committee file is told, with the cure, and nothing is made there."""
    code, said = command("queue", *rest, "--workspace", tmp_path / "nowhere")
    assert (code, "communique init" in said) == (2, True)
    assert not (tmp_path / "nowhere").exists()


def test_an_unknown_command(command: Main) -> None:
    """A command or option that does not exist ends with 2 and is named."""
    assert command("publsh")[0] == 2
    assert "publsh" in command("publsh")[1]


def test_a_mistake_of_ours_is_not_hidden(
    command: Main, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody expected is raised as it is: only so can it be put right."""

    def wrong(_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(around, "load_pack", wrong)
    with pytest.raises(KeyError, match="ours"):
        run(["check", str(write("cakes"))])
    monkeypatch.setattr(sys, "argv", ["communique", "check", str(write("cakes"))])
    with pytest.raises(KeyError, match="ours"):
        main()
