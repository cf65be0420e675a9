"""The rule pack: its version, and what a broken rule file is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from communique.policy.pack import load_pack
from communique.policy.rule import BrokenPack

RULE = """\
family: Samples
rules:
  - id: CONT-1
    clause: "What can you share?: sample"
    severity: decide
    check: kind-not-agreed
    message: "Not agreed: {kind}."
    cure: "Choose one of: {kinds}."
    examples:
      passing: [{kind: publication}]
      failing: [{kind: opinion}]
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes a folder with one rule file, some words of it exchanged."""

    def write(name: str = "pack", **changes: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        text = RULE
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (folder / "sample.yaml").write_text(text)
        return folder

    return write


def test_the_version_is_the_digest_of_what_decides(write: Write) -> None:
    """Another severity or cure is another version; another example or a comment is not."""
    version = load_pack(folder=write("one")).version
    assert load_pack(folder=write("two", publication="stage")).version == version
    assert load_pack(folder=write("three", Samples="Samples  # a comment")).version == version
    assert load_pack(folder=write("four", decide="block")).version != version
    assert load_pack(folder=write("five", Choose="Take")).version != version
    assert len(version) == 64


def test_the_pack_is_read_once() -> None:
    """A second call gives the same pack without reading anything."""
    assert load_pack() is load_pack()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind-not-agreed": "kind-agred"}, "rule CONT-1: there is no check called 'kind-agred'"),
        ({"{kinds}": "{kindz}"}, "can't fill in {kindz}"),
        ({"{kinds}": "{kinds.x}"}, "can't fill in {kinds.x}"),
        ({"{kinds}": "{kinds"}, "rule CONT-1: "),
        ({"decide": "decides"}, "severity: "),
        ({"severity": "weight"}, "severity: Field required; weight: "),
        ({"kind-not-agreed": "window-far"}, "needs the setting 'days'"),
        ({"kind-not-agreed": "kind-not-agreed\n    settings: {days: 3}"}, "does not know the setting 'days'"),
        ({"passing: [{kind: publication}]": ""}, "`passing` and `failing`"),
        ({"[{kind: opinion}]": "[]"}, "`failing` must be a list"),
        ({"family: Samples": "family"}, "sample.yaml: "),
        ({"family: Samples\n": ""}, "a rule file has `family` and `rules`"),
        ({"- id": "- - id"}, "sample.yaml: "),
        ({'"Not agreed: {kind}."': "2026-12-01"}, "date"),
    ],
)
def test_a_broken_rule_file_is_named(changes: dict[str, str], words: str, write: Write) -> None:
    """A rule file that can't be used names itself, the rule, and what is wrong; it is never skipped."""
    with pytest.raises(BrokenPack) as caught:
        load_pack(folder=write(**changes))
    assert str(caught.value).startswith("sample.yaml")
    assert words in str(caught.value)


def test_two_rules_of_one_name(write: Write) -> None:
    """Two rules with one id are refused, as a finding could not tell which one it comes from."""
    folder = write()
    (folder / "other.yaml").write_text(RULE)
    with pytest.raises(BrokenPack, match="two rules are called CONT-1"):
        load_pack(folder=folder)


def test_no_rules(tmp_path: Path) -> None:
    """A pack without rules would let everything pass, so it is refused."""
    with pytest.raises(BrokenPack, match="there are no rules"):
        load_pack(folder=tmp_path)
