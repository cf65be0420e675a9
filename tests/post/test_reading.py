"""Reading idea files."""

import contextlib
import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.committee.mistake import Mistake, Unreadable
from communique.committee.workspace import Home
from communique.post.handed import HandedIn
from communique.post.idea import Kind, Priority
from communique.post.reading import id_of, read_idea

HandIn = Callable[..., HandedIn]
Wrong = Callable[..., tuple[Mistake, ...]]
SMALL = "text: ISO 22222 is published.\nkind: publication\nauthor: a.baker\n"
FULL = """\
id: sponge
thread: [ISO 22222 is published., It is about cakes.]
title: Sponge cakes
networks: [blog, fake]
kind: publication
author: a.baker
language: en
link: https://www.iso.org/standard/22222.html
publish: {after: 2026-12-01, before: "2026-12-20 10:00", priority: high}
overrides: {fake: {text: Cakes!}}
material: {presentation: {no_draft_content: yes, source: ISO}}
"""
PIECES = [
    *FULL.splitlines(keepends=True),
    "text: no\n", "text: [a]\n", "text:\n", "thread: {a: b}\n", "networks: blog\n", "networks: [[], {}, 1]\n",
    "overrides: {blog: , x: {}}\n", "overrides: [1]\n", "media: [{file: a.jpg}, 1, {}]\n", "media: {file: ..}\n",
    "media: [{file: \"a\\nb\"}]\n", "publish: {after: 0001-01-01, before: 9999-12-31}\n", "publish: [2026-12-01]\n",
    "publish: {after: 2026-12-02 10:00+01:00, before: 2026-12-01}\n", "id: &a [*a]\n", "kind: 1.5\n", "? : x\n", "  ",
]  # fmt: skip


def test_a_small_idea_is_filled_in(hand_in: HandIn) -> None:
    """Id, networks and language come from the file's name and the committee."""
    handed = hand_in(SMALL, "Sponge cakes (v2).yaml")
    assert handed.idea.id == "sponge-cakes-v2"
    assert handed.idea.networks == ("blog", "fake")
    assert handed.idea.language == "fr"
    assert handed.idea.kind is Kind.PUBLICATION
    assert handed.file == "ideas/Sponge cakes (v2).yaml"
    assert handed.source == SMALL.encode()
    assert handed.places["kind"].line == 2


def test_everything_that_can_be_written_is_read(hand_in: HandIn) -> None:
    """A full idea keeps every field."""
    idea = hand_in(FULL).idea
    assert idea.id == "sponge"
    assert idea.parts("blog") == ("ISO 22222 is published.", "It is about cakes.")
    assert idea.parts("fake") == ("Cakes!",)
    assert idea.publish.after == dt.date(2026, 12, 1)
    assert idea.publish.priority is Priority.HIGH
    assert idea.material.presentation is not None
    assert idea.material.presentation.no_draft_content


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("kind: publication\nauthor: a\n", "text", "is missing"),
        ("text:\n", "text", "is empty"),
        ("text: ''\n", "text", "is empty"),
        ("text: '  '\n", "text", "is empty"),
        ("text: a\nthread: [b, c]\n", "thread", "as well as"),
        ("thread: [a]\n", "thread", "at least 2, or use `text`"),
        ("thread: a\n", "thread", "[a]"),
        ("text: no\n", "text", 'text: "no"'),
        ("text: 2026\n", "text", "as a number"),
        ("text: 2026-12-01\n", "text", "as a date"),
        ("thread:\n  - one\n  - Part 2: two\n", "thread[1]", "': ' follows"),
        ("text: [ISO]\n", "text", "begins with a bracket"),
        ("text: Our #cakes\n", "text", "after # is lost"),
        ("thread:\n  - one #cakes\n  - two\n", "thread[0]", "after # is lost"),
        ("text: a\nlanguage: no\n", "language", 'language: "no"'),
        ("text: a\nlanguage: English\n", "language", "ISO 639"),
        ("text: a\nautor: b\n", "autor", "did you mean `author`?"),
        ("text: a\nmedia: [{file: a, alt: A cake, with icing}]\n", "media[0].with icing", "in quotes"),
        ("text: a\nkind: publicaton\n", "kind", "did you mean `publication`?"),
        ("text: a\nkind: cakes\n", "kind", "known are: publication, stage"),
        ("text: a\nkind: no\n", "kind", "`no` is not known"),
        ("text: a\nid: Sponge Cakes\n", "id", "small letters"),
        ("text: a\nid: " + "a" * 81, "id", "at most 80"),
        ("text: a\nnetworks: [blgo]\n", "networks[0]", "did you mean `blog`?"),
        ("text: a\nnetworks: [x]\n", "networks[0]", "accounts on: blog, fake"),
        ("text: a\nnetworks: [blog, blog]\n", "networks[1]", "twice"),
        ("text: a\nnetworks: blog\n", "networks", "[blog]"),
        ("text: a\nnetworks: []\n", "networks", "at least 1"),
        ("text: a\noverrides: {blgo: {text: b}}\n", "overrides.blgo", "did you mean `blog`?"),
        ("text: a\noverrides: {blog: {txt: b}}\n", "overrides.blog.txt", "did you mean `text`?"),
        ("text: a\noverrides: {blog: {}}\n", "overrides.blog.text", "is missing"),
        ("text: a\noverrides: {blog: b}\n", "overrides.blog", "group of fields"),
        ("text: a\npublish: {priority: hi}\n", "publish.priority", "did you mean `high`?"),
        ("text: a\npublish: {after: soon}\n", "publish.after", "2026-12-01 10:00"),
        ("text: a\npublish: {after: 2026-02-30}\n", "publish.after", "no date"),
        ("text: a\nmaterial: {presentation: {source: 1}}\n", "material.presentation.source", 'source: "1"'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_field_and_its_cure(wrong: Wrong, text: str, field: str, words: str) -> None:
    """Every trap is found at its field, with words of its own."""
    found = wrong(text)
    assert any(mistake.field == field and words in str(mistake) for mistake in found), found


def test_a_window_must_have_room(wrong: Wrong) -> None:
    """A window that ends before it begins is a mistake, compared in the committee's zone."""
    for after, before in (("2026-12-01", "2026-11-30T23:00Z"), ("2026-11-30T23:30Z", "2026-12-01")):
        (mistake,) = wrong(f"{SMALL}publish: {{before: {before}, after: {after}}}\n")
        assert (mistake.field, mistake.place.line, mistake.place.column) == ("publish.before", 4, 19)


def test_a_name_without_letters_needs_an_id(wrong: Wrong, hand_in: HandIn) -> None:
    """Where no id can be made of the file's name, the author gives one."""
    (mistake,) = wrong(SMALL, "蛋糕.yaml")
    assert (mistake.field, mistake.message) == ("id", "no id can be made of the file's name")
    assert hand_in(SMALL + "id: cakes\n", "蛋糕.yaml").idea.id == "cakes"


@pytest.mark.parametrize(
    ("stem", "id_"), [("Crème brûlée", "creme-brulee"), ("2026_12-01--news", "2026-12-01-news"), ("a" * 99, "a" * 80)]
)
def test_ids_are_made_of_names(stem: str, id_: str) -> None:
    """A file's name becomes a word of small letters, digits and hyphens."""
    assert id_of(stem) == id_


def test_a_file_elsewhere_keeps_its_name(home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file that lies outside of the committee's folder is named as it was given."""
    file = tmp_path_factory.mktemp("elsewhere") / "cake\n.yaml"
    file.write_text(SMALL)
    assert read_idea(file, home).file == str(file).replace("\n", "?")


def test_a_file_that_is_not_there(home: Home) -> None:
    """A missing file is a mistake like any other."""
    with pytest.raises(Unreadable, match=r"ideas/none\.yaml:1:1: there is no such file"):
        read_idea(home.ideas / "none.yaml", home)


@given(st.sampled_from(["", SMALL, FULL]), st.lists(st.sampled_from(PIECES), max_size=4), st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mutated_file_brings_nothing_but_mistakes(
    home: Home, start: str, pieces: list[str], data: st.DataObject
) -> None:
    """Whatever an author's file holds, it is read or explained; a traceback never comes."""
    source = (start + "".join(pieces)).encode()
    at, noise = data.draw(st.integers(0, len(source))), data.draw(st.binary(max_size=3))
    (home.ideas / "mutant.yaml").write_bytes(source[:at] + noise + source[at:])
    with contextlib.suppress(Unreadable):
        assert read_idea(home.ideas / "mutant.yaml", home).digest
