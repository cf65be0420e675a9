"""The account rules: what a broken rule file is told."""

from pathlib import Path

import pytest

from communique.policy.rule import BrokenPack
from communique.policy.standing.pack import load_demands

RULE = """\
family: Samples
rules:
  - id: ROLE-5
    clause: "Who does what?: sample"
    severity: warn
    check: too-many-creators
    settings: {most: 2}
    message: "There are {count}."
    cure: "At most {most}."
    examples:
      passing: [{creators: []}]
      failing: [{creators: [1, 2, 3]}]
"""


def test_the_rules_are_read_once() -> None:
    """A second call reads nothing."""
    assert load_demands() is load_demands()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("too-many-creators", "too-many", "rule ROLE-5: there is no check called 'too-many'"),
        ("{count}", "{number}", "can't fill in {number}"),
        ("settings: {most: 2}", "settings: {}", "needs the settings ('most',)"),
        ("{most: 2}", "{most: 2, days: 3}", "needs the settings ('most',)"),
        ("{most: 2}", "{most: two}", "most"),
        ("{most: 2}", "{mostly: 2}", "mostly"),
        ("severity: warn", "severity: weighty", "severity"),
        ("passing: [{creators: []}]", "passing: []", "`examples` must have `passing`"),
        ("family: Samples", "familiy: Samples", "sample.yaml: a rule file has a `family`"),
        ("rules:", "rules: [", "sample.yaml: "),
    ],
)
def test_a_broken_rule_file_is_named(old: str, new: str, words: str, tmp_path: Path) -> None:
    """A rule file that can't be used names itself, the rule, and what is wrong; it is never skipped."""
    assert old in RULE
    (tmp_path / "sample.yaml").write_text(RULE.replace(old, new))
    with pytest.raises(BrokenPack) as caught:
        load_demands(tmp_path)
    assert str(caught.value).startswith("sample.yaml")
    assert words in str(caught.value)


def test_two_rules_of_one_name(tmp_path: Path) -> None:
    """Two rules with one id are refused, as a finding could not tell which one it comes from."""
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(RULE)
    with pytest.raises(BrokenPack, match=r"two\.yaml, rule ROLE-5: there is another rule with this id"):
        load_demands(tmp_path)
