"""What the Secretary reads above the form."""

import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt
from PIL import Image

from bakery import Bakery
from communique.flows.page import page
from communique.post.finding import Finding, Severity
from communique.queue import desk, intake
from communique.queue.rounds import Round
from communique.queue.view import posts

PICTURE = "media: [{file: cake.png, alt: A *cake*., credit: A. Baker, licence: CC0-1.0}]\n"
Desk = Callable[..., str]


@pytest.fixture
def shown(bakery: Bakery) -> Desk:
    """Give a way to read the desk of the idea `cake` after it was handed in with these texts, one after the other."""

    def read(*texts: str, turn: Round | None = None) -> str:
        for text in texts:
            bakery.save("cake", text)
            bakery.collect()
        engine = bakery.installation.engine
        (post,) = posts(engine)
        asked = turn or round_of()
        return page(
            desk.load(engine, post.revision), bakery.home.committee, asked, lambda it: intake.picture(engine, it)
        )

    return read


def round_of(*findings: Finding, note: str = "") -> Round:
    """Give a round with these findings."""
    return Round(1, 1, "run", 1, {"blog": "0123456789abcdef" * 4}, findings, note, None, "", None)


def finding(severity: Severity) -> Finding:
    """Give a finding that tries to be more than a text."""
    return Finding(
        rule="CONT-1", severity=severity, message="Not | agreed.", clause="What can you share?", cure="Ask.",
        waivable=True, field="kind", line=1, column=1, end_line=1, end_column=5, excerpt="kind",
    )  # fmt: skip


def test_everything_in_its_order(bakery: Bakery, shown: Desk) -> None:
    """Why it is back, what it is, what changed, the text, the image, the findings, the seal, who may decide."""
    (bakery.folder / "ideas").mkdir()
    Image.new("RGB", (2000, 1500), "tan").save(bakery.folder / "ideas" / "cake.png")
    turn = round_of(finding(Severity.DECIDE), note="The code was wrong.")
    text = shown("text: A cake.\n" + PICTURE, "text: A pie.\n" + PICTURE, turn=turn)
    order = [
        "The code was wrong", "a&#46;baker", "2026", "{+pie.+}", "A pie&#46;", "characters", "data:image/jpeg",
        "&#42;cake&#42;", "CC0&#45;1&#46;0", "you decide", "What can you share?", "Ask&#46;", "01234567 89abcdef",
        "write your reason", "Sam Miller",
    ]  # fmt: skip
    places = [text.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_nothing_is_fetched_from_elsewhere(shown: Desk) -> None:
    """Whatever an author writes, the page holds no address that a browser would load."""
    hostile = '"![x](https://iso.org/a.png) <img src=https://iso.org/b.png> ``` ![y](https://iso.org/c.png)"'
    text = shown("text: A cake.\n", f"text: {hostile}\ntitle: {hostile}\n")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert text.count("iso") > 3
    assert not re.findall(r"<(?!/?(?:p|br|hr|pre|code|table|thead|tbody|tr|th|td|h2|h3|strong|em)\b)[^>]*", html)


def test_what_hides_in_a_change_is_named(shown: Desk) -> None:
    """A sign that shows nothing is named also where the page shows what changed."""
    changes = (
        shown("text: A cake.\n", 'text: "A \\u202ecake\\u200b."\n').partition("Changed since")[2].partition("###")[0]
    )
    assert "⟨U+202E⟩" in changes
    assert "\u202e" not in changes


def test_only_settings_changed(shown: Desk) -> None:
    """Where no reader would see a difference, the desk says so instead of showing an empty change."""
    assert "Not the text: only its settings." in shown("text: A cake.\n", "text: A cake.\npublish: {priority: high}\n")


@pytest.mark.parametrize(
    ("severity", "asks"), [(Severity.DECIDE, True), (Severity.BLOCK, True), (Severity.WARN, False)]
)
def test_when_a_reason_is_needed(shown: Desk, severity: Severity, *, asks: bool) -> None:
    """The desk asks for a reason exactly where an approval needs one."""
    text = shown("text: A cake.\n", turn=round_of(finding(severity)))
    assert ("write your reason into the comment" in text) is asks


def test_without_codes_the_desk_says_so(bakery: Bakery, shown: Desk) -> None:
    """Where nobody can tell who decided, every screen says it."""
    assert "need no one-time code" in shown("text: A cake.\n")
    file = bakery.folder / "committee.yaml"
    file.write_text(file.read_text().replace("one_time_code: false", "one_time_code: true"))
    assert "need no one-time code" not in shown("text: A cake.\n")
