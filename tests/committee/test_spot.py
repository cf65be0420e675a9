"""Words of a value are found in the file to the column, however the value is written."""

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from communique.committee.mistake import Place
from communique.committee.spot import spot
from communique.committee.yamltext import read

TEXTS = st.text(alphabet="ab é🎂'\"\\:#-|>&\t\n\u2028\x85", min_size=1, max_size=40)
STYLES = st.sampled_from([None, "'", '"', "|", ">"])


def between(source: str, place: Place) -> str:
    """Cut out of a file what a place names, lines counted as Python counts them."""
    lines = source.splitlines(keepends=True)[place.line - 1 : place.end_line]
    if place.end_line - place.line == len(lines):
        lines.append("")
    last = lines[-1][: place.end_column - 1]
    return "".join([*lines[:-1], last])[place.column - 1 :]


def written(source: str, words: str, field: str = "text", *, which: int = 0) -> str:
    """Give what stands in a file where it says some words of a field."""
    document = read(source.encode(), "cake.yaml")
    value = str(document.value[field])
    start = [number for number in range(len(value)) if value.startswith(words, number)][which]
    return between(source, spot(source, document.places[field], start, start + len(words), value=value))


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("text: Fine cake # not this cake\n", "cake", "cake"),
        ("text: Fine\n  cake\n\n  here\n", "cake\nhere", "cake\n\n  here"),
        ("text: 'The baker''s cake'\n", "'s cake", "''s cake"),
        ("text: 'One\n  two  \n  three'\n", "two three", "two  \n  three"),
        ('text: "A \\u00e9\\x21 \\"cake\\""\n', 'é! "', '\\u00e9\\x21 \\"'),
        ('text: "One \\\n  two\\n"\n', "One two", "One \\\n  two"),
        ('text: "One\n  \\\n\n  two"\n', "\ntwo", "\\\n\n  two"),
        ('text: "One\\ \n  two"\n', " two", "\n  two"),
        ("text: |\n\n  One\n   two\n\nkind: x\n", "ne\n tw", "ne\n   tw"),
        ("text: |2+ # cakes\n   One\n  two\n\n", " One\nt", " One\n  t"),
        ("text: >-\n  One\n  two\n\n  three\n    four\n", "o\nthree\n  f", "o\n\n  three\n    f"),
        ("text: &cake # named\n  'One'\n", "One", "One"),
        ("text: &cake |1\n   One\n", "One", "One"),
        ("{text: One two, kind: x}", "two", "two"),
        ("text: |\r\n  One\r\n  two\r\n", "e\nt", "e\r\n  t"),
    ],
)
def test_every_style(source: str, words: str, expected: str) -> None:
    """Folding, escapes, indentation and what chomping leaves are all seen through."""
    assert written(source, words) == expected


@pytest.mark.parametrize(
    "source",
    [
        "thread:\n- |2\n   One\n  two\n",
        "thread:\n  -\n    # here\n    - |1\n      One\n     two\n",
        "media:\n  - alt: |2\n       One\n      two\n",
        "media:\n  - alt:\n     |2\n       One\n      two\n",
    ],
)
def test_an_indentation_that_is_given_counts_from_the_field_around(source: str) -> None:
    """`|2` counts from the dash or the field, even if that stands lines above."""
    places = read(source.encode(), "cake.yaml").places
    place = spot(source, places[max(places, key=len)], 0, 7, value="One\ntwo")
    assert " ".join(between(source, place).split()) == "One two"


def test_a_piece_of_what_is_written_otherwise() -> None:
    """Where several line breaks stand for fewer, each of them points at all of these breaks."""
    source = "text: 'One\n\n\n two'\n"
    place = Place(1, 7, 4, 6)
    assert [spot(source, place, at, at + 1, value="One\n\ntwo") for at in (3, 4)] == [Place(1, 11, 4, 2)] * 2


def test_the_last_of_equal_words() -> None:
    """Words that stand twice are told apart: a search for them could not do that."""
    document = read(b"text: |\n  cake\n  cake\n", "cake.yaml")
    place = spot("text: |\n  cake\n  cake\n", document.places["text"], 5, 9, value="cake\ncake\n")
    assert place == Place(3, 3, 3, 7)


@pytest.mark.parametrize(("start", "end", "value"), [(0, 3, "Two"), (0, 0, "One"), (-1, 2, "One"), (0, 4, "One")])
def test_what_does_not_fit_gives_the_whole_field(start: int, end: int, value: str) -> None:
    """Another value, no words at all, or words beyond the value leave the place as it is."""
    assert spot("text: One\n", Place(1, 7, 1, 10), start, end, value=value) == Place(1, 7, 1, 10)


def test_a_text_that_stands_elsewhere() -> None:
    """A value that `*` takes from elsewhere has no words of its own here."""
    source = "title: &cake One\ntext: *cake\n"
    document = read(source.encode(), "cake.yaml")
    assert spot(source, document.places["text"], 0, 3, value="One") == document.places["text"]


def black(source: str, style: str = "") -> str:
    """Give the black characters of what a stretch of the file says."""
    if style == '"':
        source = str(yaml.safe_load(f'"{source}"'))
    return "".join((source.replace("''", "'") if style == "'" else source).split())


@settings(max_examples=300, deadline=None)
@given(TEXTS, STYLES, st.integers(15, 90), st.data())
def test_any_words_of_any_text(text: str, style: str | None, width: int, data: st.DataObject) -> None:
    """Whatever is written in whatever style, the place found says exactly the words, from the first to the last."""
    dumped = yaml.safe_dump([{"alt": text}], default_style=style, width=width, allow_unicode=True)
    source = f"kind: x\nmedia:\n{dumped}".replace("\n", data.draw(st.sampled_from(["\n", "\r\n", "\r"])))
    document = read(source.encode(), "cake.yaml")
    place, media = document.places["media[0].alt"], document.value["media"]
    value = (
        next(str(item["alt"]) for item in media if isinstance(item, dict)).strip() if isinstance(media, list) else ""
    )
    first, last = sorted(data.draw(st.tuples(*[st.sampled_from(range(len(value)))] * 2)) if value else (0, 0))
    words = value[first : last + 1]
    assume(words and words == words.strip())
    found = between(source, spot(source, place, first, last + 1, value=value))
    quote = between(source, place)[0]
    assert (black(found, quote), found) == (black(words), found.strip())


@pytest.mark.timeout(20)
@pytest.mark.parametrize("line", ["it''s \\ \n - \t\n\n", " "])
@pytest.mark.parametrize(
    ("before", "behind"), [("text: |\n ", ""), ("text: >\n ", ""), ("text: '", "'"), ('text: "', '"')]
)
def test_a_megabyte(line: str, before: str, behind: str) -> None:
    """Ten thousand words of a text as large as a file may be are found in a moment, however it is written."""
    source = before + f"x{line} " * (900_000 // (len(line) + 2)) + behind
    document = read(source.encode(), "cake.yaml")
    value = str(document.value["text"])
    places = [spot(source, document.places["text"], at, at + 1, value=value) for at in range(0, 900, 2)]
    assert places[0] == Place(places[0].line, places[0].column, places[0].line, places[0].column + 1)
