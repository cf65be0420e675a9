"""Mastodon: what is sent, what is counted, and every trap of the server and of its library."""

import datetime as dt
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.committee.workspace import Home
from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.mastodon import Mastodon, measure
from communique.connectors.practice.mastodon import AVATAR, KEYS
from communique.connectors.practice.mastodon_rules import counted
from communique.connectors.practice.server import Mishap
from communique.post.picture import Picture
from places import LINK, NOW, Ideas, Open, opened
from stranger import move, saying

SINCE = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
TOKEN = KEYS.access_token.get_secret_value()
WORDS = [
    "Käse",
    "@anna@mastodon.example",
    "@anna",
    "🍰",
    "👩‍👩‍👧",
    "🇨🇭",
    "e\u0301",
    LINK,
    f"{LINK}.",
    "ISO 22222:2026,",
    "\n",
]
place = opened("mastodon")


# Rendering and counting


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("", 0), ("cake", 4), ("e\u0301", 1), ("👩‍👩‍👧🇨🇭👍🏽", 3), (LINK, 23), (f"({LINK}).", 26),
        ("http://iso.org/" + "x" * 200, 23), ("iso.org/cake", 12), ("https://localhost/cake", 22),
        ("@anna@mastodon.example, hello", 12), ("@anna, hello", 12), ("anna@example.org", 16),
    ],
)  # fmt: skip
def test_counting(said: str, length: int) -> None:
    """An address is 23, a mention its local part, all else what a reader sees; a bare domain is no address."""
    assert measure(said) == length


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_the_server_counts_the_same(said: str) -> None:
    """Two ways of counting that know nothing of each other agree."""
    assert measure(said) == counted(said)


@given(st.text(max_size=60))
def test_counting_never_fails(said: str) -> None:
    """Any text has a length, and no more than its characters where there is no address."""
    assert 0 <= measure(said) <= len(said) or "://" in said


def test_a_thread_and_its_link(place: Any, idea: Ideas) -> None:
    """The link stands below the last part; the account is named with its server."""
    rendering = place.connector.render(idea(thread=("One.", "Two."), link=LINK), ())
    assert [part.text for part in rendering.parts] == ["One.", f"Two.\n\n{LINK}"]
    assert [part.length for part in rendering.parts] == [4, 29]
    assert rendering.account == "@isotc400@mastodon.example"


def test_the_limit_is_the_servers(open_place: Open, idea: Ideas) -> None:
    """A server may take more than 500 characters; the committee file says so, and render asks nobody."""
    place = open_place("mastodon", characters=1000)
    assert place.connector.render(idea(text="x" * 900), ()).parts[0].limit == 1000
    assert place.server.requests == []


def test_too_long_is_refused(place: Any, idea: Ideas) -> None:
    """The server says so in its own words."""
    with pytest.raises(Refused, match=r"422 .*Text character limit of 500 exceeded"):
        place.connector.publish(place.connector.render(idea(text="x" * 501), ()), "key", ())


# What is sent


def test_what_exactly_is_sent(place: Any, idea: Ideas) -> None:
    """One request, with text, language, key and token; nothing is asked before it."""
    place.connector.publish(place.connector.render(idea(text="Sponge & <cake>\n\nnew"), ()), "a key", ())
    (request,) = place.server.requests
    assert (request.method, request.path) == ("POST", "/api/v1/statuses")
    assert parse_qs(request.body.decode()) == {
        "status": ["Sponge & <cake>\n\nnew"], "visibility": ["public"], "language": ["en"], "sensitive": ["0"],
    }  # fmt: skip
    assert request.headers["idempotency-key"] == "a key"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"


def test_pictures_go_first_with_their_words(place: Any, idea: Ideas, picture: Picture) -> None:
    """A picture is uploaded once, by version 2, with its alternative text, without asking for the server's version."""
    place.connector.publish(place.connector.render(idea(), (picture,)), "key", ())
    assert [request.path for request in place.server.requests] == ["/api/v2/media", "/api/v1/statuses"]
    (post,) = place.server.posts
    assert [(shown.digest, shown.alt) for shown in post.pictures] == [(picture.digest, picture.alt)]


def test_a_thread_goes_part_by_part(place: Any, idea: Ideas, picture: Picture) -> None:
    """Each part answers the one before; pictures go with the first; each part is found."""
    rendering = place.connector.render(idea(thread=("Same.", "Same.", "Three.")), (picture,))
    stands: tuple[Any, ...] = ()
    for number in range(3):
        stands += (place.connector.publish(rendering, f"key {number}", stands),)
    for number in range(3):
        assert place.connector.find(rendering, "?", stands[:number], SINCE) == stands[number]
    posts = place.server.posts
    assert [post.previous for post in posts] == [None, stands[0].remote_id, stands[1].remote_id]
    assert [len(post.pictures) for post in posts] == [1, 0, 0]


def test_a_slow_picture_is_waited_for(place: Any, idea: Ideas, picture: Picture) -> None:
    """202 and 206 mean that the server still works on it: we look again, a little later each time."""
    waited: list[float] = []
    place.connector.pause, place.server.service.slow = waited.append, 3
    place.connector.publish(place.connector.render(idea(), (picture,)), "key", ())
    assert waited == [0.5, 1.0, 2.0]
    assert len(place.server.posts[0].pictures) == 1


def test_a_picture_that_is_never_done(place: Any, idea: Ideas, picture: Picture) -> None:
    """After half a minute we give up; nothing was posted, so it may be sent again."""
    waited: list[float] = []
    place.connector.pause, place.server.service.slow = waited.append, 99
    with pytest.raises(Unreachable, match=r"still works on the picture cake\.png"):
        place.connector.publish(place.connector.render(idea(), (picture,)), "key", ())
    assert sum(waited) == 31.5
    assert place.server.posts == ()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"{}", Unreachable), (200, b"{}", Unreachable), (200, b"<html>", Unreachable),
        (422, b'{"error": "File is odd"}', Refused), (401, b"{}", Unauthorized), (429, b"{}", Throttled),
    ],
)  # fmt: skip
def test_trouble_with_a_picture_is_no_doubt(
    place: Any, idea: Ideas, picture: Picture, *, status: int, body: bytes, error: type[Exception]
) -> None:
    """Nothing is public before the post: what went wrong with a picture leaves no doubt."""
    rendering = place.connector.render(idea(), (picture,))
    with saying(place, status, body), pytest.raises(error) as caught:
        place.connector.publish(rendering, "key", ())
    assert type(caught.value) is error


# What comes back

GOOD = b'{"id": "1", "url": "https://mastodon.example/1", "created_at": "2026-12-01T09:00:00.000Z"}'
ANSWERS = {
    (200, b"<html>"): InDoubt, (200, b""): InDoubt, (200, b"{}"): InDoubt, (200, b"[1]"): InDoubt,
    (200, GOOD.replace(b'"1"', b"null")): InDoubt, (301, b""): InDoubt, (400, b'{"error": "no"}'): Refused,
    (401, b'{"error": "The access token is invalid"}'): Unauthorized, (403, b'{"error": "scope"}'): Unauthorized,
    (404, b'{"error": "Record not found"}'): Refused, (409, b"{}"): InDoubt, (422, b'{"error": "bad"}'): Refused,
    (429, b"{}"): Throttled, (500, b"x"): InDoubt, (502, b""): InDoubt, (503, b"{}"): InDoubt, (504, b""): InDoubt,
}  # fmt: skip


@pytest.mark.parametrize(("answer", "error"), ANSWERS.items())
def test_every_answer_is_one_error(place: Any, idea: Ideas, answer: tuple[int, bytes], error: type[Exception]) -> None:
    """Each status and each unreadable yes comes to its one error, which never shows the token."""
    rendering = place.connector.render(idea(), ())
    with saying(place, answer[0], answer[1] + TOKEN.encode() * (answer[0] == 500)), pytest.raises(error) as caught:
        place.connector.publish(rendering, "key", ())
    assert (InDoubt if isinstance(caught.value, InDoubt) else type(caught.value)) is error
    assert TOKEN not in str(caught.value)


def test_a_yes_with_an_odd_head_is_a_doubt(place: Any, idea: Ideas) -> None:
    """Mastodon.py says "rate limit" of a yes whose head it can't read: the post stands, so that is no wait."""
    rendering = place.connector.render(idea(), ())
    with saying(place, 200, GOOD, X_RateLimit_Reset="soon"), pytest.raises(InDoubt, match="Rate limit time"):
        place.connector.publish(rendering, "key", ())


@pytest.mark.parametrize(
    ("reset", "minutes"),
    [("2026-12-01T09:05:00.123456Z", 5), ("2026-12-01T09:05:00", 5), ("2020-01-01T00:00:00Z", 0), ("soon", 15)],
)
def test_how_long_to_wait(place: Any, idea: Ideas, reset: str, minutes: int) -> None:
    """The server says when in ISO 8601; what nobody can read is a quarter of an hour."""
    rendering = place.connector.render(idea(), ())
    with saying(place, 429, X_RateLimit_Reset=reset), pytest.raises(Throttled) as caught:
        place.connector.publish(rendering, "key", ())
    assert round((caught.value.until - NOW).total_seconds() / 60) == minutes


def test_a_dead_host_is_unreachable(open_place: Open, idea: Ideas) -> None:
    """Where nobody listens, nothing was sent; and nobody can be asked."""
    place = open_place("mastodon")
    move(place, "http://127.0.0.1:9")
    rendering = place.connector.render(idea(), ())
    with pytest.raises(Unreachable, match="nothing was sent"):
        place.connector.publish(rendering, "key", ())
    with pytest.raises(Unreachable):
        place.connector.find(rendering, "key", (), SINCE)


def test_renewal_is_told(place: Any, idea: Ideas) -> None:
    """Refused credentials come with what to do."""
    place.server.misbehave(Mishap.REFUSE_CREDENTIALS)
    with pytest.raises(Unauthorized, match="run `communique accounts connect mastodon`"):
        place.connector.publish(place.connector.render(idea(), ()), "key", ())


def test_a_token_that_names_a_file_is_not_read(
    place: Any, idea: Ideas, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mastodon.py would read a file of that name; the token is taken as it is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / TOKEN).write_text("something else")
    assert place.connector.publish(place.connector.render(idea(), ()), "key", ())


# Finding and taking back


@pytest.mark.parametrize(
    ("mishap", "posted"),
    [
        (Mishap.BREAK_BEFORE, False), (Mishap.DROP_BEFORE, False), (Mishap.BREAK_AFTER, True),
        (Mishap.LOSE_ANSWER, True), (Mishap.GARBLE_ANSWER, True), (Mishap.CUT_ANSWER, True),
    ],
)  # fmt: skip
def test_every_doubt_is_settled(place: Any, idea: Ideas, *, mishap: Mishap, posted: bool) -> None:
    """Looking tells what happened, and sending again by the same key makes one post of it."""
    place.server.misbehave(mishap)
    rendering = place.connector.render(idea(text=f"Käse & <cake> @anna\n\n{LINK}"), ())
    with pytest.raises(InDoubt):
        place.connector.publish(rendering, "key", ())
    assert bool(place.connector.find(rendering, "key", (), SINCE)) is posted
    place.connector.publish(rendering, "key", ())
    assert len(place.server.posts) == 1


def test_the_key_covers_what_lags(place: Any, idea: Ideas) -> None:
    """Were a post listed late, the same key within the hour would still give the first one."""
    place.server.misbehave(Mishap.LAG)
    rendering = place.connector.render(idea(), ())
    with pytest.raises(InDoubt):
        place.connector.publish(rendering, "key", ())
    assert place.connector.find(rendering, "key", (), SINCE) is None
    place.connector.publish(rendering, "key", ())
    assert len(place.server.posts) == 1


def test_find_after_the_key_is_forgotten(place: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """After an hour the server has forgotten the key; the account's own posts still tell, page by page."""
    rendering = place.connector.render(idea(text="Ours."), ())
    receipt = place.connector.publish(rendering, "key", ())
    for number in range(90):
        place.connector.publish(place.connector.render(idea(text=f"Another {number}."), ()), f"{number}", ())
    moments.append(NOW + dt.timedelta(hours=2))
    assert place.connector.find(rendering, "key", (), NOW) == receipt
    pages = [request.query.get("max_id") for request in place.server.requests if request.path.endswith("/statuses")]
    assert len([page for page in pages if page]) >= 2


def test_find_leaves_older_posts_alone(place: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """The same words said long before are another post; of two that fit, the first since then counts."""
    rendering = place.connector.render(idea(), ())
    place.connector.publish(rendering, "old", ())
    moments.append(NOW + dt.timedelta(days=7))
    assert place.connector.find(rendering, "key", (), moments[-1]) is None
    first = place.connector.publish(rendering, "key", ())
    moments.append(moments[-1] + dt.timedelta(hours=2))
    place.connector.publish(rendering, "key", ())
    assert place.connector.find(rendering, "key", (), moments[-2]) == first


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [(429, b"{}", Unreachable), (503, b"", Unreachable), (401, b"{}", InDoubt), (200, b"<html>", InDoubt)],
)
def test_looking_is_honest(place: Any, idea: Ideas, *, status: int, body: bytes, error: type[Exception]) -> None:
    """What may pass is asked again; where nobody can tell, there is a doubt, never a no."""
    rendering = place.connector.render(idea(), ())
    with saying(place, status, body), pytest.raises(error):
        place.connector.find(rendering, "key", (), SINCE)


def test_a_strangers_404_is_not_gone(place: Any, idea: Ideas) -> None:
    """A “not found” in other words than the server's own takes nothing back."""
    receipt = place.connector.publish(place.connector.render(idea(), ()), "key", ())
    with saying(place, 404, b"<html>"), pytest.raises(Refused):
        place.connector.retract(receipt)


# Who we are


def test_identity(open_place: Open) -> None:
    """Handle, name, bio as plain text, the picture's digest and the scopes are read from the server."""
    place = open_place("mastodon", name="ISO/TC 400", bio="Cakes & more")
    told = place.connector.identity()
    assert (told.handle, told.name, told.bio, told.missing) == ("isotc400", "ISO/TC 400", "Cakes & more", ())
    assert told.picture == hashlib.sha256(AVATAR).hexdigest()
    assert "write:statuses" in (told.scopes or ())
    assert told.remarks == ()
    assert not [r for r in place.server.requests if "avatars" in r.path and "authorization" in r.headers]


def test_another_limit_is_told(place: Any, home: Home) -> None:
    """Where the server takes another number of characters than the committee file says, that is said."""
    place.server.service.limit = 5000
    (remark,) = place.connector.identity().remarks
    assert re.search("takes 5000 characters, the committee file says 500: put `characters: 5000`", remark)
    assert isinstance(place.connector, Mastodon)
