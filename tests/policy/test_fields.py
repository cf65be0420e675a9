"""What must be filled in, and how many pictures fit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from communique.committee.accounts import NETWORKS
from communique.committee.committee import Committee
from communique.committee.workspace import Home, read_home
from communique.connectors.registry import connect
from communique.policy.engine import Subject, check, load_pack
from places import EVERY

CAKE = {"file": "cake.png", "alt": "A cake", "credit": "A. Baker", "licence": "CC-BY-4.0"}
MakeSubject = Callable[..., Subject]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_most_pictures_are_what_the_connector_says(network: str, committee: Committee, tmp_path: Path) -> None:
    """The figures in the rule file are those of the connectors."""
    (rule,) = [rule for rule in load_pack().rules if rule.check == "too-many-pictures"]
    every = read_home(EVERY)
    home = every if network in every.committee.accounts.networks() else Home(committee, tmp_path / "committee.yaml")
    connector = connect(home, network, lambda digest: digest.encode())
    assert rule.settings.most.get(network) == connector.limits.pictures


def test_too_many_pictures_point_at_the_first_surplus_one(make_subject: MakeSubject) -> None:
    """The remark stands at the first picture that has to go."""
    (found,) = check(load_pack(), make_subject({"media": [CAKE] * 6}))
    assert (found.field, found.message) == ("media[4]", "This post has 6 pictures; fake allows 4.")


def test_every_empty_field_of_every_picture_is_named(make_subject: MakeSubject) -> None:
    """Each picture is told by its file, each empty field by its own rule."""
    found = check(load_pack(), make_subject({"media": [{"file": "a.png"}, {**CAKE, "file": "b.png", "alt": "\t"}]}))
    said = {(finding.rule, finding.field, finding.message.split()[2]) for finding in found}
    assert said == {
        ("ALT-1", "media[0].alt", "a.png"),
        ("VAL-5", "media[0].credit", "a.png"),
        ("VAL-6", "media[0].licence", "a.png"),
        ("ALT-1", "media[1].alt", "b.png"),
    }


def test_a_presentation_without_attestations_has_five_blocks(make_subject: MakeSubject) -> None:
    """Each of the five conditions is asked for by itself."""
    found = check(load_pack(), make_subject({"kind": "presentation"}))
    assert [finding.rule for finding in found] == ["PRES-A", "PRES-B", "PRES-C", "PRES-D", "PRES-E"]


def test_the_source_must_be_readable_on_each_network(make_subject: MakeSubject) -> None:
    """A text that names the source on one network does not count for another."""
    material = {
        "authors_agree": "A", "committee_agrees": "B", "no_draft_content": True, "non_commercial": True,
        "source": "Workshop  2026",
    }  # fmt: skip
    piece = {
        "text": "Slides (source: WORKSHOP 2026).",
        "overrides": {"fake": {"text": "Slides."}},
        "kind": "presentation",
        "material": {"presentation": material},
    }
    (found,) = check(load_pack(), make_subject(piece))
    assert (found.rule, found.waivable) == ("PRES-E-SHOWN", True)
    assert "text for fake" in found.message
