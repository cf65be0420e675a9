"""Meetings are announced for days that lie ahead."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from growth import grows_linearly

from communique.policy.dates import over
from communique.policy.rule import Settings
from communique.policy.subject import Subject

MakeSubject = Callable[[Mapping[str, object]], Subject]
SETTINGS = Settings(
    words={"meeting": ("meeting*", "réunion"), "ahead": ("will", "next", "aura lieu"), "past": ("was held", "last")}
)


def found(text: str, make_subject: MakeSubject, after: dt.datetime | None = None) -> list[str]:
    """Give the dates that are over; it is the 22nd of November 2026."""
    return [hit.excerpt for hit in over(replace(make_subject({"text": text}), after=after), SETTINGS)]


@pytest.mark.parametrize(
    "date",
    [
        "3 March 2026", "3rd of March 2026", "March 3, 2026", "March 3-5, 2026", "3 mars 2026", "1er août 2026",
        "1er aout 2026",        "3. März 2026",
        "3 de marzo de 2026", "3 de marzo del 2026", "2026-03-03",
        "03.03.2026", "3. 3. 2026", "20 November 2026",
        "3 Sept. 2026",
    ],
)  # fmt: skip
def test_over(date: str, make_subject: MakeSubject) -> None:
    """A date is read in four languages and in digits."""
    assert found(f"The next meeting: {date} in Accra.", make_subject) == [date]


@pytest.mark.parametrize(
    "text",
    [
        "The next meeting: 22 November 2026.",
        "The next meeting: 3 March 2027.",
        "The next meeting lasts from 20 to 23 November 2026.",
        "The last meeting was held on 3 March 2026. The next is planned.",
        "The next edition: 3 March 2026.",
        "Next meeting on 31 February 2026, 2026-13-01 or 45.45.2026.",
        "The next meeting is on 3 March.",
    ],
)
def test_harmless(text: str, make_subject: MakeSubject) -> None:
    """What lies ahead, was held, is no meeting or no date is let pass."""
    assert found(text, make_subject) == []


def test_when_it_goes_out(make_subject: MakeSubject) -> None:
    """A post that goes out after the meeting must not announce it."""
    text = "The next meeting: 3 March 2027."
    assert found(text, make_subject, dt.datetime(2027, 3, 4, 13, tzinfo=dt.UTC)) == ["3 March 2027"]
    assert found(text, make_subject, dt.datetime(2027, 3, 4, 11, tzinfo=dt.UTC)) == []


def test_each_sentence_for_itself(make_subject: MakeSubject) -> None:
    """A date of another sentence is not the meeting's."""
    text = "ISO 22777 appeared on 3 March 2026. The next meeting is near! Réunion : elle aura lieu le 2 mai 2026"
    assert found(text, make_subject) == ["2 mai 2026"]


@pytest.mark.parametrize("piece", ["next meeting 3 March 2026 ", "3 3 3 2026 ", "2026. ", ".", " ", "a", "3 march "])
def test_long_text(piece: str, make_subject: MakeSubject) -> None:
    """A megabyte is looked through in linear time."""
    assert grows_linearly(lambda text: found("2026 " + text, make_subject), piece)
