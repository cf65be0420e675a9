"""Reading YAML files: encodings, sizes, and what never happens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.yamltext import LARGEST, load, read

Wrong = Callable[[str | bytes], list[Mistake]]
YAML = st.text(alphabet="ab:-#&*!|>'\"[]{}?,%@` \n\t\\0é\u2028", max_size=60)


def mistakes_in(source: bytes) -> tuple[Mistake, ...]:
    """Give the mistakes of a file, none if it can be read."""
    try:
        read(source, "cake.yaml")
    except Unreadable as error:
        return error.mistakes
    return ()


def test_values_and_places_are_kept() -> None:
    """Every value bears its name, its line and its column; columns count characters, not bytes."""
    document = read("text: é cake\nmedia:\n  - {file: ä.jpg, alt: é}\n".encode(), "cake.yaml")
    assert document.value == {"text": "é cake", "media": [{"file": "ä.jpg", "alt": "é"}]}
    assert document.places["text"] == Place(1, 7, 1, 13)
    assert document.places["media[0].alt"] == Place(3, 24, 3, 25)
    assert document.keys["media[0].alt"] == Place(3, 19, 3, 22)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_line_endings_count_the_same(newline: str) -> None:
    """Windows, Unix and old Macintosh files give the same lines."""
    document = read(newline.join(["text: |", "  a", "  b", "kind: x"]).encode(), "cake.yaml")
    assert document.value == {"text": "a\nb\n", "kind": "x"}
    assert document.keys["kind"].line == 4


def test_a_byte_order_mark_is_accepted() -> None:
    """The mark that Windows editors write is no mistake."""
    assert read(b"\xef\xbb\xbftext: cake\n", "cake.yaml").value == {"text": "cake"}


def test_another_encoding_is_named_with_its_place(wrong: Wrong) -> None:
    """A byte that is no UTF-8 is shown at its line and column, byte order mark or not."""
    for mark in (b"", b"\xef\xbb\xbf"):
        (mistake,) = wrong(mark + b"a: b\ntext: cr" + b"\xe8me\n")
        assert (mistake.place.line, mistake.place.column) == (2, 9)
        assert mistake.message == "byte 0xE8 is no UTF-8"
        assert wrong(mark + b"a\0b")[0].place.column == 2
    assert wrong("text: cake".encode("utf-16"))[0].message == "the file is UTF-16"


def test_control_characters_are_all_named(wrong: Wrong) -> None:
    """Each control character has its place, whether written as such or as an escape."""
    found = wrong("text: a\x00b\ntitle: \x07\n")
    assert [(mistake.place.line, mistake.place.column) for mistake in found] == [(1, 8), (2, 8)]
    assert wrong('text: "a\\x1bb"\n')[0].message == "control character U+001B in a text"


def test_a_large_file_is_not_even_parsed(wrong: Wrong) -> None:
    """A file over 1 MB is refused; one of just that size is read."""
    assert wrong(b"text: " + b"a" * LARGEST)[0].message == "larger than 1 MB"
    assert read(b"text: ".ljust(LARGEST, b"a"), "cake.yaml").value


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    """A missing file, or a folder in its place, is said in words."""
    with pytest.raises(Unreadable, match="there is no such file"):
        load(tmp_path / "cake.yaml", "cake.yaml")
    with pytest.raises(Unreadable, match="can't be read"):
        load(tmp_path, "cake.yaml")


@given(st.binary(max_size=200) | YAML.map(str.encode) | YAML.map(lambda text: f"text: {text}".encode()))
@settings(max_examples=400, deadline=None)
def test_no_bytes_bring_anything_but_mistakes(source: bytes) -> None:
    """Whatever the bytes are, they are read or explained at a place within the file."""
    lines = source.decode("utf-8", "replace").splitlines()
    for mistake in mistakes_in(source):
        assert 1 <= mistake.place.line <= len(lines) + 1
        assert mistake.message
