"""Places of fields."""

import pytest

from communique.committee.document import inside, nearest_place
from communique.committee.mistake import Place

PLACES = {"": Place(1, 1), "media": Place(3, 3), "media[0]": Place(3, 5)}


@pytest.mark.parametrize(
    ("field", "line_and_column"),
    [("media[0]", (3, 5)), ("media[0].alt", (3, 5)), ("media[7].alt", (3, 3)), ("publish.after", (1, 1)), ("", (1, 1))],
)
def test_a_field_that_is_not_there_is_shown_where_it_should_be(field: str, line_and_column: tuple[int, int]) -> None:
    """The place of a missing field is that of what is around it."""
    place = nearest_place(PLACES, field)
    assert (place.line, place.column) == line_and_column


def test_fields_are_named_as_people_count() -> None:
    """Steps of names and numbers become one name."""
    assert inside(inside(inside("", "media"), 0), "alt") == "media[0].alt"
