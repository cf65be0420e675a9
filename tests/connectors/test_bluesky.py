"""The Bluesky connector: what it renders and what it sends."""

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluesky_place import ACCOUNT, answering, asked
from communique.connectors.bluesky import BYTES, LIMITS, Bluesky, measure
from communique.connectors.errors import Refused
from communique.connectors.practice.bluesky import DID
from communique.connectors.practice.server import Reply
from communique.connectors.tid import tid
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from places import LINK, NOW, Ideas, opened

place = opened("bluesky", **ACCOUNT)


# Rendering


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Cake", 4),
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦", 3),
        ("🇨🇭", 1),
        ("a\r\nb", 3),
        ("", 0),
        ("👨‍👩‍👧‍👦" * 120, 300),
        ("👨‍👩‍👧‍👦" * 121, 303),
    ],
)
def test_measure(text: str, length: int) -> None:
    """Characters count as people see them, and bytes count where they are the tighter limit."""
    assert measure(text) == length


@given(st.text(), st.text())
def test_measure_grows(one: str, two: str) -> None:
    """A text is never shorter than its beginning in bytes, nor than a tenth of its bytes, nor longer than its parts."""
    clean, more = (said.encode("utf-8", "ignore").decode() for said in (one, two))
    assert measure(clean + more) <= measure(clean) + measure(more)
    assert measure(clean) * BYTES >= len(clean.encode())


def test_a_link_is_a_card(place: Any, idea: Ideas) -> None:
    """Without pictures the link is a card of its own, and the text does not repeat it."""
    rendering = place.connector.render(idea(link=LINK, title="Sponge  cakes"), ())
    place.connector.publish(rendering, "k", ())
    (sent,) = asked(place.server, "com.atproto.repo.putRecord")
    assert rendering.parts[0].text == "ISO 22222, Sponge cakes, is published."
    external = sent["record"]["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (LINK, "Sponge cakes", "")


def test_a_card_without_a_title(place: Any, idea: Ideas) -> None:
    """Where the idea has no title the card bears the name of the site."""
    assert place.connector.render(idea(link=LINK), ()).title == "www.iso.org"
    assert place.connector.render(idea(), ()).title == ""


def test_a_link_beside_a_picture(place: Any, idea: Ideas, picture: Picture) -> None:
    """With pictures the link is a line below the text, and can be clicked there."""
    rendering = place.connector.render(idea(link=LINK), (picture,))
    place.connector.publish(rendering, "k", ())
    (sent,) = asked(place.server, "com.atproto.repo.putRecord")
    assert rendering.parts[0].text.endswith(f"\n\n{LINK}")
    assert sent["record"]["facets"][0]["features"][0]["uri"] == LINK
    assert sent["record"]["embed"]["$type"] == "app.bsky.embed.images"


def test_a_card_goes_with_the_last_part(place: Any, idea: Ideas) -> None:
    """In a thread the card stands where the link would."""
    rendering = place.connector.render(idea(thread=("One.", "Two."), link=LINK), ())
    publish_all(place.connector, rendering)
    first, second = (sent["record"] for sent in asked(place.server, "com.atproto.repo.putRecord"))
    assert "embed" not in first
    assert second["embed"]["external"]["uri"] == LINK


def test_the_frame() -> None:
    """Pictures are sent as they are up to two million bytes."""
    assert LIMITS.frame is not None
    assert (LIMITS.frame.size, LIMITS.pictures, LIMITS.length) == (2_000_000, 4, 300)


# Sending


def publish_all(connector: Bluesky, rendering: Any) -> tuple[Receipt, ...]:
    """Send every part."""
    stands: tuple[Receipt, ...] = ()
    for place in range(len(rendering.parts)):
        stands += (connector.publish(rendering, f"k{place}", stands),)
    return stands


@given(st.text(min_size=1, max_size=64))
def test_a_key_gives_a_tid(key: str) -> None:
    """Every key gives the same thirteen characters each time, of a moment in the past (atproto.com, "TID")."""
    clean = key.encode("utf-8", "ignore").decode()
    made = tid(clean)
    value = 0
    for character in made:
        value = value * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(character)
    assert made == tid(clean)
    assert len(made) == 13
    assert dt.datetime.fromtimestamp((value >> 10) / 1e6, dt.UTC).year in {2023, 2024, 2025}


def test_a_key_never_changes() -> None:
    """What a stored key stands for is the same in every version: otherwise a post could go out twice."""
    assert tid("key") == "3juzz3ebxo5lk"


def test_what_is_sent(place: Any, idea: Ideas) -> None:
    """One session, one look, one record under our own key; nothing else."""
    receipt = place.connector.publish(place.connector.render(idea(), ()), "key", ())
    assert [request.path.removeprefix("/xrpc/com.atproto.") for request in place.server.requests] == [
        "server.createSession", "repo.getRecord", "repo.putRecord",
    ]  # fmt: skip
    (sent,) = asked(place.server, "com.atproto.repo.putRecord")
    assert sent == {
        "repo": DID, "collection": "app.bsky.feed.post", "rkey": tid("key"), "validate": True,
        "record": {
            "$type": "app.bsky.feed.post", "text": "ISO 22222, Sponge cakes, is published.",
            "createdAt": "2026-12-01T09:00:00.000Z", "langs": ["en"],
        },
    }  # fmt: skip
    assert receipt.url == f"https://bsky.app/profile/isotc400.bsky.social/post/{tid('key')}"
    assert receipt.remote_id == f"at://{DID}/app.bsky.feed.post/{tid('key')}"


def test_what_stands_is_left_alone(place: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """The same key again, later, puts nothing: the post keeps its moment and its content."""
    rendering = place.connector.render(idea(), ())
    receipt = place.connector.publish(rendering, "k", ())
    moments.append(NOW + dt.timedelta(minutes=5))
    assert place.connector.publish(rendering, "k", ()) == receipt
    assert len(asked(place.server, "com.atproto.repo.putRecord")) == 1


def test_a_picture(place: Any, idea: Ideas, picture: Picture, bodies: dict[str, bytes]) -> None:
    """A picture is handed in as its bytes and kind, and shown with its words and shape."""
    place.connector.publish(place.connector.render(idea(), (picture,)), "k", ())
    (upload,) = (request for request in place.server.requests if request.path.endswith("uploadBlob"))
    assert (upload.body, upload.headers["content-type"]) == (bodies[picture.digest], "image/png")
    (sent,) = asked(place.server, "com.atproto.repo.putRecord")
    (image,) = sent["record"]["embed"]["images"]
    assert image["alt"] == "A sponge cake on a white plate"
    assert (image["aspectRatio"]["width"], image["aspectRatio"]["height"]) == (640, 400)


def test_pictures_go_with_the_first_part(place: Any, idea: Ideas, picture: Picture) -> None:
    """A thread shows its pictures once, and every part names the first and the one before it."""
    stands = publish_all(place.connector, place.connector.render(idea(thread=("One.", "Two.", "Three.")), (picture,)))
    records = [sent["record"] for sent in asked(place.server, "com.atproto.repo.putRecord")]
    assert ["embed" in record for record in records] == [True, False, False]
    assert records[2]["reply"]["root"]["uri"] == stands[0].remote_id
    assert records[2]["reply"]["parent"]["uri"] == stands[1].remote_id


def test_a_part_that_is_gone(place: Any, idea: Ideas) -> None:
    """Nothing can follow a part that somebody has deleted."""
    rendering = place.connector.render(idea(thread=("One.", "Two.")), ())
    first = place.connector.publish(rendering, "k0", ())
    place.connector.retract(first)
    with pytest.raises(Refused, match="the part before it is no longer there"):
        place.connector.publish(rendering, "k1", (first,))
    assert place.server.posts == ()


def test_too_long_is_refused(place: Any, idea: Ideas) -> None:
    """A text that is too long is cut by nobody: the network refuses it."""
    with pytest.raises(Refused, match="grapheme too big"):
        place.connector.publish(place.connector.render(idea(text="x" * 301), ()), "k", ())


def test_another_ones_post(place: Any) -> None:
    """What is not in our own repository is never deleted."""
    with pytest.raises(Refused, match="is no post of @isotc400"):
        place.connector.retract(Receipt(remote_id="at://did:plc:else/app.bsky.feed.post/3juzz3ebxo5lk", url=""))


# Who we are


def test_who_we_are(place: Any) -> None:
    """Handle, number, name and description come from the network."""
    told = place.connector.identity()
    assert (told.handle, told.number) == ("isotc400.bsky.social", DID)
    assert (told.name, told.bio, told.picture) == ("ISO/TC 400", "Official account", "")


def test_the_picture_is_known_by_its_digest(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a picture holds the SHA-256 of its bytes, so that none is fetched."""
    cid = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
    blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": "image/png", "size": 5}
    record = {"uri": "at://x", "cid": cid, "value": {"$type": "app.bsky.actor.profile", "avatar": blob}}
    answering(monkeypatch, place, "getRecord", Reply.of(200, record))
    assert place.connector.identity().picture == hashlib.sha256(b"hello").hexdigest()


def test_no_profile(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that never said who it is has neither name nor picture."""
    missing = {"error": "RecordNotFound", "message": "Could not locate record"}
    answering(monkeypatch, place, "getRecord", Reply(400, json.dumps(missing).encode()))
    assert (place.connector.identity().name, place.connector.identity().picture) == ("", "")
