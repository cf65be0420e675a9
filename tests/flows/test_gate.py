"""The gate: what an approval covers, and when it holds no longer."""

import datetime as dt
from collections.abc import Callable

import pytest

from bakery import BEFORE, BLOG, Bakery
from communique.flows.gate import Draft, Examination, broken, examine, moment, no_pictures, recheck
from communique.post.finding import Finding, Severity
from communique.post.reading import read_idea
from communique.queue import desk

CAKE = "text: The cake is out.\n"
Look = Callable[[str], Examination]


@pytest.fixture
def look(bakery: Bakery) -> Look:
    """Give a way to examine an idea file's text."""

    def examined(text: str) -> Examination:
        bakery.save("cake", text)
        home = bakery.home
        handed = read_idea(bakery.folder / "ideas" / "cake.yaml", home)
        window = (moment(each, home) for each in (handed.idea.publish.after, handed.idea.publish.before))
        return examine(home, Draft(handed.idea, handed.pictures, handed.places, *window), now=BEFORE)

    return examined


@pytest.fixture
def finding() -> Callable[[Severity], Finding]:
    """Give a way to make a finding of some weight."""

    def make(severity: Severity, rule: str = "CONT-1") -> Finding:
        return Finding(
            rule=rule, severity=severity, message="Look here.", clause="What can you share?", cure="", waivable=True,
            field="text", line=1, column=1, end_line=1, end_column=5, excerpt="text",
        )  # fmt: skip

    return make


def test_the_same_draft_has_the_same_seal(look: Look) -> None:
    """Examining changes nothing and depends on nothing but the draft, the committee and the rules."""
    assert look(CAKE) == look(CAKE)
    assert look(CAKE).seals() == look(CAKE).seals()


@pytest.mark.parametrize(
    "changed",
    [
        "text: The cake is in.\n",
        CAKE + "title: Cake\n",
        CAKE + "link: https://www.iso.org/\n",
        CAKE + "language: de\n",
        CAKE + "publish: {after: 2026-12-24}\n",
        CAKE + "publish: {before: 2026-12-24}\n",
        "text: The cake is out. \u200b\n",
        "text: The cake  is out.\n",
    ],
)
def test_whatever_changes_breaks_the_seal(look: Look, changed: str) -> None:
    """Text, title, link, language and window are all sealed, to the last sign."""
    assert look(CAKE).seals() != look(changed).seals()


def test_what_nobody_gets_to_see_is_not_sealed(look: Look) -> None:
    """How the file is written, and which post goes first, are no part of what is approved."""
    assert look(CAKE).seals() == look('publish: {priority: high}\ntext: "The cake is out."\n').seals()


def test_the_desk_points_at_the_words(bakery: Bakery) -> None:
    """A finding stands at its words when the idea is handed in, and at the same ones when it is looked at again."""
    bakery.save("cake", "text: |\n  The cake is out.\n  http://10.0.0.1/\n")
    (handed,) = bakery.collect()
    assert handed.taken
    engine = bakery.installation.engine
    view = desk.load(engine, handed.taken.revision)
    again = recheck(engine, bakery.home, view.revision, "before the desk", now=BEFORE)
    assert [(found.line, found.column) for found in view.findings if found.rule == "LINK-1"] == [(3, 3)]
    assert again.findings == view.findings == desk.load(engine, view.revision).findings


def test_the_account_is_sealed(bakery: Bakery, look: Look) -> None:
    """What is approved for one site is not approved for another."""
    before = look(CAKE).seals()
    bakery.settle(BLOG.replace("Notes on cake", "Notes on pie"))
    assert look(CAKE).seals() != before


def test_a_network_without_account_gets_nothing(look: Look) -> None:
    """Only the committee's accounts get a rendering."""
    assert list(look(CAKE).seals()) == ["blog"]


@pytest.mark.parametrize(
    ("severity", "holds"), [(Severity.BLOCK, False), (Severity.DECIDE, False), (Severity.WARN, True)]
)
def test_a_new_finding_voids_the_approval(
    look: Look, finding: Callable[..., Finding], severity: Severity, *, holds: bool
) -> None:
    """What needs a decision and was not there when the Secretary decided; a warning does not."""
    seen = look(CAKE)
    new = finding(severity)
    fresh = Examination(seen.draft, seen.renderings, (*seen.findings, new), seen.rules)
    seal = seen.seals()["blog"]
    assert (broken(seal, "blog", fresh, seen.findings) is None) is holds
    assert broken(seal, "blog", fresh, fresh.findings) is None


def test_another_seal_is_named(look: Look) -> None:
    """The reason is given in words for the Secretary."""
    assert (
        broken("0" * 64, "blog", look(CAKE), ()) == "What would be sent, or the rules, differ from what was approved."
    )


def test_a_day_begins_in_the_committees_zone(bakery: Bakery) -> None:
    """A date in the idea file means midnight there, in winter and in summer."""
    assert moment(dt.date(2026, 12, 1), bakery.home) == dt.datetime(2026, 11, 30, 23, tzinfo=dt.UTC)
    assert moment(dt.date(2026, 7, 1), bakery.home) == dt.datetime(2026, 6, 30, 22, tzinfo=dt.UTC)
    assert moment(None, bakery.home) is None


def test_looking_needs_no_pictures() -> None:
    """Rendering asks for no bytes; who asks is told that there are none."""
    with pytest.raises(KeyError):
        no_pictures("0" * 64)
