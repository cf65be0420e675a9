"""The private roster: read strictly, matched in every spelling, never shown."""

from pathlib import Path

import pytest
from growth import grows_linearly

from communique.committee.mistake import Unreadable
from communique.policy.roster import Roster, read_roster

ROSTER = """\
people:
  - name: María del Carmen Crumb
    also: [M. Crumb]
    handles: ["@mccrumb"]
    mail: mc@crumb.example
    employer: Crumb & Söhne GmbH
  - name: Siobhán O'Bread
companies: [Grissini]
"""


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    """Give two people and a company."""
    (tmp_path / "roster.yaml").write_text(ROSTER, encoding="utf-8")
    return read_roster(tmp_path / "roster.yaml")


@pytest.mark.parametrize(
    "words",
    [
        "María del Carmen Crumb", "MARIA DEL CARMEN CRUMB", "Crumb, María del Carmen", "M. Crumb",
        "maria-del-carmen-crumb",
        "mariadelcarmencrumb", "Mаría del Carmen Crumb", "Ma\u200bria del Carmen Crumb", "@MCcrumb", "mc@crumb.example",
        "crumb & söhne gmbh", "Siobhan O’Bread", "Grissini", "maria%20del%20carmen%20crumb", "siobhan_o_bread",
    ],
)  # fmt: skip
def test_spellings(words: str, roster: Roster) -> None:
    """Accents, capitals, order, look-alikes and signs between the words hide nobody."""
    text = f"Well, {words}! Who else?"
    assert [text[start:end] for start, end in roster.find(text)] == [words]


@pytest.mark.parametrize(
    "text", ["María del Carmen", "We met M. Crumbs.", "O'Bread", "mccrumb", "Thanks, Siobhán! O'Bread is a bread.", ""]
)
def test_others(text: str, roster: Roster) -> None:
    """Half a name, a longer word and words of two sentences are nobody."""
    assert [*roster.find(text)] == []


@pytest.mark.parametrize("source", ["people: [{names: x}]", "people: 3", "- a", "people: [", "companies: [yes]"])
def test_a_broken_roster_is_refused(source: str, tmp_path: Path) -> None:
    """A mistake is told with its place; no half of a roster is used."""
    (tmp_path / "roster.yaml").write_text(source, encoding="utf-8")
    with pytest.raises(Unreadable) as caught:
        read_roster(tmp_path / "roster.yaml")
    assert caught.value.mistakes[0].file == "roster.yaml"


def test_a_missing_roster_is_refused(tmp_path: Path) -> None:
    """A file that is not there is no empty roster."""
    with pytest.raises(Unreadable):
        read_roster(tmp_path / "roster.yaml")


def test_nothing_of_it_is_shown(roster: Roster) -> None:
    """The roster keeps its content out of logs and tracebacks."""
    assert "rumb" not in repr(roster).lower()


def test_two_thousand_people_and_a_megabyte(tmp_path: Path) -> None:
    """A large roster is read whole, and a megabyte of its names is looked through in linear time."""
    lines = [f"  - {{name: Maria Crumb{'abcdefghij'[number % 10] * (number // 10)}}}" for number in range(500)]
    lines += [f"  - {{name: Crumb {number} Maria}}" for number in range(1500)]
    (tmp_path / "roster.yaml").write_text("\n".join(["people:", *lines]), encoding="utf-8")
    roster = read_roster(tmp_path / "roster.yaml")
    assert len([*roster.find("Maria Crumb " * 80_000)]) == 80_000
    assert grows_linearly(lambda text: [*roster.find(text)], "Maria Crumb ")
