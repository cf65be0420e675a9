"""The whole history of one post."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable

from sqlalchemy import Engine

from communique.post.receipt import Outcome, Receipt
from communique.queue import sending, view

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def test_nothing_is_forgotten(engine: Engine, hand_in: Callable[..., object], ready: Callable[..., int]) -> None:
    """Both revisions, the decision, the try, the receipt and every event are there, as JSON."""
    hand_in(texts=("First.",))
    ready()
    held = sending.claim(engine, 2, slot=NOW, per_network=3, now=NOW)
    assert held is not None
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="7", url="u")), now=NOW)
    detail = view.post(engine, TC, "sponge-cakes")
    assert detail is not None
    shown = json.loads(json.dumps(dataclasses.asdict(detail)))
    assert shown["revisions"][0]["idea"]["text"] == "First."
    old, new = (revision["deliveries"][0] for revision in shown["revisions"])
    assert (old["state"], new["state"], new["receipts"][0]["remote_id"]) == ("superseded", "published", "7")
    assert shown["revisions"][1]["decisions"][0]["verdict"] == "approve"
    assert [event["what"] for event in shown["events"]] == [
        "idea.new", "delivery.superseded", "idea.revised", "delivery.ready", "desk.answered", "delivery.sending",
        "part.published", "delivery.published",
    ]  # fmt: skip


def test_what_was_never_handed_in_has_no_history(engine: Engine) -> None:
    """An unknown post is None."""
    assert view.post(engine, TC, "nothing") is None
