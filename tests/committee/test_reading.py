"""Reading the committee file."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.committee.committee import Kind
from communique.committee.mistake import Mistake, Place
from communique.committee.reading import read_committee, read_places

WrongCommittee = Callable[[str], list[Mistake]]


def test_a_committee_is_read(tmp_path: Path, cakes: str) -> None:
    """What is written is understood; a time needs no quotes."""
    file = tmp_path / "committee.yaml"
    file.write_text(cakes.replace('"10:00"', "10:00"))
    committee = read_committee(file)
    assert committee.slot.time == dt.time(10)
    assert committee.slot.late_until == dt.timedelta(hours=6)
    assert committee.kinds == (Kind.PUBLICATION, Kind.MEETING)
    assert committee.creators[0].since == dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (("ISO/TC 400\n", "TC 400\n"), "committee", "ISO/TC 400/SC 2"),
        (("Zurich", "Zurch"), "timezone", "did you mean `Europe/Zurich`?"),
        (("tuesday", "tusday"), "slot.day", "did you mean `tuesday`?"),
        (("6h", "six"), "slot.late_until", "6h or 2d"),
        (("per_network: 3", "per_network: 0"), "slot.per_network", "at least 1"),
        (("per_network: 3", "per_network: three"), "slot.per_network", "whole number"),
        (("since: 2026-09-01", "since: 2026-09-31"), "creators[0].since", "no date"),
        ((", since: 2026-09-01", ""), "creators[0].since", "is missing"),
        (("id: a.baker", "id: s.miller"), "creators[0].id", "already the id of secretary"),
        (("[publication, meeting]", "[]"), "kinds", "at least 1"),
        (("[publication, meeting]", "publication"), "kinds", "[publication]"),
        (("meeting]", "meetings]"), "kinds[1]", "did you mean `meeting`?"),
        (("{blog: {site: public/, title: News from ISO/TC 400}}", "{}"), "accounts", "at least one of: blog"),
        (("site:", "sight:"), "accounts.blog.sight", "did you mean `site`?"),
        (("blog: {site", "blogs: {site"), "accounts.blogs", "did you mean `blog`?"),
        (("title: Cake making", "title: Cake #making"), "title", "after # is lost"),
        (("title: Cake making and other baking products", "title:"), "title", "is empty"),
        (("since: 2026-09-01}", "since: 2026-09-01, attested: yes}"), "creators[0].attested", "no date"),
        (("kinds:", "agreed: {resolution: Resolution 7}\nkinds:"), "agreed.date", "is missing"),
        (("kinds:", "picture_sha256: ABC\nkinds:"), "picture_sha256", "sha256sum"),
        (("kinds:", "interacts: maybe\nkinds:"), "interacts", "yes or no"),
        (("kinds:", "strategy:\n  why: To be # seen\nkinds:"), "strategy.why", "after # is lost"),
    ],
)
def test_each_mistake_has_its_field_and_its_cure(
    wrong_cakes: Callable[[str, str], list[Mistake]], change: tuple[str, str], field: str, words: str
) -> None:
    """A single mistake in a good file is found at its field, with what would be right."""
    found = wrong_cakes(*change)
    assert any(mistake.field == field and words in str(mistake) for mistake in found), found


def test_all_mistakes_come_at_once_in_the_order_of_the_file(wrong_committee: WrongCommittee, cakes: str) -> None:
    """Whoever cures a file needs only one look."""
    text = cakes.replace("Zurich", "Zurch").replace("tuesday", "tusday").replace("a.baker", "s.miller")
    assert [mistake.field for mistake in wrong_committee(text)] == ["timezone", "slot.day", "creators[0].id"]


def test_a_mistake_reads_like_a_compilers(wrong_committee: WrongCommittee, cakes: str) -> None:
    """File, line and column come first, so that editors and people find the place."""
    (mistake,) = wrong_committee(cakes.replace("tuesday", "tusday"))
    ending = ":4:13: slot.day: `tusday` is not known here (did you mean `tuesday`?)"
    assert str(mistake).endswith("committee.yaml" + ending)


def test_an_unknown_field_is_shown_at_its_name(wrong_cakes: Callable[[str, str], list[Mistake]]) -> None:
    """It is the name that must change, not what stands behind it."""
    (mistake,) = wrong_cakes("per_network: 3", "per_net: 3")
    assert mistake.place == Place(4, 53, 4, 60)


def test_places_of_a_committee_file(tmp_path: Path, cakes: str) -> None:
    """Each field is where it stands in the file, whatever stands in it."""
    file = tmp_path / "committee.yaml"
    file.write_text(cakes.replace("ISO/TC 400", "TC 400"))
    assert read_places(file)["accounts.blog.title"].line == 8
    assert read_places(file)["creators[0].since"].line == 6
