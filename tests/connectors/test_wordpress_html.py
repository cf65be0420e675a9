"""A text as WordPress gets it says to the letter what was approved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.connectors import text
from communique.connectors.practice.wordpress_page import Page
from communique.connectors.wordpress_html import alternative, content, plain

PIECES = st.sampled_from(
    [
        *"abx8 .-:;[]()<>&'\"`#/%",
        "\n",
        "\n\n",
        "...",
        "--",
        "8)",
        "&#8217;",
        "&amp;",
        "https://iso.org/?a=1&b",
        "é",
        "🍰",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=40).map("".join).map(text.tidy).filter(bool))
def test_any_text_is_read_as_it_was_written(said: str) -> None:
    """Whatever an author writes, the public reads it, and no more."""
    assert Page(content(said, "en", ())).text == said
    assert Page(f"<p>{plain(said)}</p>").text == text.flat(said)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("clause 8) of", "clause &#56;) of"), ("[gallery]", "&#91;gallery&#93;"), ("wait...", "wait&#46;&#46;."),
        ("a - b -- c-d", "a &#45; b &#45;&#45; c-d"), ("8x9", "8&#120;9"), ("Wordpress", "Word&#112;ress"),
        (":) now: 10:30", "&#58;) now: 10:30"), ("&#8217;", "&amp;&#35;8217;"), ("Cake (tm)", "Cake &#40;tm)"),
        ("ISO/TC 400: 80 cakes; R&D", "ISO/TC 400: 80 cakes; R&amp;D"),
    ],
)  # fmt: skip
def test_what_wordpress_reads_into_texts(said: str, sent: str) -> None:
    """Shortcodes, typography and faces are written as numbers; all else stays as people search for it."""
    assert plain(said) == sent


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("5 < 6", "5 &#60; 6"), ("50%ab, 50 %", "50&#37;ab, 50 %"), ("&lt; & R&D", "&#38;lt; & R&D"), ("a\nb", "a b"),
    ],
)  # fmt: skip
def test_alternative_texts(said: str, sent: str) -> None:
    """What WordPress takes out of alternative texts is written as a number."""
    assert alternative(said) == sent


def test_an_address_in_brackets() -> None:
    """An address becomes a link without the mark that follows it, and its brackets are no shortcode."""
    assert content("(https://iso.org/?a=[x]).", "en", ()) == (
        '<p lang="en">(<a href="https://iso.org/?a=&#91;x">https://iso.org/?a=&#91;x</a>&#93;).</p>'
    )
