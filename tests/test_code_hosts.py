"""What committees put into a repository of their own: the pre-commit hook and the GitHub workflow."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW = ROOT / "examples" / "github" / "communique.yml"
FINE = "text: Sponge cakes are here.\nkind: publication\nauthor: a.baker\n"
BLOCKED = FINE.replace("a.baker", "v.visitor")


def run(folder: Path, *words: str, **settings: str) -> tuple[int, str]:
    """Run a program in a folder, with our command on the path; gives its exit code and all it said."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, **settings}
    answer = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout + answer.stderr


def git(folder: Path, *words: str) -> None:
    """Run git, which must end well."""
    who = ("-c", "user.name=A. Baker", "-c", "user.email=a.baker@example.org", "-c", "commit.gpgsign=false")
    code, said = run(folder, "git", *who, *words)
    assert code == 0, said


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a repository in which a committee keeps its ideas, with one fine idea on its main branch."""
    shutil.copy(ROOT / "examples" / "iso-tc-400" / "committee.yaml", tmp_path)
    shutil.copytree(ROOT / "examples" / "iso-tc-400" / "private", tmp_path / "private")
    (tmp_path / ".gitignore").write_text("private/\n")
    (tmp_path / "ideas").mkdir()
    (tmp_path / "ideas" / "cakes.yaml").write_text(FINE)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Cakes")
    return tmp_path


def steps() -> dict[str, dict[str, Any]]:
    """Give the steps of the workflow that have a name."""
    whole = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return {step["name"]: step for step in whole["jobs"]["check"]["steps"] if "name" in step}


def test_pre_commit_takes_the_hook() -> None:
    """Pre-commit finds nothing wrong with the description of the hook."""
    assert run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)) == (0, "")


def test_the_hook_refuses_what_blocks(repository: Path) -> None:
    """A commit with a fine idea is let through, one with a blocked idea is not; other files are not looked at."""
    (hook,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    settings = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (repository / ".pre-commit-config.yaml").write_text(json.dumps(settings))
    (repository / "notes.yaml").write_text("no: idea")
    git(repository, "add", ".")
    every = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never")
    assert run(repository, *every, PRE_COMMIT_HOME=str(repository / "kept"))[0] == 0
    (repository / "ideas" / "tarts.yaml").write_text(BLOCKED)
    git(repository, "add", "ideas")
    code, said = run(repository, *every, PRE_COMMIT_HOME=str(repository / "kept"))
    assert code == 1
    assert "2 files: 1 fine, 1 blocked." in said


def test_a_pull_request_is_judged_by_what_it_changes(repository: Path) -> None:
    """What is blocked on the main branch already stops nobody; a new blocked idea does, with an annotation."""
    (repository / "ideas" / "old.yaml").write_text(BLOCKED)
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "Old")
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    judge = ("bash", "-e", "-o", "pipefail", "-c", steps()["Check the ideas of this pull request"]["run"])
    assert run(repository, *judge, GITHUB_BASE_REF="main") == (0, "")
    (repository / "ideas" / "more cakes.yaml").write_text(BLOCKED)
    git(repository, "rm", "--quiet", "ideas/cakes.yaml")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "New")
    code, said = run(repository, *judge, GITHUB_BASE_REF="main")
    assert code != 0
    assert "::error file=ideas/more cakes.yaml,line=3" in said
    assert "old.yaml" not in said


@pytest.mark.parametrize("idea", [FINE, BLOCKED, "text: ["])
def test_the_list_is_written_whatever_is_found(repository: Path, idea: str) -> None:
    """The step that lists what is found ends well, so that the list is shown."""
    (repository / "ideas" / "cakes.yaml").write_text(idea)
    assert run(repository, "bash", "-e", "-c", steps()["List what is found in all ideas"]["run"]) == (0, "")
    (told,) = json.loads((repository / "communique.sarif").read_text())["runs"]
    assert (told["results"] == []) is (idea == FINE)
    assert steps()["Show the list under Security"]["with"]["sarif_file"] == "communique.sarif"
