"""X's own way of counting: what it published of it, as a table of facts, and two counters that agree."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.connectors.practice.x_count import spans, weight
from communique.connectors.x_length import ADDRESS, addresses, cashtags, measure

FACTS = [
    ("", 0), ("a", 1), ("Sponge cakes", 12), ("\n\n", 2), ("\t", 1),
    # by ranges: one each
    ("é", 1), ("e\u0301", 1), ("ñandú", 5), ("Ж", 1), ("Ελληνικά", 8), ("שלום", 4), ("العربية", 7), ("ไทย", 3),
    ("\u10ff", 1), ("\u2000", 1), ("\u200d", 1), ("\u2010–—“”‘’", 7), ("\u201f", 1), ("′″‴", 3), ("\u2037", 1),
    # outside of them: two each
    ("\u1100", 2), ("\u200e", 2), ("\u2020", 2), ("\u2022", 2), ("…", 2), ("\u2031", 2), ("\u2038", 2),
    ("€", 2), ("™", 2), ("→", 2), ("日本", 4), ("한국", 4), ("中文字", 6), ("ﷺ", 2), ("𝒞", 2), ("\ufeff", 2),
    # an emoji, however it is made: two
    ("🍰", 2), ("❤", 2), ("❤️", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("👩🏾‍🚀", 2), ("🏳️‍🌈", 2), ("🇨🇭", 2), ("🇨🇭🇫🇷", 4),
    ("1️⃣", 2), ("#⃣", 2), ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2), ("©️", 2), ("©", 1),
    ("®", 1), ("1", 1), ("‼️", 2), ("🍰🍰", 4), ("a🍰b", 4), ("☎️", 2), ("🕴🏿", 2),
    # an address: 23
    ("https://www.iso.org/", 23), ("http://iso.org", 23), ("HTTPS://ISO.ORG", 23), ("iso.org", 23),
    ("iso.org/standard/1", 23), ("www.iso.org/committee/400.html?view=a&b=c#top", 23),
    ("https://www.iso.org/" + "x" * 300, 23), ("https://t.co/abcdefghij", 23), ("https://bücher.example", 23),
    ("http://iso.org:8080/a", 23), ("https://iso.org?a=b", 23), ("https://en.wikipedia.org/wiki/Cake_(food)", 23),
    ("https://iso.org/a_(b_(c))", 23), ("file.py", 23), ("done.It", 23), ("a.co", 23),
    # what belongs to the sentence, not to the address
    ("iso.org.", 24), ("(iso.org)", 25), ("“https://www.iso.org/x”", 25), ("https://iso.org/a,", 24),
    ("https://iso.org/a).", 25), ("https://iso.org/a!", 24), ("iso.org, iec.ch", 48), ("https://iso.org…", 25),
    ("日本語iso.orgです", 33), ("see iso.org/a and b", 33), ("https://iso.org https://iec.ch", 47),
    # no address
    ("a.baker@iso.org", 15), ("@iso.org", 8), ("#iso.org", 8), ("$iso.org", 8), ("iso.organic1", 12), ("x.invalid", 9),
    ("e.g. this", 9), ("1.2.3", 5), ("http://localhost/", 17), ("ISO/IEC", 7), ("-iso.org", 8), ("a_iso.org", 9),
    ("ftp.example", 11), ("http://", 7), ("22222:2026", 10), ("iso.org@x", 9),
]  # fmt: skip
PIECES = [
    "Sponge cake", "é", "e\u0301", "日本", "…", "€", "🍰", "👨‍👩‍👧", "👍🏽", "🇨🇭", "1️⃣", "❤️",
    "\u200d", "“", "”", "(", ")", ".", ",", "!", "-", "/", "@", "#", "$", "_", "&", " ", "\n", "iso.org",
    "iec.ch/a_(b)", "https://www.iso.org/standard/22222.html", "http://bücher.de?x=1", "a.baker@iso.org", "ISO",
    "22222:2026", "co", "www.", "?", "'", "+",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@pytest.mark.parametrize(("text", "length"), FACTS)
def test_facts(text: str, length: int) -> None:
    """What X published of its counting holds for us, and for the practice server, which counts in a way of its own."""
    assert measure(text) == length
    assert weight(text) == length


@given(TEXTS)
@example("(iso.org)_")
def test_two_ways_of_counting_agree(text: str) -> None:
    """Whatever stands side by side, connector and practice server count the same and see the same addresses."""
    composed = unicodedata.normalize("NFC", text)
    assert addresses(text) == tuple(composed[start:end] for start, end in spans(composed))
    assert measure(text) == weight(text)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    """Any text has a length: of each character at most two, or of its addresses 23."""
    assert 0 <= measure(text) <= 2 * len(unicodedata.normalize("NFC", text)) + ADDRESS * text.count(".")


@given(st.text(max_size=40), st.sampled_from(["NFC", "NFD"]))
def test_accents_count_the_same_in_every_form(text: str, form: str) -> None:
    """Composed or not, a text has one length."""
    assert measure(unicodedata.normalize(form, text)) == measure(text)


@given(TEXTS, TEXTS)
def test_lines_add_up(one: str, other: str) -> None:
    """White space parts everything: two lines are as long as each of them and the break."""
    assert measure(f"{one}\n{other}") == measure(one) + 1 + measure(other)


@given(st.text("abcdefghij/-_", min_size=1, max_size=400))
def test_an_address_is_as_long_as_any_other(path: str) -> None:
    """However long an address is, it counts 23."""
    assert measure(f"https://www.iso.org/{path}") == ADDRESS


def test_a_long_line_is_counted_at_once() -> None:
    """Nothing that somebody writes makes us count for ever."""
    for text in (
        "é" * 3000,
        "a." * 3000,
        "https://iso.org/" + "(" * 3000,
        "https://iso.org/" + "(a" * 1500,
        "🍰\u200d" * 3000,
    ):
        assert measure(text) > 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$ISO", ("$ISO",)), ("buy $ISO, $IEC.X!", ("$ISO", "$IEC.X")), ("$5 and a$b", ()), ("$toolong", ()), ("", ()),
        ("$ISO\n$ISO", ("$ISO", "$ISO")),
    ],
)  # fmt: skip
def test_cashtags(text: str, found: tuple[str, ...]) -> None:
    """A cashtag is a dollar sign and up to six letters, by itself."""
    assert cashtags(text) == found
