"""What can be clicked in a text on Bluesky, by its place in bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.connectors.bluesky_facets import facets


def clicked(text: str) -> list[str]:
    """Give what can be clicked, read back by the bytes; every handle ends in a name that is known or in `.invalid`."""
    found = facets(text, lambda handle: None if handle.endswith(".invalid") else f"did:web:{handle}")
    whole = text.encode()
    return [whole[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode() for each in found]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://www.iso.org/standard/1.html.", ["https://www.iso.org/standard/1.html"]),
        ("🍰é (https://iso.org/a_(b)) ok", ["https://iso.org/a_(b)"]),
        ("“https://iso.org/?a=1&b=2”, HTTP://ISO.ORG!", ["https://iso.org/?a=1&b=2", "HTTP://ISO.ORG"]),
        ("https://iso.org/…", ["https://iso.org/"]),
        ("https:// and xhttps://iso.org and iso.org", []),
        ("#cakes, #crème-brûlée! ＃日本 #1 #2026 a#b #", ["#cakes", "#crème-brûlée", "＃日本"]),
        ("#" + "x" * 65, []),
        ("By @a.bsky.social. (@b.example.org) c@d.example", ["@a.bsky.social", "@b.example.org"]),
        ("@nobody.invalid @plain @a..b", []),
        ("https://iso.org/@a.bsky.social#b", ["https://iso.org/@a.bsky.social#b"]),
        ("#https://iso.org/", ["#https://iso.org"]),
    ],
)  # fmt: skip
def test_what_can_be_clicked(text: str, expected: list[str]) -> None:
    """Addresses, tags and names are found, without the punctuation of the sentence around them."""
    assert clicked(text) == expected


def test_what_a_click_does() -> None:
    """An address opens, a tag is searched without its sign, a name leads to its bearer."""
    found = facets("https://iso.org #cake @A.bsky.social", lambda handle: f"did:web:{handle}")
    assert [each["features"] for each in found] == [
        [{"$type": "app.bsky.richtext.facet#link", "uri": "https://iso.org"}],
        [{"$type": "app.bsky.richtext.facet#tag", "tag": "cake"}],
        [{"$type": "app.bsky.richtext.facet#mention", "did": "did:web:a.bsky.social"}],
    ]


@given(
    st.lists(
        st.sampled_from(["https://iso.org/é", "#täg", "@a.b.c", "🍰", " ", "(", ")", ".", "é", "\n", "@x.invalid"])
    )
)
def test_facets_are_in_order_and_apart(pieces: list[str]) -> None:
    """Facets never overlap, never cut a character in two, and stand in the order of the text."""
    text = "".join(pieces)
    found = [each["index"] for each in facets(text, lambda _: "did:web:x")]
    ends = [0]
    for index in found:
        assert ends[-1] <= index["byteStart"] < index["byteEnd"] <= len(text.encode())  # type: ignore[index]
        ends.append(index["byteEnd"])  # type: ignore[index]
    clicked(text)
