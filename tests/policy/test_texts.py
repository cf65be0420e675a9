"""Lengths and repetitions point at the field that the author has to change."""

import dataclasses
from collections.abc import Callable, Mapping

import pytest

from communique.policy.engine import Subject, check, load_pack
from communique.policy.rule import Settings
from communique.policy.subject import clip, part_field
from communique.policy.texts import repeated, too_long
from communique.post.rendering import Part

LONG = "Cake " * 60
MakeSubject = Callable[..., Subject]


@pytest.mark.parametrize(
    ("piece", "fields"),
    [
        ({"text": LONG}, ["text"]),
        ({"thread": ["Short.", LONG]}, ["thread[1]"]),
        ({"text": "Short.", "overrides": {"fake": {"text": LONG}}}, ["overrides.fake.text"]),
        ({"text": "Short.", "overrides": {"fake": {"thread": [LONG, "Short."]}}}, ["overrides.fake.thread[0]"]),
        ({"text": LONG, "overrides": {"fake": {"text": "Short."}}}, []),
        ({"text": LONG, "networks": ["blog"]}, []),
        ({"text": "é" * 280}, []),
        ({"text": "é" * 281}, ["text"]),
    ],
)
def test_lengths(piece: Mapping[str, object], fields: list[str], make_subject: MakeSubject) -> None:
    """The limit is inclusive, counted by the network, and judged on what that very network gets."""
    found = [finding for finding in check(load_pack(), make_subject(piece)) if finding.rule == "FIT-1"]
    assert [finding.field for finding in found] == fields


def test_a_length_is_said_in_figures(make_subject: MakeSubject) -> None:
    """The message says how long the text is, what is allowed, and by whom."""
    (found,) = check(load_pack(), make_subject({"text": "x" * 300}))
    assert found.message == "This text has 300 characters as fake counts them; fake allows 280."


@pytest.mark.parametrize(
    ("sent", "length", "span"),
    [("x" * 300, 300, (280, 300)), ("x" * 300, 320, None), ("x" * 299, 299, None)],
)
def test_what_is_too_much_is_marked(
    sent: str, length: int, span: tuple[int, int] | None, make_subject: MakeSubject
) -> None:
    """A text too long is marked from the limit on, if the network takes it as it is and counts characters."""
    subject = make_subject({"text": "x" * 300, "networks": ["fake"]})
    parts = (Part(text=sent, length=length, limit=280),)
    rendering = subject.renderings[0].model_copy(update={"parts": parts})
    (hit,) = too_long(dataclasses.replace(subject, renderings=(rendering,)), Settings())
    assert hit.span == span


def test_a_repeated_part_is_marked_as_a_whole(make_subject: MakeSubject) -> None:
    """The words of a part that says the same again are the whole part."""
    (hit,) = repeated(make_subject({"thread": ["Cake", "Other", "CAKE  "]}), Settings())
    assert (hit.field, hit.span) == ("thread[2]", (0, 4))


def test_a_thread_on_one_page_is_one_field(make_subject: MakeSubject) -> None:
    """Where a network makes one part of a thread, the whole thread is the field."""
    idea = make_subject({"thread": ["One.", "Two."]}).idea
    assert part_field(idea, "blog", 0, 1) == "thread"
    assert part_field(idea, "fake", 1, 2) == "thread[1]"


def test_repetitions_are_compared_as_read(make_subject: MakeSubject) -> None:
    """Capitals, spaces and compatible forms make no other text; the remark names both parts."""
    (found,) = check(load_pack(), make_subject({"thread": ["ﬁne  cake", "Other", "Fine\ncake"]}))
    assert (found.field, found.message) == ("thread[2]", "Part 3 of the thread says the same as part 1.")


def test_an_excerpt_is_short() -> None:
    """An excerpt is the first line, at most sixty characters, exactly as it stands in the field."""
    assert clip("  First line \nSecond line") == "First line "
    assert clip("x" * 100) == "x" * 60
