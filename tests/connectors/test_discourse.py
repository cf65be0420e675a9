"""Discourse: what is sent, what the public reads, and every trap of the forum and of its library."""

import datetime as dt
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.connectors.discourse import external_id, measure
from communique.connectors.discourse_text import image, markdown
from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.practice.discourse import AVATAR, KEYS
from communique.connectors.practice.discourse_rules import seen
from communique.connectors.practice.server import Mishap
from communique.post.picture import Picture
from places import NOW, Ideas, Open, opened
from stranger import move, saying

SINCE = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
SECRET = KEYS.api_key.get_secret_value()
LINK = "https://www.iso.org/a_b_c/22222.html?x=*1*&y"
PIECES = [
    "cake",
    "*so*",
    "_so_",
    "a_b",
    "<b>",
    "&amp;",
    "`x`",
    "[a](b)",
    "\\*",
    ":cake:",
    "ISO:2026",
    "~~no~~",
    LINK,
    "#tag",
]
LINES = ["# no heading", "1. no list", "- no list", "+ no list", "> no quote", "---", "===", "* no list", "2026) no"]
place, replying = opened("discourse"), opened("discourse", topic=77)


# The text


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
@example(LINK)
def test_the_public_reads_the_text_as_it_is(said: str) -> None:
    """Nothing in a text becomes a link, a list, emphasis, HTML or a picture of a cake; addresses stay whole."""
    assert seen(markdown(said)) == said


@pytest.mark.parametrize("line", LINES)
def test_no_line_becomes_something_else(line: str) -> None:
    """A line that begins like a list or a heading, or underlines the one above, stays a line."""
    raw = markdown(f"Cake\n{line}\n    {line}")
    assert not re.search(r"^([-+=*#>]|\d+[.)])", raw, re.MULTILINE)
    assert "\n " not in raw
    assert re.sub(r"\\(.)", r"\1", raw) == f"Cake\n{line}\n{line}"


@given(st.text(max_size=80))
def test_every_text_has_a_length(said: str) -> None:
    """What is counted is what is sent, backslashes too."""
    assert measure(said) == len(markdown(said))


def test_alternative_text_stays_inside() -> None:
    """Brackets, bars and lines in an alternative text can't end it."""
    assert image("a [b] | c\nd", 640, 400, "upload://x.png") == "![a (b) / c d|640x400](upload://x.png)"


@given(st.text())
def test_a_key_fits(key: str) -> None:
    """Discourse takes at most 50 letters, digits, hyphens and underscores for an external id."""
    assert re.fullmatch(r"[\w-]{1,50}", external_id(key), re.ASCII)


# Rendering


def test_parts_are_joined_and_the_link_stands_alone(place: Any, idea: Ideas) -> None:
    """A forum has no threads; a link on a line of its own becomes a card."""
    rendering = place.connector.render(idea(thread=("One cake.", "Two cakes are better."), link=LINK), ())
    assert [part.text for part in rendering.parts] == [f"One cake.\n\nTwo cakes are better.\n\n{LINK}"]
    assert rendering.account == "@isotc400 (https://forum.example.org)"
    assert place.server.requests == []


def test_too_short_is_told_beforehand(place: Any, idea: Ideas) -> None:
    """The Secretary reads that the forum will refuse it, and the forum does."""
    rendering = place.connector.render(idea(text="Cake.", title="Cake"), ())
    assert [remark.partition(";")[0] for remark in rendering.remarks] == [
        "a topic's title has at least 15 characters", "a post has at least 20 characters",
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"Body is too short \(minimum is 20 characters\)"):
        place.connector.publish(rendering, "key", ())
    rendering = place.connector.render(idea(title="Cake"), ())
    with pytest.raises(Refused, match=r"Title is too short \(minimum is 15 characters\)"):
        place.connector.publish(rendering, "key", ())


# What is sent


def test_what_exactly_is_sent(place: Any, idea: Ideas) -> None:
    """One request opens the topic: title, text, category and the key as external id; nothing is asked before it."""
    place.connector.publish(place.connector.render(idea(text="Sponge_cake *is* <ready>."), ()), "a key", ())
    (request,) = place.server.requests
    assert (request.method, request.path) == ("POST", "/posts")
    assert parse_qs(request.body.decode()) == {
        "title": ["Sponge_cake *is* <ready>"], "raw": [r"Sponge\_cake \*is\* \<ready\>."], "category": ["4"],
        "external_id": [external_id("a key")],
    }  # fmt: skip
    assert (request.headers["api-key"], request.headers["api-username"]) == (SECRET, "isotc400")
    assert "api_key" not in request.url


def test_pictures_stand_below_the_text(place: Any, idea: Ideas, picture: Picture) -> None:
    """A picture is uploaded first, and shown below the text with its alternative text and its size."""
    place.connector.publish(place.connector.render(idea(), (picture,)), "key", ())
    upload, post = place.server.requests
    assert upload.path == "/uploads.json"
    raw = parse_qs(post.body.decode())["raw"][0]
    assert re.search(rf"\n\n!\[{picture.alt}\|640x400\]\(upload://\w+\.png\)$", raw)
    assert [shown.digest for shown in place.server.posts[0].pictures] == [picture.digest]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"{}", Unreachable), (200, b"{}", Unreachable), (200, b"<html>", Unreachable),
        (422, b'{"errors": ["too big"]}', Refused), (403, b"{}", Unauthorized), (429, b"{}", Throttled),
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


def test_replies_go_into_the_topic(replying: Any, idea: Ideas, picture: Picture) -> None:
    """An account with a topic replies there, without title and key; the receipt names the reply."""
    rendering = replying.connector.render(idea(), (picture,))
    receipt = replying.connector.publish(rendering, "key", ())
    form = parse_qs(replying.server.requests[-1].body.decode())
    assert set(form) == {"raw", "topic_id"}
    assert re.fullmatch(r"https://forum\.example\.org/p/\d+", receipt.url)
    assert replying.connector.find(rendering, "key", (), SINCE) == receipt


# What comes back

ANSWERS = {
    (200, b"<html>"): InDoubt, (200, b""): InDoubt, (200, b"{}"): InDoubt, (200, b"[1]"): InDoubt,
    (200, b'{"id": 1}'): InDoubt, (301, b""): InDoubt, (302, b""): InDoubt, (400, b"{}"): InDoubt,
    (401, b"{}"): Unauthorized, (403, b'{"errors": ["x"]}'): Unauthorized, (408, b""): InDoubt,
    (409, b"{}"): InDoubt, (429, b"{}"): Throttled, (500, b""): InDoubt, (502, b""): InDoubt, (503, b""): InDoubt,
}  # fmt: skip


@pytest.mark.parametrize(("answer", "error"), ANSWERS.items())
def test_every_answer_is_one_error(place: Any, idea: Ideas, answer: tuple[int, bytes], error: type[Exception]) -> None:
    """Each status comes to its one error; a no after which nobody says whether the topic is there is a doubt."""
    rendering = place.connector.render(idea(), ())
    with saying(place, answer[0], answer[1] + SECRET.encode() * (answer[0] >= 500)), pytest.raises(error) as caught:
        place.connector.publish(rendering, "key", ())
    assert (InDoubt if isinstance(caught.value, InDoubt) else type(caught.value)) is error
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        (b'{"extras": {"wait_seconds": 42}}', {}, 42), (b'{"extras": {"wait_seconds": 42}}', {"Retry_After": "7"}, 42),
        (b"Slow down", {"Retry_After": "7"}, 7), (b"Slow down", {}, 900),
        (b'{"extras": {"wait_seconds": "x"}}', {}, 900),
        (b'{"extras": {"wait_seconds": 1e300}}', {}, 7 * 86400), (b'{"extras": {"wait_seconds": -5}}', {}, 1),
    ],
)  # fmt: skip
def test_how_long_to_wait(place: Any, idea: Ideas, *, body: bytes, headers: dict[str, str], seconds: int) -> None:
    """The forum says it in the answer or in its head; it was asked once, and nobody slept."""
    rendering = place.connector.render(idea(), ())
    with saying(place, 429, body, **headers) as asked, pytest.raises(Throttled) as caught:
        place.connector.publish(rendering, "key", ())
    assert caught.value.until == NOW + dt.timedelta(seconds=seconds)
    assert asked == ["/posts"]


def test_a_post_that_waits_for_a_moderator(place: Any, idea: Ideas) -> None:
    """A yes without a number, as the forum holds the post back: never sent again, and a person is told."""
    place.server.service.moderated = True
    with pytest.raises(Refused, match="until a moderator approves it"):
        place.connector.publish(place.connector.render(idea(), ()), "key", ())


def test_renewal_is_told(place: Any, idea: Ideas) -> None:
    """Refused credentials come with what to do."""
    place.server.misbehave(Mishap.REFUSE_CREDENTIALS)
    with pytest.raises(Unauthorized, match="run `communique accounts connect discourse`"):
        place.connector.publish(place.connector.render(idea(), ()), "key", ())


@pytest.mark.parametrize("network", ["place", "replying"])
def test_a_dead_host_is_unreachable(request: pytest.FixtureRequest, idea: Ideas, network: str) -> None:
    """Where nobody listens, nothing was sent; and nobody can be asked."""
    place = request.getfixturevalue(network)
    move(place, "http://127.0.0.1:9")
    rendering = place.connector.render(idea(), ())
    with pytest.raises(Unreachable, match="nothing was sent"):
        place.connector.publish(rendering, "key", ())
    with pytest.raises(Unreachable):
        place.connector.find(rendering, "key", (), SINCE)


# Finding

MISHAPS = {
    Mishap.BREAK_BEFORE: False, Mishap.DROP_BEFORE: False, Mishap.BREAK_AFTER: True, Mishap.LOSE_ANSWER: True,
    Mishap.GARBLE_ANSWER: True, Mishap.CUT_ANSWER: True,
}  # fmt: skip


@pytest.mark.parametrize(("mishap", "posted"), MISHAPS.items())
def test_every_doubt_about_a_topic_is_settled(place: Any, idea: Ideas, *, mishap: Mishap, posted: bool) -> None:
    """The key tells what happened, and sending again makes one topic of it."""
    place.server.misbehave(mishap)
    rendering = place.connector.render(idea(), ())
    with pytest.raises(InDoubt):
        place.connector.publish(rendering, "key", ())
    assert bool(place.connector.find(rendering, "key", (), SINCE)) is posted
    place.connector.publish(rendering, "key", ())
    assert len(place.server.posts) == 1


@pytest.mark.parametrize(("mishap", "posted"), MISHAPS.items())
def test_a_reply_that_is_not_found_is_a_doubt(replying: Any, idea: Ideas, *, mishap: Mishap, posted: bool) -> None:
    """A reply has no key: it is found by its text, or a person has to look; never is there a no."""
    replying.server.misbehave(mishap)
    rendering = replying.connector.render(idea(text="Sponge_cake & <cream>\n1. first"), ())
    with pytest.raises(InDoubt):
        replying.connector.publish(rendering, "key", ())
    if posted:
        assert replying.connector.find(rendering, "key", (), SINCE)
    else:
        with pytest.raises(
            InDoubt, match=r"not among our 0 posts .* Look at the topic: https://forum\.example\.org/t/77"
        ):
            replying.connector.find(rendering, "key", (), SINCE)


def test_the_same_reply_again_is_a_doubt(replying: Any, idea: Ideas) -> None:
    """What the forum refuses as said before may be our own earlier try."""
    rendering = replying.connector.render(idea(), ())
    replying.connector.publish(rendering, "key", ())
    with pytest.raises(InDoubt, match="perhaps our own"):
        replying.connector.publish(rendering, "key", ())
    assert len(replying.server.posts) == 1


def test_a_topic_that_lags_is_never_opened_twice(place: Any, idea: Ideas) -> None:
    """Where the forum knows the key but shows no topic, that is a doubt, and there is still one topic."""
    place.server.misbehave(Mishap.LAG)
    rendering = place.connector.render(idea(), ())
    with pytest.raises(InDoubt):
        place.connector.publish(rendering, "key", ())
    assert place.connector.find(rendering, "key", (), SINCE) is None
    with pytest.raises(InDoubt, match="opened a topic that the forum does not show"):
        place.connector.publish(rendering, "key", ())
    assert place.connector.find(rendering, "key", (), SINCE)
    assert len(place.server.posts) == 1


def test_replies_are_found_page_by_page(replying: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """A topic is read back in pages; older replies and those of others are left alone."""
    connector = replying.connector
    rendering = connector.render(idea(text="This reply is ours, surely."), ())
    receipt = connector.publish(rendering, "key", ())
    for number in range(50):
        connector.publish(connector.render(idea(text=f"Another reply, number {number}."), ()), f"{number}", ())
    assert connector.find(rendering, "key", (), SINCE) == receipt
    moments.append(NOW + dt.timedelta(days=1))
    with pytest.raises(InDoubt, match="not among our 0 posts"):
        connector.find(rendering, "key", (), moments[-1])


@pytest.mark.parametrize(
    ("status", "body", "headers", "error"),
    [
        (429, b"{}", {}, Unreachable), (503, b"", {}, Unreachable), (403, b"{}", {}, InDoubt),
        (200, b"{}", {}, InDoubt), (404, b"<html>", {}, InDoubt), (301, b"", {"Location": "/login"}, Unreachable),
        (302, b"", {"Location": "/t/x/5.json"}, Unreachable),
    ],
)  # fmt: skip
def test_looking_is_honest(
    place: Any, idea: Ideas, *, status: int, body: bytes, headers: dict[str, str], error: type[Exception]
) -> None:
    """Only the forum's own "not found" is a no, and only its way to a topic is a yes."""
    rendering = place.connector.render(idea(), ())
    with saying(place, status, body, **headers), pytest.raises(error):
        place.connector.find(rendering, "key", (), SINCE)


@pytest.mark.parametrize("way", ["/t/sponge-cakes/12", "/t/12.json", "https://forum.example.org/t/2026/12.json?u=1"])
def test_the_way_to_a_topic_is_a_yes(place: Any, idea: Ideas, way: str) -> None:
    """A redirect to the topic tells its number, whatever its slug; it is not followed."""
    rendering = place.connector.render(idea(), ())
    with saying(place, 301, b"", Location=way) as asked:
        receipt = place.connector.find(rendering, "key", (), SINCE)
    assert (receipt.remote_id, receipt.url) == ("t/12", "https://forum.example.org/t/12")
    assert asked == [f"/t/external_id/{external_id('key')}.json"]


# Taking back, and who we are


@pytest.mark.parametrize("network", ["place", "replying"])
def test_retract(request: pytest.FixtureRequest, idea: Ideas, network: str) -> None:
    """A topic or a reply is deleted once; the forum forbids the second time, so we look first."""
    place = request.getfixturevalue(network)
    receipt = place.connector.publish(place.connector.render(idea(), ()), "key", ())
    for _ in range(2):
        place.connector.retract(receipt)
    assert place.server.posts == ()
    assert [request.method for request in place.server.requests].count("DELETE") == 1


def test_no_right_to_delete_parks_nothing(place: Any, idea: Ideas) -> None:
    """Only a moderator may delete where others have replied: refused, and the credentials are still good."""
    receipt = place.connector.publish(place.connector.render(idea(), ()), "key", ())
    with saying(place, 403, b'{"errors": ["no"]}'), pytest.raises(Refused, match="ask a moderator") as caught:
        place.connector.retract(receipt)
    assert type(caught.value) is Refused


@pytest.mark.parametrize("mark", ["deleted_at", "user_deleted"])
def test_what_is_deleted_already_is_gone(place: Any, idea: Ideas, mark: str) -> None:
    """Staff are still shown what was deleted; nothing is deleted again."""
    receipt = place.connector.publish(place.connector.render(idea(), ()), "key", ())
    with saying(place, 200, json.dumps({mark: "2026-12-01"}).encode()) as asked:
        place.connector.retract(receipt)
    assert len(asked) == 1


def test_identity(open_place: Open) -> None:
    """Handle, name, bio and the picture's digest are read from the forum; the picture without the key."""
    place = open_place("discourse", name="ISO/TC 400", bio="Cakes & more")
    told = place.connector.identity()
    assert (told.handle, told.number, told.name, told.bio) == ("isotc400", "7", "ISO/TC 400", "Cakes & more")
    assert (told.picture, told.scopes) == (hashlib.sha256(AVATAR).hexdigest(), None)
    assert not [r for r in place.server.requests if "avatar" in r.path and "api-key" in r.headers]
