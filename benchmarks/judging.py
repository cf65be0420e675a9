"""How fast posts are judged: the whole pack in four languages, with the index of two million private words.

    npm install --prefix .venv/node alex textlint textlint-rule-alex textlint-rule-write-good

puts the rivals from npm where they are found; without them their rows are left out.
"""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from benchmarks.leaks import two_million_words
from benchmarks.measure import Job, Question, Row, in_turn, milliseconds
from benchmarks.memory import own_peak
from benchmarks.quality import COMMITTEE, CORPUS, idea_of
from benchmarks.sample import committee
from communique.policy.engine import Subject, check, load_pack
from communique.policy.leaks.folder import open_index
from communique.post.idea import Idea

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
BIN = Path(sys.executable).parent
NODE = BIN.parent / "node" / "node_modules" / ".bin"
WHOLE = "whole pack, two million private words"
JUDGED = Question("judging", f"one post judged, {WHOLE}", "proselint, same texts, same process", "ms", "≤ 0.2 ms")
MEMORY = Question("judging-memory", f"peak memory of judging, {WHOLE}", "python doing nothing", "MB", "< 150 MB")


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Judge the labelled posts in this process, then the same posts as files by commands, each against its rivals."""
    drafts, index = two_million_words(folder), folder / "index"
    open_index(drafts, index)
    yield JUDGED.row(*in_turn(judging(drafts, index), proselint(texts()), 3 if quick else 9))
    yield MEMORY.row(*in_turn(memory("judge", str(drafts), str(index)), memory("nothing"), 3))
    yield from commands(folder / "commands", 3 if quick else 7)


def texts() -> list[str]:
    """Give the texts of the labelled posts."""
    return [" ".join(idea.parts("blog")) for idea in _ideas()]


def _ideas() -> list[Idea]:
    files = sorted(CORPUS.glob("tuned-*.yaml"))
    return [idea_of(entry) for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))]


def judging(drafts: Path, index: Path) -> Job:
    """Give the job of judging every labelled post; it costs the milliseconds of one."""
    pack, leaks = load_pack(), open_index(drafts, index)
    subjects = [Subject(idea, COMMITTEE, (), NOW, leaks=leaks) for idea in _ideas()]
    return lambda: milliseconds(lambda: [check(pack, subject) for subject in subjects]) / len(subjects)


def proselint(posts: Sequence[str]) -> Job:
    """Give the job of looking through the same texts with all checks of proselint; it costs the milliseconds of one."""
    from proselint.checks import __register__  # noqa: PLC0415 -- only the rival
    from proselint.registry import CheckRegistry  # noqa: PLC0415 -- likewise
    from proselint.tools import LintFile  # noqa: PLC0415 -- likewise

    CheckRegistry().register_many(__register__)
    files = [LintFile("post", text) for text in posts]
    return lambda: milliseconds(lambda: [file.lint() for file in files]) / len(files)


def memory(*words: str) -> Job:
    """Give the job of running this module in a process of its own; it costs the most memory that the process had."""
    command = [sys.executable, "-m", "benchmarks.judging", *words]
    return lambda: float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def commands(folder: Path, runs: int) -> Iterator[Row]:
    """Let the commands check one folder of all posts, start and all."""
    plain, ideas = folder / "plain", folder / "ideas"
    for each in (plain, ideas):
        each.mkdir(parents=True)
    committee(folder)
    for number, text in enumerate(texts()):
        (plain / f"post-{number:03}.md").write_text(text)
        idea = {"text": text, "kind": "publication", "author": "a.baker"}
        (ideas / f"post-{number:03}.yaml").write_text(json.dumps(idea))
    ours = run(str(BIN / "communique"), "check", str(ideas))
    rivals = {
        "proselint": run(str(BIN / "proselint"), "check", str(plain)),
        "alex": run(str(NODE / "alex"), str(plain)),
        "textlint with alex and write-good": run(
            str(NODE / "textlint"), "--no-textlintrc", "--rules-base-directory", str(NODE.parent),
            "--rule", "alex", "--rule", "write-good", str(plain),
        ),
    }  # fmt: skip
    for name, rival in rivals.items():
        if name == "proselint" or (NODE / name.split()[0]).exists():
            question = Question("check-folder", f"`communique check`, {len(texts())} files", name, "ms")
            yield question.row(*in_turn(ours, rival, runs))


def run(*words: str) -> Job:
    """Give the job of running a command to its end, whatever it finds."""
    return lambda: milliseconds(lambda: subprocess.run(words, capture_output=True, check=False))


def _judge_all(drafts: str, index: str) -> None:
    judging(Path(drafts), Path(index))()


if __name__ == "__main__":
    if sys.argv[1] == "judge":
        _judge_all(*sys.argv[2:])
    print(own_peak())
