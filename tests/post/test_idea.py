"""Ideas as values."""

import datetime as dt

import pytest

from communique.post.idea import Idea, Kind, MediaItem, Override, Publish

IDEA = Idea(
    id="cake", text="A cake.", networks=("blog", "fake"), kind=Kind.ARTICLE, author="a.baker",
    publish=Publish(after=dt.date(2026, 12, 1), before=dt.datetime(2026, 12, 20, 10, tzinfo=dt.UTC)),
    overrides={"fake": Override(thread=("One.", "Two."))}, media=(MediaItem(file="cake.jpg"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("network", "parts"), [("blog", ("A cake.",)), ("fake", ("One.", "Two.")), ("x", ("A cake.",))]
)
def test_an_override_replaces_the_text_as_a_whole(network: str, parts: tuple[str, ...]) -> None:
    """A network with an override gets just that, the others get the text."""
    assert IDEA.parts(network) == parts


def test_an_idea_survives_json() -> None:
    """Written as JSON and read again, a date stays a date and a moment stays a moment."""
    again = Idea.model_validate_json(IDEA.model_dump_json())
    assert again == IDEA
    assert type(again.publish.after) is dt.date
