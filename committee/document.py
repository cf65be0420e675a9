"""A YAML file as read: plain values, and where each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from communique.committee.mistake import Place
from communique.committee.scalars import Scalar

Value = Scalar | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Document:
    """The content of one YAML file; fields are named as in `media[0].alt`, the whole file is the empty name."""

    value: dict[str, Value]
    places: Mapping[str, Place]
    """Where each value stands."""
    keys: Mapping[str, Place]
    """Where the name of each field stands."""
    unquoted: Mapping[str, str]
    """The words that stand in the file where an unquoted value was not read as text."""
    cut: Mapping[str, Place]
    """What stands behind ` #` after an unquoted value, and so is lost."""

    def place(self, field: str) -> Place:
        """Give the place of a field's value, or of what it would lie in."""
        return nearest_place(self.places, field)


def nearest_place(places: Mapping[str, Place], field: str) -> Place:
    """Give the place of a field, else of the field around it, else the beginning of the file."""
    while field and field not in places:
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return places.get(field, Place())


def inside(field: str, step: str | int) -> str:
    """Name the field that lies one step inside another: `media`, then `media[0]`, then `media[0].alt`."""
    if isinstance(step, int):
        return f"{field}[{step}]"
    return f"{field}.{step}" if field else step
