"""Frames found in texts: by language, with gaps, around, and in linear time."""

import pytest
from growth import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from communique.policy.language.compiling import Compiler
from communique.policy.language.keeping import from_bytes, to_bytes
from communique.policy.language.matching import Matcher
from communique.policy.language.pattern import BrokenPattern
from communique.policy.language.tokens import read

LISTS = {
    "member": {"any": ["=DIN", "=BIS"], "en": ["Germany", "United Kingdom", "<nation> delegat*"], "de": ["*land"]},
    "nation": {"en": ["German|Swiss"]},
    "stance": {"en": ["vot* ..3 against", "said no", "abstain*", "-abstainer"], "de": ["stimmt* dagegen"]},
    "ballot": {"en": ["ballot*"], "de": ["*abstimmung*"]},
    "host": {"en": ["host*"]},
}


def matcher(*frames: str, language: str = "en", unless: tuple[str, ...] = ()) -> Matcher:
    """Compile frames of one rule, by way of bytes as the cache keeps them."""
    compiler = Compiler(LISTS)
    compiler.add("RULE-1", {language: frames}, {language: unless})
    return from_bytes(to_bytes(compiler.matcher()))


def found(text: str, *frames: str, language: str = "en", unless: tuple[str, ...] = ()) -> list[str]:
    """Give the words that the frames are found on."""
    reading = read([text])
    matches = matcher(*frames, language=language, unless=unless).look(reading, "ISO/TC 400")
    return [text[reading.spans[each.first][1] : reading.spans[each.after - 1][2]] for each in matches]


@pytest.mark.parametrize(
    ("text", "frame", "words"),
    [
        ("The United  Kingdom voted firmly against it.", "<member> <stance>", "United  Kingdom voted firmly against"),
        ("The Swiss delegates abstained.", "<member> <stance>", "Swiss delegates abstained"),
        ("DIN, as we heard, said no.", "<member> ..3 <stance>", "DIN, as we heard, said no"),
        ("They abstained, says DIN.", "<member> & <stance>", "abstained, says DIN"),
        ("A ballot. It ran. DIN said no.", "<member> <stance> && <ballot>", "DIN said no"),
        ("ISO/TC 34 is slow.", "<other-committee> is slow", "ISO/TC 34 is slow"),
        ("Our WG 2 is slow.", "<own-committee> is slow", "WG 2 is slow"),
        ("ISO says so.", "<start> =ISO", "ISO"),
        ("🎉 ISO says 🤞 so.", "<start> =ISO says 🤞", "ISO says 🤞"),
        ("Shall we? No.", "<question>", "we"),
        ("It says “one two three four five”.", "<quote>", "one two three four five"),
        ("Dear me, a NATO J.", "<acronym> <initial>", "NATO J"),
        ("Their to-do list.", "task|to-do list", "to-do list"),
        ("Ask the delegation", "the? delegation", "delegation"),
    ],
)
def test_found(text: str, frame: str, words: str) -> None:
    """Lists within lists, gaps, any order, sentences around, and what is known by its look."""
    if frame.startswith("the?"):
        with pytest.raises(BrokenPattern):
            found(text, frame)
        return
    assert found(text, frame) == [words]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("DIN, as we all have heard, said no.", "<member> ..3 <stance>"),
        ("DIN met. Others said no.", "<member> & <stance>"),
        ("The bis and the din said no.", "<member> ..3 <stance>"),
        ("An abstainer from Germany.", "<stance>"),
        ("A ballot. One. Two. Three. DIN said no.", "<member> <stance> && <ballot>"),
        ("A ballot ran. DIN said no.", "<member> <stance> && not <ballot>"),
        ("DIN said no as host.", "<member> <stance> & not <host>"),
        ("Deutschland stimmte dagegen.", "<member> <stance>"),
        ("", "<member>"),
    ],
)
def test_not_found(text: str, frame: str) -> None:
    """Gaps end, sentences end, capitals count, barred words and other languages don't."""
    assert found(text, frame) == []


def test_languages() -> None:
    """A frame uses the words of its own language and those of all."""
    text = "Deutschland stimmte dagegen. DIN stimmt dagegen."
    assert found(text, "<member> <stance>", language="de") == ["Deutschland stimmte dagegen", "DIN stimmt dagegen"]
    assert found("Germany said no.", "<member> <stance>", language="any") == ["Germany said no"]


def test_unless() -> None:
    """What excuses a frame counts in its own sentence only."""
    text = "DIN said no as host. BIS said no."
    assert found(text, "<member> <stance>", unless=("<host>",)) == ["BIS said no"]


def test_once_per_sentence() -> None:
    """A rule is found once in a sentence, however many of its frames hold."""
    assert len(found("DIN and BIS said no.", "<member> ..5 <stance>", "<stance>", "said no")) == 1


@pytest.mark.parametrize(
    ("frames", "lists", "message"),
    [
        ({"en": ["<nobody>"]}, LISTS, "no word list called 'nobody'"),
        ({"xx": ["a"]}, LISTS, "'xx' is no language"),
        ({"en": ["<a>"]}, {"a": {"en": ["<b> x"]}, "b": {"en": ["<a> y"]}}, "stands for itself"),
        ({"en": ["<a>"]}, {"a": {"en": ["-two words"]}}, "only a single word can be barred"),
    ],
)
def test_broken(frames: dict[str, list[str]], lists: dict[str, dict[str, list[str]]], message: str) -> None:
    """A frame that could never be found is refused when it is read."""
    with pytest.raises(BrokenPattern, match=message):
        Compiler(lists).add("RULE-1", frames, {})


@pytest.mark.parametrize(
    "piece", ["DIN ", "voted ", "DIN voted ", "against DIN voted ", "a", "A. ", "@a", "a.b/", '"', "ballot. DIN "]
)
def test_time_is_linear(piece: str) -> None:
    """A text ten times as long takes about ten times as long, whatever stands in it; never a hundred times."""
    looking = matcher("<member> ..15 <stance> && <ballot>", "<member> ..15 <member> ..15 <member> ..15 <stance>")
    assert grows_linearly(lambda text: list(looking.look(read([text]))), piece)


@given(st.lists(st.sampled_from(["DIN", "Germany", "voted", "against", "said", "no", ".", "ballot", "a", "host", "?"])))
def test_any_order(words: list[str]) -> None:
    """Whatever is said, matches lie inside the text and start before they end."""
    reading = read([" ".join(words)])
    for each in matcher("<member> & <stance>", "<member> ..2 <stance> && not <host>").look(reading):
        assert 0 <= each.first < each.after <= len(reading.raw)
