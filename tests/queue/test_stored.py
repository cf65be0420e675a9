"""Values come back from the tables as they went in."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pydantic import ValidationError

from communique.committee.committee import Kind
from communique.committee.mistake import Place
from communique.post.finding import Finding, Severity
from communique.post.idea import Idea, Override, Publish
from communique.queue import stored

WORDS = st.text(min_size=1)
START, END = dt.datetime(2001, 1, 1), dt.datetime(2099, 1, 1)  # noqa: DTZ001 - an idea may leave the zone out
ZONES = st.none() | st.just(dt.UTC) | st.just(dt.timezone(dt.timedelta(hours=-9, minutes=-30)))
MOMENTS = (
    st.none()
    | st.dates(START.date(), END.date())
    | st.datetimes(START, END, timezones=ZONES).map(lambda moment: moment.replace(microsecond=0))
)


@given(WORDS, st.lists(WORDS, min_size=2, max_size=3), MOMENTS, MOMENTS)
def test_an_idea_comes_back(text: str, thread: list[str], after: dt.date | None, before: dt.date | None) -> None:
    """Any text, thread, override and moment; a date stays a date and a moment a moment."""
    with suppress_invalid():
        idea = Idea(
            id="cake", text=text, networks=("blog",), kind=Kind.PUBLICATION, author="a.baker",
            publish=Publish(after=after, before=before), overrides={"blog": Override(thread=tuple(thread))},
        )  # fmt: skip
    back = stored.read_idea(idea.model_dump_json())
    assert back == idea
    assert type(back.publish.after) is type(after)


@contextmanager
def suppress_invalid() -> Iterator[None]:
    """Leave out what no idea may say."""
    try:
        yield
    except ValidationError:
        reject()


def test_an_idea_of_an_older_version_comes_back() -> None:
    """What was stored before there were corrections, answers and consensus is read, and says nothing of them."""
    old = (
        '{"id": "cake", "text": "A cake.", "thread": null, "title": "", "networks": ["blog"], "kind": "publication", '
        '"author": "a.baker", "language": "en", "link": null, "overrides": {}, "media": [], '
        '"publish": {"after": null, "before": null, "priority": "normal"}, "material": {"presentation": null}}'
    )
    idea = stored.read_idea(old)
    assert (idea.corrects, idea.answers, idea.material.consensus) == (None, None, "")


def test_places_come_back() -> None:
    """Every field keeps its four numbers."""
    places = {"": Place(1, 1, 9, 1), "media[0].alt": Place(4, 12, 4, 30)}
    assert stored.read_places(stored.write_places(places)) == places


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("waivable", [True, False])
def test_what_a_finding_asks_for(finding: Callable[..., Finding], *, severity: Severity, waivable: bool) -> None:
    """Only a block that nobody may lift is insurmountable; blocks and questions want a reason."""
    said = (finding(severity, waivable=waivable),)
    assert stored.read_findings(stored.write_findings(said)) == said
    assert stored.insurmountable(said) is (severity is Severity.BLOCK and not waivable)
    assert stored.needs_reason(said) is (severity in {Severity.BLOCK, Severity.DECIDE})
