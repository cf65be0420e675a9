"""What a committee adds and changes in its own rule file."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.policy.engine import Subject, check
from communique.policy.pack import Change, load_pack
from communique.policy.rule import BrokenPack
from communique.post.finding import Severity

OWN = """\
family: Rules of ISO/TC 400
severity: {LINK-2: block}
words:
  raisin: {en: ["raisin*", "sultana*"]}
rules:
  - id: OWN-1
    clause: "Communiqué's own rule: sample"
    severity: warn
    check: said
    settings: {frames: {en: ["<raisin>"]}}
    message: "“{words}”: we never speak of them."
    cure: "Say fruit."
    examples: {passing: [Fruit cakes.], failing: [Raisin cakes.]}
"""


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that writes a committee's own rule file."""

    def write(text: str = OWN) -> Path:
        file = tmp_path / "rules.yaml"
        file.write_text(text)
        return file

    return write


def test_what_is_added_and_changed(own: Callable[..., Path], make_subject: Callable[..., Subject]) -> None:
    """Own rules are applied beside ours, other severities take the place of ours, and both are told."""
    pack = load_pack(own())
    findings = check(pack, make_subject({"text": "Three sultanas a day", "link": "http://www.iso.org/"}))
    told = {finding.rule: finding.severity for finding in findings}
    assert (told["OWN-1"], told["LINK-2"]) == (Severity.WARN, Severity.BLOCK)
    assert pack.changes == (Change("LINK-2", Severity.BLOCK, Severity.WARN), Change("OWN-1", Severity.WARN))
    assert load_pack().changes == ()


def test_the_version_covers_both(own: Callable[..., Path]) -> None:
    """What a committee changes is another version of the rules: approvals are sealed with it."""
    ours, first = load_pack().version, load_pack(own()).version
    assert len({ours, first, load_pack(own(OWN.replace("{LINK-2: block}", "{LINK-2: decide}"))).version}) == 3


def test_a_changed_file_is_read_anew(own: Callable[..., Path]) -> None:
    """A running installation notices that the file has changed, and reads it once otherwise."""
    file = own()
    first = load_pack(file)
    assert load_pack(file) is first
    own(OWN.replace("severity: warn", "severity: block"))
    os.utime(file, ns=(1, 1))
    assert load_pack(file).rules[-1].severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("family: A\nseverity: {ROLE-9: warn}\n", "names ROLE-9, and there is no such rule"),
        ("family: A\nseverity: {BALLOT-2: warn}\n", "BALLOT-2 keeps a “you can't” of the guidelines"),
        ("family: A\nseverity: {LINK-2: heavy}\n", "'heavy' is not a valid Severity"),
        ("severity: {LINK-2: warn}\n", "rules.yaml: a rule file has `family`"),
        (OWN.replace("OWN-1", "LINK-1"), "two rules are called LINK-1"),
        (OWN.replace("raisin:", "member:"), "another word list called 'member'"),
        (OWN.replace("<raisin>", "<rasin>"), "rule OWN-1: there is no word list called 'rasin'"),
        (OWN.replace("frames", "framez"), "rules.yaml, rule OWN-1: "),
        ("[", "rules.yaml: "),
    ],
)
def test_broken(own: Callable[..., Path], text: str, words: str) -> None:
    """A file that can't be used is refused with its name and what is wrong; a can't is never made light."""
    with pytest.raises(BrokenPack) as caught:
        load_pack(own(text))
    assert words in str(caught.value)


def test_missing(tmp_path: Path) -> None:
    """A file that is named and not there is no permission to do without."""
    with pytest.raises(BrokenPack, match=r"rules\.yaml: No such file"):
        load_pack(tmp_path / "rules.yaml")


def test_only_severities(own: Callable[..., Path]) -> None:
    """A file may change severities alone."""
    assert load_pack(own("family: A\nseverity: {LINK-2: advice}\n")).changes[0].rule == "LINK-2"
