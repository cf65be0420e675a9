"""Little text: nothing of a text is lost on its way to LinkedIn, and it is counted as it is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.connectors.littletext import decoded, encoded, measure, normal
from communique.connectors.practice.littletext import read

RESERVED = "|{}@[]()<>#\\*_~"
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(RESERVED + " \nab1é🍰#"), st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize("sign", RESERVED)
def test_every_reserved_character_is_escaped(sign: str) -> None:
    """Each of the fifteen is escaped wherever it stands, even when it means nothing there."""
    assert encoded(f"a {sign} b") == f"a \\{sign} b"
    assert encoded(f"a{sign}") == f"a\\{sign}"


@pytest.mark.parametrize(
    ("text", "little"),
    [
        ("#Cake is served", "#Cake is served"),
        ("(#ISO22222) “#Gâteau”", r"\(#ISO22222\) “#Gâteau”"),
        ("#sponge_cake", r"#sponge\_cake"),
        ("C# and F#", r"C\# and F\#"),
        ("#1 of 2, item #22", r"\#1 of 2, item \#22"),
        ("https://www.iso.org/page#top", r"https://www.iso.org/page\#top"),
        ("##Cake", r"\#\#Cake"),
        ("ISO 22222 (2026) <draft>", r"ISO 22222 \(2026\) \<draft\>"),
        ("@ISO, @[ISO](urn:li:organization:1)", r"\@ISO, \@\[ISO\]\(urn:li:organization:1\)"),
        (r"{hashtag|\#|Cake}", r"\{hashtag\|\\\#\|Cake\}"),
    ],
)
def test_hashtags_stay_hashtags(text: str, little: str) -> None:
    """A word with a letter after a space stays a hashtag; every other # is a character, and so is every @."""
    assert encoded(text) == little
    assert read(little)[0] == text


@pytest.mark.parametrize(
    ("little", "text"),
    [
        (r"{hashtag|\#|Cake} and {hashtag|#|ISO\_TC}", "#Cake and #ISO_TC"),
        (r"By @[ISO \[Geneva\]](urn:li:organization:1) \(2026\)", "By ISO [Geneva] (2026)"),
        (r"\{hashtag\|x", "{hashtag|x"),
        ("plain {brackets} (and) others", "plain {brackets} (and) others"),
    ],
)
def test_what_linkedin_tells_is_read_as_the_public_reads_it(little: str, text: str) -> None:
    """Templates, mentions and escapes become plain words; what is none of them stays."""
    assert decoded(little) == text


@given(TEXTS)
def test_nothing_is_lost(text: str) -> None:
    """What is encoded is read whole by the practice server's own reader, and comes back as it was."""
    shown, told = read(encoded(text))
    assert shown == text
    assert decoded(told) == decoded(encoded(text)) == text


@given(TEXTS)
def test_the_longest_count(text: str) -> None:
    """The count is never below the characters, the UTF-16 units or the escaped form of a text."""
    counted = measure(text)
    assert counted == sum(2 if sign > "\uffff" else 1 for sign in encoded(text))
    assert counted >= len(text) + sum(text.count(sign) for sign in RESERVED if sign != "#")


@pytest.mark.parametrize(("text", "count"), [("", 0), ("Cake", 4), ("(é)", 5), ("#Cake", 5), ("C#", 3), ("🍰", 2)])
def test_counts(text: str, count: int) -> None:
    """An escaped character counts as two, a hashtag as it is written, an emoji as two UTF-16 units."""
    assert measure(text) == count


@pytest.mark.parametrize("bare", ["ISO 22222 (2026)", "see snake_case", "C#", "a *star*", "x @home", "end\\"])
def test_the_practice_server_cuts_as_linkedin_does(bare: str) -> None:
    """A text whose reserved characters are not escaped ends at the first of them."""
    shown, told = read(bare)
    assert shown == told
    assert bare.startswith(shown)
    assert len(shown) < len(bare)


def test_texts_are_compared_without_their_spaces() -> None:
    """Line breaks and the way an accent is written make no difference."""
    assert normal("Cre\u0300me\r\n\n bru\u0302lée ") == normal("Crème brûlée")
