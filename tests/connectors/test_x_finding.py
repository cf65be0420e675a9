"""X gives posts back changed, page by page, and perhaps late: finding them, taking them back, knowing who we are."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.identity import Identity
from communique.connectors.practice.server import LAGGING, Mishap, Reply
from communique.connectors.practice.x import NUMBER, PROFILE
from communique.connectors.x_reading import comparable, first_match, told_text
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering
from places import LINK, NOW, Ideas, answers, opened
from x_place import ACCOUNT, meant

AWKWARD = "Cakes & <more> &lt;b&gt;\n\nat iso.org/a?b=1&c=2, “Crème” 🍰 100 % https://www.iso.org/ (iec.ch/x_(y))"
place = opened("x", **ACCOUNT)
answering = answers(meant)


def thread(place: Any, idea: Ideas, *, pictures: tuple[Picture, ...] = ()) -> tuple[Rendering, tuple[Receipt, ...]]:
    """Publish an awkward thread."""
    rendering, stands = place.connector.render(idea(thread=(AWKWARD, "Two.", "Three."), link=LINK), pictures), ()
    for number in range(3):
        stands += (place.connector.publish(rendering, f"key {number}", stands),)
    return rendering, stands


def test_what_x_changed_is_found(place: Any, idea: Ideas, picture: Picture) -> None:
    """Short addresses, `&amp;` and the address of the pictures hide no part of a thread from us."""
    rendering, stands = thread(place, idea, pictures=(picture,))
    for number, receipt in enumerate(stands):
        assert place.connector.find(rendering, "key", stands[:number], NOW) == receipt
    asked = place.server.requests[-1]
    assert asked.query == {
        "start_time": "2026-12-01T08:55:00Z", "max_results": "100", "exclude": "retweets",
        "tweet.fields": "created_at,entities,referenced_tweets",
    }  # fmt: skip


def test_a_part_belongs_to_the_part_before(place: Any, idea: Ideas) -> None:
    """The same words in reply to another post, or to none, are another post."""
    rendering, stands = thread(place, idea)
    other = Receipt(remote_id="12", url="https://x.com/ISOTC400/status/12")
    with pytest.raises(InDoubt):
        place.connector.find(rendering, "key", (other,), NOW)
    with pytest.raises(InDoubt):
        place.connector.find(place.connector.render(idea(text="Two."), ()), "key", (), NOW)
    assert place.connector.find(rendering, "key", stands[:1], NOW) == stands[1]


def test_every_page_is_read(place: Any, idea: Ideas) -> None:
    """A post is found however many came after it, but not older ones than our first try."""
    first = place.connector.render(idea(text="Post 0"), ())
    receipt = place.connector.publish(first, "key", ())
    for number in range(1, 230):
        place.connector.publish(place.connector.render(idea(text=f"Post {number}"), ()), "key", ())
    place.server.requests.clear()
    assert place.connector.find(first, "key", (), NOW) == receipt
    pages = [request.query.get("pagination_token") for request in place.server.requests if "tweets" in request.path]
    assert pages == [None, "100", "200"]
    with pytest.raises(InDoubt):
        place.connector.find(first, "key", (), NOW + dt.timedelta(minutes=6))


def test_what_is_not_shown_is_a_doubt(place: Any, idea: Ideas) -> None:
    """Right after a lost answer X may not show a post yet: never a no, found later, and the words say where to look."""
    place.server.misbehave(Mishap.LAG)
    rendering = place.connector.render(idea(), ())
    with pytest.raises(InDoubt):
        place.connector.publish(rendering, "key", ())
    for _ in range(LAGGING):
        with pytest.raises(
            InDoubt, match=r"not among the posts of @ISOTC400 since 2026-12-01 09:00 UTC.*x\.com/ISOTC400"
        ):
            place.connector.find(rendering, "key", (), NOW)
    assert place.connector.find(rendering, "key", (), NOW).remote_id == place.server.posts[0].id


def post(number: str, at: str, text: str = "Cakes.", **more: object) -> dict[str, object]:
    """Write a post as X does."""
    return {"id": number, "created_at": f"2026-12-01T{at}.000Z", "text": text, **more}


def test_the_first_of_equal_posts() -> None:
    """Of several equal posts ours is the first since we tried, or else the last before, as clocks differ."""
    posts = [post("5", "09:20:00"), post("4", "09:10:00"), post("3", "08:59:00"), post("2", "08:58:00")]
    assert first_match(posts, "Cakes.", None, NOW) == "4"
    assert first_match(posts[2:], "Cakes.", None, NOW) == "3"
    same_second = [post("2", "09:05:00"), post("1", "09:00:00")]
    assert first_match(same_second, "Cakes.", None, NOW.replace(microsecond=500)) == "1"
    assert first_match([], "Cakes.", None, NOW) is None


def test_what_stands_behind_short_addresses() -> None:
    """Where X names what stands behind an address that counts; the picture's own goes; `&amp;lt;` was `&lt;`."""
    urls = [
        {"url": "https://t.co/aaaaaaaaaa", "expanded_url": "http://iso.org/?a=1&b", "display_url": "iso.org/?a=1&b"},
        {"url": "https://t.co/bbbbbbbbbb", "expanded_url": "https://x.com/a/status/1/photo/1", "media_key": "3_1"},
        {"url": "https://t.co/cccccccccc", "expanded_url": "https://x.com/a/p", "display_url": "pic.twitter.com/abc"},
    ]
    text = "A &amp;lt; B https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb https://t.co/cccccccccc"
    told = told_text({"text": text, "entities": {"urls": urls}})
    assert comparable(told) == "A &lt; B iso.org/?a=1&b"
    assert comparable("https://www.iso.org/ x") == comparable("http://www.iso.org\nx")


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"data": {}}', b'{"data": [7]}', b'{"data": [{}]}',
     b'{"data": [{"text": "x", "entities": 7}]}',
     b'{"data": [{"text": "ISO 22222, Sponge cakes, is published.", "id": "1", "created_at": "noon"}]}'],
)  # fmt: skip
def test_a_timeline_that_nobody_can_read_is_a_doubt(
    place: Any, idea: Ideas, answering: Callable[..., None], body: bytes
) -> None:
    """What can't be read proves nothing."""
    answering(Reply(200, body), f"GET /2/users/{NUMBER}/tweets")
    with pytest.raises(InDoubt):
        place.connector.find(place.connector.render(idea(), ()), "key", (), NOW)


@pytest.mark.parametrize("path", ["GET /2/users/me", f"GET /2/users/{NUMBER}/tweets"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(500, Unreachable), (503, Unreachable), (429, Unreachable), (400, InDoubt), (401, InDoubt), (403, InDoubt),
     (404, InDoubt), (302, InDoubt)],
)  # fmt: skip
def test_looking_that_fails(  # noqa: PLR0917
    place: Any, idea: Ideas, answering: Callable[..., None], path: str, status: int, error: type[Exception]
) -> None:
    """What may pass is asked again later; what a person must cure is a doubt. Nothing is a no."""
    answering(Reply.of(status, {"detail": "something"}), path)
    with pytest.raises(error) as caught:
        place.connector.find(place.connector.render(idea(), ()), "key", (), NOW)
    assert type(caught.value) is error


def test_a_deleted_post_is_gone(place: Any, idea: Ideas) -> None:
    """Deleting sends one request; a post that is gone already is as good, if it is X that says so."""
    receipt = place.connector.publish(place.connector.render(idea(), ()), "key", ())
    for _ in range(2):
        place.connector.retract(receipt)
    assert [request.method for request in place.server.requests] == ["POST", "DELETE", "DELETE"]
    assert place.server.posts == ()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(404, b"<html>"), Refused), (Reply.of(200, {"data": {"deleted": False}}), InDoubt),
        (Reply(200, b"<html>"), InDoubt), (Reply.of(200, {}), InDoubt), (Reply.of(503, {}), InDoubt),
        (Reply.of(401, {}), Unauthorized), (Reply.of(429, {}), Throttled),
    ],
)  # fmt: skip
def test_deleting_that_fails(place: Any, answering: Callable[..., None], reply: Reply, error: type[Exception]) -> None:
    """A post counts as gone only if X says so."""
    answering(reply, "DELETE")
    with pytest.raises(error) as caught:
        place.connector.retract(Receipt(remote_id="12", url="https://x.com/ISOTC400/status/12"))
    assert type(caught.value) is error


def test_who_we_are(place: Any) -> None:
    """X tells handle, number, name, description, picture, and what the token may do."""
    assert place.connector.identity() == Identity(
        handle="ISOTC400", number=NUMBER, name="ISO/TC 400 Cakes", bio="Official account of ISO/TC 400",
        picture=hashlib.sha256(PROFILE).hexdigest(), scopes=("read-write",),
    )  # fmt: skip
    me, image = place.server.requests
    assert me.query == {"user.fields": "description,profile_image_url"}
    assert "authorization" not in image.headers


def test_a_token_that_may_only_read(place: Any, answering: Callable[..., None]) -> None:
    """What is missing is said; without a picture the rest still counts."""
    answering(Reply.of(200, {"data": {"id": "1", "username": "ISOTC400"}}, x_access_level="read"), "GET /2/users/me")
    assert place.connector.identity() == Identity("ISOTC400", "1", scopes=("read",), missing=("read-write",))
    told = {"id": "1", "username": "ISOTC400", "profile_image_url": f"{place.server.url}/nowhere"}
    answering(Reply.of(200, {"data": told}), "GET /2/users/me")
    assert place.connector.identity() == Identity("ISOTC400", "1")


@pytest.mark.parametrize(("status", "error"), [(401, Unauthorized), (429, Throttled), (503, InDoubt), (400, Refused)])
def test_who_we_are_that_fails(place: Any, answering: Callable[..., None], status: int, error: type[Exception]) -> None:
    """Credentials that X does not take are told as such."""
    answering(Reply.of(status, {}), "GET /2/users/me")
    with pytest.raises(error) as caught:
        place.connector.identity()
    assert type(caught.value) is error
