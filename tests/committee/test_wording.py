"""What pydantic finds, in plain words."""

import pytest

from communique.committee.accounts import Official
from communique.committee.committee import Committee
from communique.committee.mistake import Unreadable
from communique.committee.reading import validate
from communique.committee.wording import fields_at
from communique.committee.yamltext import read


@pytest.mark.parametrize(
    ("steps", "fields"),
    [
        (["slot"], ["day", "time", "late_until", "per_network"]),
        (["deputies", 3], ["id", "name", "notify", "attested", "acknowledged"]),
        (["accounts", "blog"], [*Official.model_fields, "site", "title", "url"]),
        (["tpm"], ["email", "told", "social_media_manager_told", "updated"]),
    ],
)
def test_the_fields_that_are_known_at_a_place(steps: list[str | int], fields: list[str]) -> None:
    """Lists, groups and what may be missing are looked through."""
    assert fields_at(Committee, steps) == fields


def test_nobody_reads_more_than_a_hundred_mistakes() -> None:
    """A file full of unknown fields is explained in a moment."""
    source = "".join(f"f{number}: x\n" for number in range(4000)).encode()
    with pytest.raises(Unreadable) as caught:
        validate(Committee, read(source, "committee.yaml"), "committee.yaml")
    assert len(caught.value.mistakes) == 100


def test_every_mistake_of_a_nonsensical_file_has_a_cure() -> None:
    """Whatever stands where something else should stand, the words are ours."""
    for value in ("1", "x", "[]", "{}", "", "no", "2026-12-01", "1.5", "[1, {}]", "{a: []}"):
        text = "".join(f"{field}: {value}\n" for field in Committee.model_fields)
        with pytest.raises(Unreadable) as caught:
            validate(Committee, read(text.encode(), "committee.yaml"), "committee.yaml")
        assert all(mistake.cure and "compare with" not in mistake.cure for mistake in caught.value.mistakes)


@pytest.mark.parametrize(
    ("network", "words"), [("googleplus", "was shut down in April 2019"), ("youtube", "videos only")]
)
def test_networks_that_nobody_can_publish_to(network: str, words: str) -> None:
    """A network that ISO names and that can't be used is refused at its own place, with the reason."""
    source = f"accounts:\n  {network}: {{handle: x}}\n".encode()
    with pytest.raises(Unreadable) as caught:
        validate(Committee, read(source, "committee.yaml"), "committee.yaml")
    (mistake,) = [each for each in caught.value.mistakes if each.field == f"accounts.{network}"]
    assert (mistake.place.line, words in mistake.message, mistake.cure[:11]) == (2, True, "take it out")
