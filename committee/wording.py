"""Says in plain words what pydantic finds wrong in a file."""

import types
import typing
from collections.abc import Callable, Iterator

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from communique.committee.accounts import GONE
from communique.committee.document import Document, Value, inside
from communique.committee.mistake import Mistake
from communique.committee.words import LONGEST_WORD, nearest, shown

Words = tuple[str, str]
"""What is wrong, and what would be right."""

AS_IN = {
    "id": "write small letters, digits and hyphens, as in `sponge-cakes-published` (people: `a.baker`)",
    "committee": "write it as in `ISO/TC 400` or `ISO/TC 400/SC 2`",
    "language": "write the two letters of ISO 639, as in `en`",
    "picture_sha256": "write the 64 small letters and digits that `sha256sum` shows for the picture",
    "api_url": "write the whole address with `https://`; `http://` only for this machine",
    "organization": "write the number of the page, as in the address of its admin view",
    "page": "write the number of the page, as in its transparency section",
    "server": "write the whole address, as in `https://forum.example.org`",
    "site": "write the whole address, as in `https://news.example.org`",
    "user": "write the member's number, as in `12345678@N00`",
    "version": "write it as the network does: `202610` for LinkedIn, `v26.0` for Facebook",
    "url": "write the whole address with a slash at its end, as in `https://example.org/news/`",
}


def mistakes_of(errors: list[ErrorDetails], model: type[BaseModel], document: Document, file: str) -> Iterator[Mistake]:
    """Give one mistake for each of pydantic's errors, at its place in the file; nobody reads more than a hundred."""
    for error in errors[:100]:
        steps = [step for step in error["loc"] if step != "[key]"]
        field = ""
        for step in steps:
            field = inside(field, step)
        message, cure = _words(error, field, model=model, document=document)
        here = document.keys if error["type"] == "extra_forbidden" else document.places
        yield Mistake(file, here.get(field) or document.place(field), field, message, cure)


def fields_at(model: type[BaseModel], steps: list[str | int]) -> list[str]:
    """Name the fields that are known at the place to which the steps lead."""
    at: type[BaseModel] | None = model
    for step in steps:
        if at is not None and step in at.model_fields:
            at = _model_within(at.model_fields[str(step)].annotation)
    return list(at.model_fields) if at else []


def _model_within(annotation: object) -> type[BaseModel] | None:
    """Find the model in an annotation such as `tuple[MediaItem, ...] | None`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for part in typing.get_args(annotation) if (found := _model_within(part))), None)


def _words(error: ErrorDetails, field: str, *, model: type[BaseModel], document: Document) -> Words:
    """Choose the words for one error."""
    if error["type"] == "extra_forbidden":
        return _unknown(error, model)
    if error["type"] == "missing":
        return ("is missing", f"add a line `{error['loc'][-1]}: …`")
    if error["input"] is None:
        return ("is empty", "write something after the colon, or take the line out")
    if field in document.unquoted:
        if error["type"] == "string_type":
            return _not_read_as_text(document.unquoted[field], error["input"], field)
        if error["type"] == "enum":
            error["input"] = document.unquoted[field]
    return WORDS.get(error["type"], _else)(error)


def _unknown(error: ErrorDetails, model: type[BaseModel]) -> Words:
    *steps, name = error["loc"]
    if name in GONE and steps[-1:] == ["accounts"]:
        return GONE[str(name)]
    known = fields_at(model, steps)
    if meant := nearest(str(name), known):
        return ("is not a field here", f"did you mean `{meant}`?")
    if " " in str(name):
        return ("is not a field here", "if it belongs to the text before it, put that whole text in quotes")
    return ("is not a field here", f"known are: {', '.join(known)}")


def _not_read_as_text(word: str, value: object, field: str) -> Words:
    """Explain a word that YAML reads as something else than text."""
    kind = "a number"
    if isinstance(value, bool):
        kind = f'"{str(value).lower()}"'
    elif not isinstance(value, int | float):
        kind = "a date"
    name = field.rpartition(".")[2].partition("[")[0]
    return (f"YAML reads an unquoted {word} as {kind}, not as text", f'put it in quotes: {name}: "{word}"')


def _no_text(error: ErrorDetails) -> Words:
    value: Value = error["input"]
    if isinstance(value, dict) and len(value) == 1 and None not in value.values():
        return (
            f"YAML reads {shown(next(iter(value)))} as a field, because ': ' follows it",
            "put the whole text in quotes",
        )
    return (f"is {_kind(value)}, but must be a text", "write one text; a text that begins with a bracket needs quotes")


def _enumeration(error: ErrorDetails) -> Words:
    known = [word.strip("'") for word in error.get("ctx", {})["expected"].replace(" or ", ", ").split(", ")]
    meant = nearest(str(error["input"]), known)
    cure = f"did you mean `{meant}`?" if meant else f"known are: {', '.join(known)}"
    return (f"{shown(error['input'])} is not known here", cure)


def _pattern(error: ErrorDetails) -> Words:
    name = str(error["loc"][-1])
    return (f"{shown(error['input'])} is not written as it must be", AS_IN.get(name, "compare with the examples"))


def _list(error: ErrorDetails) -> Words:
    value: Value = error["input"]
    cure = (
        f"put it in brackets: [{value}]"
        if isinstance(value, str) and len(value) < LONGEST_WORD
        else "begin each line of it with a dash"
    )
    return (f"is {_kind(value)}, but must be a list", cure)


def _bounds(error: ErrorDetails) -> Words:
    context = error.get("ctx", {})
    least, most = context.get("ge"), context.get("le")
    bound = f"at least {least}" if most is None else f"at most {most}"
    return (f"{error['input']} is outside of what is allowed", f"write {bound}")


def _too_few(error: ErrorDetails) -> Words:
    least = error.get("ctx", {})["min_length"]
    return (
        "has too few entries",
        f"give at least {least}" + (", or use `text`" if error["loc"][-1] == "thread" else ""),
    )


def _kind(value: object) -> str:
    kinds: dict[type, str] = {
        dict: "a group of fields", list: "a list", str: "a text", bool: "yes or no", int: "a number", float: "a number",
    }  # fmt: skip
    return kinds.get(type(value), "a date")


def _fixed(message: str, cure: str) -> Callable[[ErrorDetails], Words]:
    return lambda error: (f"is {_kind(error['input'])}, but {message}" if message.startswith("must") else message, cure)


def _own(error: ErrorDetails) -> Words:
    """Pass on what one of our own validators says."""
    context = error.get("ctx", {})
    return (context["message"], context["cure"])


def _else(error: ErrorDetails) -> Words:
    return (error["msg"].removeprefix("Input ").lower(), "compare with the examples")


_group = _fixed("must be a group of fields", "write its fields on indented lines below it")

WORDS: dict[str, Callable[[ErrorDetails], Words]] = {
    "string_type": _no_text,
    "enum": _enumeration,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _fixed("is empty", "write a text, or take the line out"),
    "string_too_long": _fixed("is too long", "write at most 80 characters"),
    "tuple_type": _list,
    "too_short": _too_few,
    "model_type": _group,
    "dict_type": _group,
    "bool_type": _fixed("must be yes or no", "write yes or no, without quotes"),
    "int_type": _fixed("must be a whole number", "write a whole number, without quotes"),
    "greater_than_equal": _bounds,
    "less_than_equal": _bounds,
    "wrong": _own,
}
