"""What `doctor` says of the committees' files and folders."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "iso-tc-400"
Diagnose = Callable[..., dict[str, tuple[str, str]]]

pytestmark = pytest.mark.usefixtures("secretary")
TC = "ISO/TC 400"


def change(workspace: Path, old: str, new: str) -> None:
    """Change something in the committee file."""
    file = workspace / "committee.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_ideas_folder(diagnose: Diagnose, workspace: Path) -> None:
    """A folder of ideas that is missing is a danger, and how to make it is said."""
    assert diagnose()[f"ideas of {TC}"][0] == "ok"
    (workspace / "ideas").rmdir()
    level, words = diagnose()[f"ideas of {TC}"]
    assert (level, f"mkdir {workspace / 'ideas'}" in words) == ("danger", True)


def test_one_time_codes(diagnose: Diagnose, workspace: Path) -> None:
    """Approvals without a code are a danger."""
    assert diagnose()[f"one-time codes of {TC}"][0] == "ok"
    change(workspace, "accounts:", "approval: {one_time_code: false}\naccounts:")
    level, words = diagnose()[f"one-time codes of {TC}"]
    assert (level, "nobody can tell who did" in words) == ("danger", True)


def test_addresses(diagnose: Diagnose, workspace: Path) -> None:
    """Without any address nobody is told anything, which is a warning."""
    assert diagnose()[f"messages to {TC}"][0] == "warning"
    change(workspace, "name: Sam Miller", 'name: Sam Miller, notify: ["json://127.0.0.1"]')
    assert diagnose()[f"messages to {TC}"] == ("ok", "Told when something needs attention: s.miller. ")


def test_site_folder(diagnose: Diagnose, workspace: Path) -> None:
    """A site that can't be written is a danger; one that is not there yet is made by the first post."""
    assert diagnose()[f"site of {TC}"][0] == "ok"
    (workspace / "public").write_text("a file in the way")
    assert diagnose()[f"site of {TC}"][0] == "danger"


def test_no_blog(diagnose: Diagnose, workspace: Path) -> None:
    """Without a blog there is no site to look at."""
    blog = "  blog:\n    site: public/\n    title:"
    change(workspace, blog, '  fake:\n    url: "http://127.0.0.1:9"\n    handle:')
    assert f"site of {TC}" not in diagnose()


def test_accounts_that_lack_what_the_guidelines_ask(diagnose: Diagnose, workspace: Path) -> None:
    """The doctor counts what blocks in the account check, and names that check."""
    level, words = diagnose()[f"accounts of {TC}"]
    assert level == "warning"
    assert "8 of the account rules block" in words
    assert "communique accounts check" in words


def test_accounts_in_order(diagnose: Diagnose, workspace: Path) -> None:
    """The example committee has done all that the guidelines ask."""
    shutil.copytree(EXAMPLE, workspace, dirs_exist_ok=True)
    assert diagnose()[f"accounts of {TC}"][0] == "ok"
