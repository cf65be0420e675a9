"""The JSON Schemas for editors."""

import json
from typing import Any, Literal

import jsonschema
import pytest
import yaml

from communique.post.schema import schema

IDEA = "text: A cake.\nkind: publication\nauthor: a.baker\n"
COMMITTEE = """\
committee: ISO/TC 400
title: Cakes
timezone: Europe/Zurich
slot: {day: tuesday, time: "10:00", late_until: 6h}
secretary: {id: s.miller, notify: ["mailto://x"]}
creators: [{id: a.baker, since: 2026-09-01, attested: 2026-09-01}]
tpm: {email: tpm@example.org, told: 2026-07-02}
agreed: {resolution: Resolution 7/2026, date: 2026-06-30}
strategy: {why: To be seen.}
interacts: true
kinds: [publication]
accounts: {blog: {site: public/, title: Cakes, bio: Official., opened: 2026-08-15, url: "https://example.org/"}}
"""


def problems(which: Literal["idea", "committee"], text: str) -> list[str]:
    """Give what an editor would underline; editors read dates as texts."""
    value: Any = json.loads(json.dumps(yaml.safe_load(text), default=str))
    validator = jsonschema.Draft202012Validator(schema(which))
    return [error.json_path for error in validator.iter_errors(value)]


def test_the_schemas_are_schemas() -> None:
    """Both keep to the draft that they name."""
    for which in ("idea", "committee"):
        jsonschema.Draft202012Validator.check_schema(schema(which))


@pytest.mark.parametrize(
    "more",
    [
        "", "id: cake\nnetworks: [blog]\nlink: https://iso.org\n", "publish: {after: 2026-12-01, priority: high}\n",
        'publish: {before: "2026-12-01 10:00"}\n', "overrides: {blog: {thread: [a, b]}}\n",
        "media: [{file: cake.jpg, alt: A cake, credit: Ann, licence: CC0-1.0}]\n",
        "material: {presentation: {no_draft_content: true}}\n",
        "corrects: pies\nanswers: votes\nmaterial: {consensus: Resolution 12/2026}\n",
    ],
)  # fmt: skip
def test_an_editor_accepts_what_we_read(more: str) -> None:
    """Nothing that can be handed in is underlined."""
    assert problems("idea", IDEA + more) == []


def test_an_editor_accepts_a_committee() -> None:
    """A good committee file is not underlined."""
    assert problems("committee", COMMITTEE) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (IDEA + "thread: [a, b]\n", "$"),
        (IDEA + "autor: a\n", "$"),
        (IDEA + "networks: [blgo]\n", "$.networks[0]"),
        (IDEA + "overrides: {blgo: {text: a}}\n", "$.overrides"),
        (IDEA.replace("publication", "cakes"), "$.kind"),
        (IDEA + "publish: {after: soon}\n", "$.publish.after"),
        (IDEA + "answers: everything\n", "$.answers"),
        (IDEA + "corrects: Pies & tarts\n", "$.corrects"),
    ],
)
def test_an_editor_underlines_mistakes(text: str, path: str) -> None:
    """What the reader refuses, an editor shows while typing."""
    assert problems("idea", text) == [path]


@pytest.mark.parametrize(
    "change", [("tuesday", "tusday"), ("6h", "six"), ("10:00", "25:00"), ("public/, ", "a, sight: b, ")]
)
def test_an_editor_underlines_mistakes_of_a_committee(change: tuple[str, str]) -> None:
    """Weekdays, durations, times and fields are known to the editor."""
    assert len(problems("committee", COMMITTEE.replace(*change))) == 1


def test_every_field_is_described() -> None:
    """An editor has something to say about each field that an author writes."""
    for which in ("idea", "committee"):
        fields = schema(which)["properties"]
        assert [name for name, field in fields.items() if not field.get("description")] == []
