"""What is installed is what was locked, and may be shipped; the bill of materials says so."""

import json
from importlib.metadata import distributions
from pathlib import Path

import pytest
from bill.__main__ import bill
from bill.audit import CLEAN, NOT_ASKED, WEAK, judged
from bill.lock import LOCK, locked
from bill.shipped import EXCEPTIONS, FREE, OURS, licence, shipped, terms
from packaging.utils import canonicalize_name

UNLOCKED = {OURS, "pip", "setuptools"}
"""Ourselves, and what makes the environment."""
CAKE = "cake==1.0 \\\n    --hash=sha256:" + "a" * 64


def test_what_is_installed_is_what_was_locked() -> None:
    """The same distributions in the same versions, and nothing else."""
    here = {canonicalize_name(each.metadata["Name"]): each.version for each in distributions()}
    wanted = {name: each.version for name, each in locked(LOCK.read_text()).items() if each.here}
    assert {each for each in here.items() if each[0] not in UNLOCKED} == {
        each for each in wanted.items() if each[0] not in UNLOCKED
    }


@pytest.mark.parametrize(
    "line",
    [
        "cake==1.0", "cake>=1.0 --hash=sha256:" + "a" * 64, "cake==1.0 --hash=md5:" + "a" * 32, "--pre", "-e .", "# x",
        "-i https://x.org", "cake @ https://x.org/cake.whl --hash=sha256:" + "a" * 64,
        f"{CAKE} \\\n    --trusted-host=x",
    ],
)  # fmt: skip
def test_a_lock_holds_versions_and_hashes_only(line: str) -> None:
    """Anything without a digest, from an address, or with a setting is no lock."""
    assert locked(CAKE)["cake"].hashes == ("a" * 64,)
    with pytest.raises(ValueError, match=r"."):
        locked(line)


def test_the_lock_names_no_place() -> None:
    """No address of an index, and no path of a machine."""
    text = LOCK.read_text()
    assert [sign for sign in ("://", "index", "file:", "/home", "/root") if sign in text] == []


def test_everything_shipped_may_be_shipped() -> None:
    """Each has a licence of the list, or is an exception with its reason; no exception is left over."""
    found = {name: licence(each) for name, each in shipped().items()}
    assert {name for name, told in found.items() if not terms(told) <= FREE} == {*EXCEPTIONS}


def test_the_bill_names_everything_that_is_shipped() -> None:
    """Each locked distribution that we need, with version, licence and hashes; no path, no index; twice the same."""
    text = bill()
    told = {each["name"]: each for each in json.loads(text)["components"]}
    assert {*told} == {*shipped()} - {OURS}
    for name, each in locked(LOCK.read_text()).items():
        if name in told:
            assert told[name]["version"] == each.version
            assert {said["content"] for said in told[name]["hashes"]} == {*each.hashes}
            assert told[name]["licenses"]
    assert text == bill()
    assert [sign for sign in (str(Path.home()), str(LOCK.parent), "index", "timestamp") if sign in text] == []


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ("", NOT_ASKED, "Nothing was looked up"),
        ('{"dependencies": []}', NOT_ASKED, "0 of 0"),
        ('{"dependencies": [{"name": "cake", "skip_reason": "not found"}]}', NOT_ASKED, "NOT LOOKED UP"),
        ('{"dependencies": [{"name": "cake", "version": "1", "vulns": []}]}', CLEAN, "1 of 1 were looked up, 0 known"),
        ('{"dependencies": [{"name": "cake", "version": "1", "vulns": [{"id": "V-1"}]}]}', WEAK, "cake 1: V-1"),
    ],
)
def test_what_was_not_looked_up_is_not_called_fine(told: str, code: int, words: str) -> None:
    """Only where every single one was asked about and nothing is known the audit ends well."""
    assert judged(told)[0] == code
    assert words in judged(told)[1]
