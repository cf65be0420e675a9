"""The one model that all files share."""

import pytest
from pydantic import ValidationError

from communique.committee.committee import Creator, Person


def test_a_list_becomes_a_tuple() -> None:
    """What is a list in the file can't be changed in the program."""
    assert Person.model_validate({"id": "a.baker", "notify": ["mailto://a"]}).notify == ("mailto://a",)


@pytest.mark.parametrize("more", [{"nme": "Ann"}, {"name": 1}, {"notify": [1]}, {"notify": "mailto://a"}])
def test_nothing_is_guessed(more: dict[str, object]) -> None:
    """Unknown fields and other types are refused, also within lists."""
    with pytest.raises(ValidationError):
        Creator.model_validate({"id": "a.baker", "since": "2026-09-01", **more})
