"""What every connector promises, whatever its network."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.connectors.connector import Connector
from communique.connectors.errors import InDoubt, Refused
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.rendering import Rendering

SINCE = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
AWKWARD = "  Sponge\t<cakes>\r\n& “more”, é 🍰 \n\n\n\nhttps://www.iso.org/?a=1&b\n"
KEYED = frozenset({"blog", "fake", "mastodon", "bluesky", "wordpress", "discourse"})
"""Networks that know what was published by a key; on the others only the content tells."""
OURS = frozenset({"blog", "fake"})
BY_CONTENT = frozenset({"mastodon"})
"""Networks that keep a key but can't be asked for it; `find` goes by the content."""
Ideas = Callable[..., Idea]
Draw = Callable[[], Picture]
Bodies = dict[str, bytes]
Standing = Callable[[], list[tuple[str, tuple[str, ...]]]]


def test_render_has_no_effect(connector: Connector, idea: Ideas, standing: Standing, tmp_path: Path) -> None:
    """Rendering gives the same every time and touches neither network nor disk."""
    first, second = (connector.render(idea(link="https://www.iso.org/"), ()) for _ in range(2))
    assert first == second
    assert standing() == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_sent_is_what_was_rendered(connector: Connector, idea: Ideas, standing: Standing, draw: Draw) -> None:
    """The network holds exactly the approved text and the approved bytes of the pictures."""
    picture = draw()
    rendering = connector.render(idea(text=AWKWARD), (picture,))
    connector.publish(rendering, "key", ())
    assert standing() == [(rendering.parts[0].text, (picture.digest,))]


def test_parts_are_measured(connector: Connector, idea: Ideas) -> None:
    """Every part bears its own length and limit, and fits the connector's way of counting."""
    for part in connector.render(idea(thread=("Sponge cake", "Crème brûlée")), ()).parts:
        assert part.length == connector.limits.measure(part.text)
        assert part.limit == connector.limits.length


def test_one_key_is_one_post(connector: Connector, idea: Ideas, standing: Standing) -> None:
    """The same key again gives the same receipt, or a doubt where the network knows no keys; there is one post."""
    rendering = connector.render(idea(), ())
    receipt = connector.publish(rendering, "key", ())
    if connector.network in KEYED:
        assert connector.publish(rendering, "key", ()) == receipt
    else:
        with pytest.raises(InDoubt):
            connector.publish(rendering, "key", ())
    assert len(standing()) == 1


def test_two_keys_are_two_posts(connector: Connector, idea: Ideas, standing: Standing) -> None:
    """Different posts stand side by side."""
    connector.publish(connector.render(idea(id="one", text="One sponge cake is ready."), ()), "one", ())
    connector.publish(connector.render(idea(id="two", text="Two sponge cakes are ready."), ()), "two", ())
    assert [text for text, _ in standing()] == ["One sponge cake is ready.", "Two sponge cakes are ready."]


def test_find_tells_what_stands(connector: Connector, idea: Ideas) -> None:
    """Before publishing nothing is found, afterwards the receipt that publishing gave."""
    rendering = connector.render(idea(), ())
    assert not found(connector, rendering, "key")
    receipt = connector.publish(rendering, "key", ())
    assert connector.find(rendering, "key", (), SINCE) == receipt
    if connector.network in KEYED - BY_CONTENT:
        assert not found(connector, rendering, "another key")


def test_retract_twice(connector: Connector, idea: Ideas, standing: Standing) -> None:
    """A post that was taken back is gone, and taking it back again changes nothing."""
    receipt = connector.publish(connector.render(idea(), ()), "key", ())
    connector.retract(receipt)
    connector.retract(receipt)
    assert standing() == []


def test_a_retracted_post_never_comes_back(connector: Connector, idea: Ideas, standing: Standing) -> None:
    """Where we keep the keys ourselves, that of a retracted post stays used: sending by it again publishes nothing."""
    if connector.network not in OURS:
        return
    rendering = connector.render(idea(), ())
    receipt = connector.publish(rendering, "key", ())
    connector.retract(receipt)
    assert connector.find(rendering, "key", (), SINCE) == receipt
    assert connector.publish(rendering, "key", ()) == receipt
    assert standing() == []


def test_a_lost_picture_is_refused(connector: Connector, idea: Ideas, draw: Draw, bodies: Bodies) -> None:
    """Without the bytes that were approved nothing is published."""
    rendering = connector.render(idea(), (draw(),))
    bodies.clear()
    with pytest.raises(Refused, match=r"cake\.png is no longer in the queue"):
        connector.publish(rendering, "key", ())
    assert not found(connector, rendering, "key")


def test_a_changed_picture_is_refused(connector: Connector, idea: Ideas, draw: Draw, bodies: Bodies) -> None:
    """Bytes with another digest than the approved one never leave."""
    picture = draw()
    rendering = connector.render(idea(), (picture,))
    bodies[picture.digest] += b"more"
    with pytest.raises(Refused, match=r"cake\.png is not the approved one"):
        connector.publish(rendering, "key", ())
    assert not found(connector, rendering, "key")


def found(connector: Connector, rendering: Rendering, key: str) -> bool:
    """Tell whether a part is found; a network that promises nothing leaves a doubt instead of a no."""
    try:
        return connector.find(rendering, key, (), SINCE) is not None
    except InDoubt:
        assert connector.network not in KEYED
        return False
