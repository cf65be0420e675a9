"""The JSON Schemas of the files that people write, for editors that complete and check while typing."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from communique.committee.accounts import NETWORKS
from communique.committee.committee import Committee
from communique.committee.strict import Strict
from communique.post.idea import Idea

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FILLED_IN = frozenset({"id", "networks"})
"""Fields of an idea that need not be written."""
ROOMS = ("communique.committee.", "communique.post.")


def schema(which: Literal["idea", "committee"]) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of an idea file or of a committee file."""
    model = Idea if which == "idea" else Committee
    found = model.model_json_schema()
    if which == "idea":
        _as_written(found)
    else:
        found["$defs"]["Slot"]["properties"]["late_until"]["default"] = "6h"
    _describe(found, model)
    return {"$schema": DRAFT, **found, "title": f"Communiqué: {which} file"}


def _as_written(idea: dict[str, Any]) -> None:
    """Say what holds of the file rather than of the value that is made of it."""
    idea["required"] = [name for name in idea["required"] if name not in FILLED_IN]
    idea["oneOf"] = [{"required": ["text"]}, {"required": ["thread"]}]
    fields = idea["properties"]
    fields["networks"]["items"] = {"enum": list(NETWORKS)}
    fields["overrides"]["propertyNames"] = {"enum": list(NETWORKS)}
    idea["$defs"]["Override"]["oneOf"] = idea["oneOf"]


def _describe(found: dict[str, Any], model: type[Strict]) -> None:
    """Put the documentation of each field where editors show it."""
    models = {each.__name__: each for each in _all_models(Strict) if each.__module__.startswith(ROOMS)}
    for name, part in {**found["$defs"], model.__name__: found}.items():
        for base in reversed(models[name].__mro__) if name in models else ():
            for field, text in _documented(base) if issubclass(base, Strict) else ():
                part["properties"][field]["description"] = text


def _all_models(base: type[Strict]) -> Iterator[type[Strict]]:
    """Give every model that our files are made of."""
    for model in base.__subclasses__():
        yield model
        yield from _all_models(model)


def _documented(model: type[Strict]) -> Iterator[tuple[str, str]]:
    """Give the fields of one class that have a text below them, as the source has it.

    Pydantic can do the same, but does it whenever the class is imported, and the command must answer at once.
    """
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    for field, below in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
            case _:
                pass
