"""A committee whose accounts are as they should be, and a way to change a piece of it."""

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from communique.committee.committee import Committee
from communique.committee.workspace import Home
from communique.policy.standing.standing import Standing

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
"""The Sunday on which every example is judged."""
SHA = "c1b2c3d4e5f60718293a4b5c6d7e8f90c1b2c3d4e5f60718293a4b5c6d7e8f90"
BIO = "Official account of ISO/TC 400, Cake making and other baking products. Views don’t represent @isostandards."
KNOWS = {"attested": "2026-09-01", "acknowledged": "2026-09-01"}
ACCOUNT = {"bio": BIO, "picture": "team-iso.png", "opened_by_tpm": "2026-08-15", "comments_read": "2026-11-20"}
COMMITTEE: dict[str, Any] = {
    "committee": "ISO/TC 400",
    "title": "Cake making and other baking products",
    "timezone": "Europe/Zurich",
    "slot": {"day": "tuesday", "time": "10:00"},
    "secretary": {"id": "s.miller", "name": "Sam Miller", **KNOWS},
    "creators": [{"id": "a.baker", "name": "Alex Baker", "since": "2026-09-01", **KNOWS}],
    "tpm": {
        "email": "tpm@example.org", "told": "2026-07-02",
        "social_media_manager_told": "2026-08-20", "updated": "2026-10-01",
    },
    "kinds": ["publication"],
    "agreed": {"resolution": "Resolution 7/2026", "date": "2026-06-30"},
    "strategy": {
        "why": "To be seen.", "audience": "Bakers.", "information": "New standards.", "value": "They bake by them.",
    },
    "interacts": True,
    "picture_sha256": SHA,
    "accounts": {
        "blog": {
            "site": "public/", "title": "ISO/TC 400, Cake making", "url": "https://cakes.example.org/", **ACCOUNT,
        },
        "fake": {"url": "http://127.0.0.1:8001/", "handle": "ISOTC400_cakes", **ACCOUNT},
    },
}  # fmt: skip
FRAME = {name: COMMITTEE[name] for name in ("timezone", "slot", "secretary", "kinds")} | {"title": "Pies"}
PUBLISHED = {"blog": "2026-11-17T09:00:00Z", "fake": "2026-11-17T09:00:00Z"}
MOMENTS: TypeAdapter[dict[str, dt.datetime] | None] = TypeAdapter(dict[str, dt.datetime] | None)

Stand = Callable[[Mapping[str, Any]], Standing]


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """Give a function that changes a piece of the committee file, and says what else a rule sees."""

    def make(piece: Mapping[str, Any]) -> Standing:
        more = {"others": [], "published": PUBLISHED, "pictures": {"blog": SHA, "fake": SHA}}
        more |= {name: piece[name] for name in more if name in piece}
        changes = {name: value for name, value in piece.items() if name not in more}
        home = settled(merged(COMMITTEE, changes), tmp_path)
        others = tuple(settled({**FRAME, **other}, tmp_path) for other in more["others"])
        published = MOMENTS.validate_json(json.dumps(more["published"]))
        return Standing(home, NOW, others, published, more["pictures"])

    return make


def settled(fields: Mapping[str, Any], root: Path) -> Home:
    """Give a committee its folder, named after its number."""
    committee = Committee.model_validate_json(json.dumps(fields))
    return Home(committee, root / committee.key / "committee.yaml")


def merged(whole: Any, changes: Any) -> Any:
    """Put changes into a copy of a whole, group by group; null takes a field out."""
    if not isinstance(whole, dict) or not isinstance(changes, dict):
        return copy.deepcopy(changes)
    fields = {name: merged(whole.get(name), value) for name, value in changes.items()}
    return {name: value for name, value in {**whole, **fields}.items() if value is not None}
