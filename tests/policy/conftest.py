"""A sample committee, a moment, and a way to make a subject from a piece of an idea file."""

import datetime as dt
import json
from collections.abc import Callable, Mapping

import pytest

from communique.committee.committee import Committee
from communique.committee.times import start_of
from communique.policy.engine import Subject
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.rendering import Part, Rendering

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
"""The Sunday on which every example is judged."""
LIMITS = {"blog": 0, "fake": 280}

COMMITTEE = {
    "committee": "ISO/TC 400",
    "title": "Cake making and other baking products",
    "timezone": "Europe/Zurich",
    "slot": {"day": "tuesday", "time": "10:00"},
    "secretary": {"id": "s.miller"},
    "deputies": [{"id": "d.deputy"}],
    "creators": [{"id": "a.baker", "since": "2026-09-01"}, {"id": "f.future", "since": "2026-11-23"}],
    "kinds": ["publication", "stage", "meeting", "presentation", "teaser", "correction"],
    "accounts": {"blog": {"site": "public/", "title": "Cakes"}, "fake": {"url": "http://127.0.0.1:8000/"}},
}

MakeSubject = Callable[[Mapping[str, object]], Subject]


@pytest.fixture
def committee() -> Committee:
    """Give ISO/TC 400 with one creator, one whose delegation begins tomorrow, a Secretary and a deputy."""
    return Committee.model_validate_json(json.dumps(COMMITTEE))


@pytest.fixture
def make_subject(committee: Committee) -> MakeSubject:
    """Give a function that fills a piece of an idea file up to a whole subject."""

    def make(piece: Mapping[str, object]) -> Subject:
        text = {} if "thread" in piece else {"text": "ISO 22222, Sponge cakes, is published."}
        frame = {"id": "cakes", "networks": list(LIMITS), "kind": "publication", "author": "a.baker", **text}
        idea = Idea.model_validate_json(json.dumps({**frame, **piece}))
        after, before = (
            start_of(moment, "Europe/Zurich") if moment else None
            for moment in (idea.publish.after, idea.publish.before)
        )
        rendered = tuple(render(idea, network) for network in idea.networks)
        return Subject(idea, committee, rendered, NOW, after, before)

    return make


def render(idea: Idea, network: str) -> Rendering:
    """Render as a network would that counts characters and takes every part as it is."""
    parts = [Part(text=text, length=len(text), limit=LIMITS.get(network, 0)) for text in idea.parts(network)]
    pictures = [
        Picture(digest="00", mime="image/png", width=1, height=1, size=1, **item.model_dump()) for item in idea.media
    ]
    return Rendering(
        network=network, account="ISOTC400", slug=idea.id, title=idea.title, language=idea.language,
        parts=tuple(parts), pictures=tuple(pictures), link=idea.link,
    )  # fmt: skip
