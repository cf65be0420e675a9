"""Reads the committee file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from communique.committee.accounts import NETWORKS
from communique.committee.committee import Committee
from communique.committee.document import Document, Value, inside
from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.wording import mistakes_of
from communique.committee.yamltext import load, read

Model = TypeVar("Model", bound=BaseModel)

PROSE = frozenset(
    {"text", "title", "name", "bio", "why", "audience", "information", "value", "resolution", "subcommittee_reason"}
)


def read_committee(path: Path) -> Committee:
    """Read one committee file. Raises `Unreadable` with every mistake in it."""
    file = str(path)
    document = read(load(path, file), file)
    found = [*cut_texts(document, file, PROSE), *_people(document, file), *_no_account(document, file)]
    return validate(Committee, document, file, found)


def read_places(path: Path) -> Mapping[str, Place]:
    """Tell where each field stands in a committee file. Raises `Unreadable` if it is no YAML of ours."""
    file = str(path)
    return read(load(path, file), file).places


def validate(model: type[Model], document: Document, file: str, found: list[Mistake] | None = None) -> Model:
    """Make a model of a document. Raises `Unreadable` with what was `found` before and all that pydantic finds."""
    mistakes = list(found or [])
    try:
        made = model.model_validate(document.value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        mistakes += mistakes_of(details, model, document, file)
        raise Unreadable(in_order(mistakes)) from error
    if mistakes:
        raise Unreadable(in_order(mistakes))
    return made


def in_order(mistakes: list[Mistake]) -> list[Mistake]:
    """Give mistakes in the order of the file."""
    return sorted(mistakes, key=lambda mistake: (mistake.place.line, mistake.place.column, mistake.field))


def cut_texts(document: Document, file: str, prose: frozenset[str]) -> Iterator[Mistake]:
    """Find texts that end at ` #`, because YAML takes the rest of the line for a comment."""
    for field, place in document.cut.items():
        if field.rpartition(".")[2].partition("[")[0] in prose:
            message = "the rest of the line after # is lost"
            yield Mistake(file, place, field, message, "put the text in quotes, or the remark on a line of its own")


def _people(document: Document, file: str) -> Iterator[Mistake]:
    """Find ids that stand for two roles; an id must tell who wrote and who approved."""
    first: dict[str, str] = {}
    for role, person in _roles(document.value):
        name = person.get("id") if isinstance(person, dict) else None
        if isinstance(name, str) and first.setdefault(name, role) != role:
            field = f"{role}.id"
            message = f"`{name}` is already the id of {first[name]}"
            cure = "give each person one role and an id of their own; who approves does not also hand in as a creator"
            yield Mistake(file, document.place(field), field, message, cure)


def _roles(value: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Give everybody in the file with their role: `secretary`, `deputies[0]`, `creators[1]`."""
    yield "secretary", value.get("secretary")
    for role in ("deputies", "creators"):
        people = value.get(role)
        for number, person in enumerate(people if isinstance(people, list) else []):
            yield inside(role, number), person


def _no_account(document: Document, file: str) -> Iterator[Mistake]:
    """Find accounts without a single one; a committee that speaks nowhere needs no file."""
    accounts = document.value.get("accounts")
    if isinstance(accounts, dict) and not any(accounts.values()):
        cure = f"give at least one of: {', '.join(NETWORKS)}"
        yield Mistake(file, document.place("accounts"), "accounts", "there is no account", cure)
