"""Untrusted words on the desk: shown as they are, and nothing but shown."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from communique.flows.markdown import exact, fenced, hidden, plain, table, visible

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
SIGNS = st.sampled_from(
    [*"ab \n\t`*_{}[]()#+-.!|~<>&:/@=\\1\"'$^%", "](", "![", "<img src=x>", "&amp;", "http://x.y", "==="]
)
TEXTS = st.one_of(st.text(), st.lists(SIGNS).map("".join))


class Seen(HTMLParser):
    """What a browser shows of a page, and the marks that it finds."""

    def __init__(self, markdown: str) -> None:
        """Read the page that Markdown makes."""
        super().__init__()
        self.words = ""
        self.marks: set[str] = set()
        self.feed(READER.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the standard library's
        """Note a mark; a line break is shown as one."""
        self.marks.add(tag)

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        self.words += data


def shown(markdown: str) -> str:
    """Give the words that are shown; every kind of white space is a space."""
    return " ".join(Seen(markdown).words.replace("\xa0", " ").split())


@given(text=TEXTS)
@example(text="A cake\n===\n")
@example(text="1. one\n2. two")
@example(text="    code")
@example(text="a\n\n\nb")
def test_the_exact_text_is_shown_word_for_word(text: str) -> None:
    """Whatever a text contains, the desk shows every sign of it and no markup comes of it."""
    seen = Seen(exact(text))
    assert seen.marks <= {"p", "br", "hr"}
    lines = "\n".join(line or " " for line in visible(text).split("\n"))
    assert seen.words.replace("\xa0", " ").strip("\n") == lines


@given(text=TEXTS)
@example(text="===")
def test_a_plain_word_stays_plain(text: str) -> None:
    """In a table's cell, too, a text is only a text, on one line."""
    markdown = table(("", "x"), [("word", plain(text))])
    assert Seen(markdown).marks <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert markdown.count("\n") == 2
    assert shown(markdown) == " ".join(["x", "word", *text.replace("\x00", "\ufffd").split()])


@given(text=TEXTS)
@example(text="```\n````\n![x](https://iso.org)")
def test_nothing_leaves_a_fence(text: str) -> None:
    """No run of backticks ends the code block before its time."""
    assert Seen(fenced(text)).marks <= {"pre", "code"}


@pytest.mark.parametrize(
    "char", ["\u200b", "\u202e", "\u2066", "\u00ad", "\t", "\r", "\x00", "\u2028", "\u00a0", "\ue000"]
)
def test_what_cannot_be_seen_is_named(char: str) -> None:
    """A sign that shows nothing, or turns others around, is named in the text."""
    assert hidden(char)
    assert f"⟨U+{ord(char):04X}⟩" in shown(exact(f"a{char}b"))


@pytest.mark.parametrize("char", [*"aé字🍰 -\n"])
def test_what_can_be_seen_is_not_named(char: str) -> None:
    """Letters, spaces and line ends stay as they are."""
    assert visible(char) == char
