"""The committee as a value."""

import pytest
from pydantic import ValidationError

from communique.committee.accounts import Accounts, FakeAccount
from communique.committee.committee import Committee, Kind, Person, Slot

SLOT = {"day": "tuesday", "time": "10:00"}
ACCOUNTS = Accounts(fake=FakeAccount(url="http://127.0.0.1:8000"))


def committee(number: str) -> Committee:
    """Make a committee of that number."""
    return Committee(
        committee=number, title="Cakes", timezone="Europe/Zurich", slot=Slot.model_validate(SLOT),
        secretary=Person(id="s.miller"), deputies=(Person(id="d.icing"),), kinds=(Kind.MEETING,), accounts=ACCOUNTS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "key"),
    [("ISO/TC 400", "iso-tc-400"), ("ISO/TC 34/SC 4", "iso-tc-34-sc-4"), ("ISO/IEC JTC 1/SC 7", "iso-iec-jtc-1-sc-7")],
)
def test_the_key_is_a_word(number: str, key: str) -> None:
    """A committee's number becomes a word for tables and addresses."""
    assert committee(number).key == key


@pytest.mark.parametrize("number", ["TC 400", "ISO/TC", "iso/tc 400", "ISO/TC 400/", "ISO/TC 400\n", "../ISO/TC 400"])
def test_other_numbers_are_refused(number: str) -> None:
    """Only a committee's number makes a key."""
    with pytest.raises(ValidationError):
        committee(number)


def test_the_secretary_and_the_deputies_approve() -> None:
    """Those who approve come in a fixed order, the Secretary first."""
    assert [person.id for person in committee("ISO/TC 400").approvers()] == ["s.miller", "d.icing"]


def test_a_committee_survives_json() -> None:
    """Written as JSON and read again, nothing is lost."""
    made = committee("ISO/TC 400")
    assert Committee.model_validate_json(made.model_dump_json()) == made


def test_everybody_has_a_field() -> None:
    """People are named by the field that they stand in."""
    assert [*committee("ISO/TC 400").people()] == ["secretary", "deputies[0]"]
