"""Building a document: duplicates, anchors, limits, and what an unquoted value loses."""

from collections.abc import Callable

import pytest

from communique.committee.events import DEEPEST
from communique.committee.mistake import Mistake, Place
from communique.committee.yamltext import read

Wrong = Callable[[str], list[Mistake]]
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


def test_a_field_that_is_here_twice_shows_both(wrong: Wrong) -> None:
    """A duplicate is a mistake at the second, which names the line of the first."""
    (mistake,) = wrong("text: a\nkind: b\ntext: c\n")
    assert (mistake.field, mistake.place.line) == ("text", 3)
    assert "the first is on line 1" in mistake.message


def test_every_duplicate_is_found_at_once(wrong: Wrong) -> None:
    """One mistake does not hide the next."""
    assert [mistake.field for mistake in wrong("a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n")] == ["a", "b.c", "a"]


def test_an_alias_repeats_what_it_names() -> None:
    """Anchors are read like YAML says, and the copy stands where the alias stands."""
    document = read(b"a: &x [1, 2]\nb: *x\n", "cake.yaml")
    assert document.value == {"a": [1, 2], "b": [1, 2]}
    assert document.place("b[0]") == Place(2, 4, 2, 6)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "unfolds to more than 5000 values"),
        ("a: &a [*a]", "`*a` stands within itself"),
        ("a: *b", "`*b` was not named before with &"),
        ("a: b\n*x : c", "`*x` was not named before with &"),
        ("a: &x b\n*x : c", "a field's name must be written out"),
        ("<<: {a: b}", "merging of fields (<<) is not read here"),
        ("a: !!python/object:os.system b", "`!!python/object:os.system` is not read here"),
        ("a: !cake {b: c}", "`!cake` is not read here"),
        ("a: " + "[" * (DEEPEST + 1), "nested more than 20 levels deep"),
        ("? [a]\n: b", "a list or a group of fields stands where a field's name should be"),
        ("a: b\n---\nc: d", "a second document begins here (---)"),
        ("", "the file is empty"),
        ("# only a remark\n", "the file is empty"),
        ("- a\n- b", "the file is a list"),
        ("Cakes are good", "the file is a text without a field"),
    ],
)
def test_traps_have_words_of_their_own(wrong: Wrong, text: str, message: str) -> None:
    """Each thing that YAML allows and we don't is named with a cure."""
    mistake = wrong(text)[0]
    assert mistake.message == message
    assert mistake.cure


def test_the_words_of_the_file_are_remembered() -> None:
    """What was not read as text is known as it was written."""
    document = read(b"text: no\ntitle: 'no'\n", "cake.yaml")
    assert document.unquoted == {"text": "no"}


def test_what_a_hash_cuts_off_is_known() -> None:
    """The place of ` #` after an unquoted value is kept; a quoted text loses nothing."""
    document = read(b"text: Our #cakes\ntitle: 'Our #cakes'\nlink: a#b\nthread:\n  - one # two\n", "cake.yaml")
    assert document.cut == {"text": Place(1, 11, 1, 17), "thread[0]": Place(5, 9, 5, 14)}
