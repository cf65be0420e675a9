"""Facebook: what is shown, what is sent, and what goes wrong."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.facebook import Facebook, measure
from communique.connectors.practice.server import Mishap, PracticeServer, Reply, Request
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from facebook_place import ACCOUNT, SECRET, TOKEN, error, meant, rendered
from places import LINK, NOW, Ideas, Place, answers, connected, opened
from ports import free_port
from stranger import move

PAGE = "/v26.0/400400400400"
PROOF = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
place = opened("facebook", **ACCOUNT)
page, answering = connected, answers(meant)


def form(request: Request) -> dict[str, str]:
    """Read a form as the server got it."""
    return {name: values[0] for name, values in parse_qs(request.body.decode(), strict_parsing=True).items()}


@given(st.text())
def test_counting(said: str) -> None:
    """What lies beyond the basic plane of Unicode counts two, everything else one."""
    assert measure(said) == sum(2 if ord(character) > 0xFFFF else 1 for character in said)


def test_parts_become_one_post(page: Facebook, idea: Ideas) -> None:
    """Facebook has no threads: the parts are paragraphs, and the link is no text but a card."""
    (part,) = rendered(page, idea, thread=("One.", "Two."), link=LINK).parts
    assert (part.text, part.length, part.limit) == ("One.\n\nTwo.", 10, 63_206)


def test_a_picture_leaves_no_room_for_a_card(page: Facebook, idea: Ideas, picture: Picture) -> None:
    """With a picture the link is a line below the text, unless the text has it."""
    assert rendered(page, idea, picture, text="One.", link=LINK).parts[0].text == f"One.\n\n{LINK}"
    assert rendered(page, idea, picture, text=f"See {LINK}", link=LINK).parts[0].text == f"See {LINK}"


def test_what_is_sent(page: Facebook, idea: Ideas, server: PracticeServer) -> None:
    """One request: the text, the link, the proof; the token is in the header and in no address."""
    receipt = page.publish(rendered(page, idea, text="Crème & cake 🍰", link=LINK), "key", ())
    (request,) = server.requests
    assert (request.method, request.path, request.query) == ("POST", f"{PAGE}/feed", {})
    assert form(request) == {"message": "Crème & cake 🍰", "link": LINK, "appsecret_proof": PROOF}
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert receipt == Receipt(remote_id="400400400400_900000", url="https://www.facebook.com/400400400400/posts/900000")
    assert server.posts[0].link == LINK


def test_pictures_are_shown_with_the_post_alone(
    page: Facebook, idea: Ideas, server: PracticeServer, draw: Callable[..., Picture]
) -> None:
    """Each picture is uploaded unseen with its alternative text; only the post makes them public."""
    pictures = (draw(), draw("pie.png", size=(320, 200)))
    page.publish(rendered(page, idea, *pictures), "key", ())
    assert [request.path for request in server.requests] == [f"{PAGE}/photos", f"{PAGE}/photos", f"{PAGE}/feed"]
    for request in server.requests[:2]:
        assert b'name="published"\r\n\r\nfalse\r\n' in request.body
    assert form(server.requests[2])["attached_media[1]"] == json.dumps({"media_fbid": "700001"})
    (post,) = server.posts
    assert [(shown.digest, shown.alt) for shown in post.pictures] == [(each.digest, each.alt) for each in pictures]


CODES = {
    **dict.fromkeys((4, 17, 32, 341, 613, 80001), Throttled),
    **dict.fromkeys((10, 102, 190, 200, 299), Unauthorized),
    **dict.fromkeys((1, 2, 506), InDoubt),
    **dict.fromkeys((100, 324, 368, 2500), Refused),
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_error(page: Facebook, idea: Ideas, answering: Callable[..., None], code: int) -> None:
    """What Graph says counts, although the HTTP status is always 400."""
    answering(error(code))
    with pytest.raises(CODES[code]) as caught:
        page.publish(rendered(page, idea), "key", ())
    assert type(caught.value) is CODES[code]
    assert not any(secret in str(caught.value) for secret in (TOKEN, SECRET, PROOF))
    assert ("communique accounts connect facebook" in str(caught.value)) is (CODES[code] is Unauthorized)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(100, error_subcode=33), Refused),
        (error(100, is_transient=True), InDoubt),
        (error(100, status=500), InDoubt),
        (Reply.of(400, {"error": {"message": "Invalid appsecret_proof", "code": 100}}), Unauthorized),
        (Reply(401, b"no"), Unauthorized), (Reply(403, b"no"), Unauthorized), (Reply(400, b"[]"), Refused),
        (Reply.of(400, {"error": "no"}), Refused), (Reply(502, b"<html>"), InDoubt), (Reply(429), Throttled),
        (Reply(302, b"", {"Location": "/"}), InDoubt), (Reply.of(200, {}), InDoubt), (Reply(200, b"[]"), InDoubt),
        (Reply.of(200, {"id": "7/../8"}), InDoubt), (Reply.of(200, {"error": {"code": 1}}), InDoubt),
    ],
)  # fmt: skip
def test_other_answers(
    page: Facebook, idea: Ideas, answering: Callable[..., None], *, reply: Reply, kind: type[Exception]
) -> None:
    """Whatever may have been done is a doubt, a yes without a number too; a wrong secret is a matter of credentials."""
    answering(reply)
    with pytest.raises(kind) as caught:
        page.publish(rendered(page, idea), "key", ())
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"appsecret_proof": "0"}, "Invalid appsecret_proof"), ({"colour": "red"}, "colour is not known"),
     ({"attached_media[0]": '{"media_fbid": "7"}'}, "no such photo"), ({"message": ""}, "Missing message")],
)  # fmt: skip
def test_the_practice_page_is_strict(
    page: Facebook, server: PracticeServer, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], *, said: str
) -> None:
    """A wrong proof, a field that nobody knows, a photo that is not there or an empty post is refused."""
    sent = {"message": "Cake.", "appsecret_proof": PROOF, **changed}
    monkeypatch.setattr(page, "_proved", lambda _: sent)
    with pytest.raises(Refused, match=said):
        page.publish(page.render(Idea(id="a", text="x", networks=("x",), kind="stage", author="a"), ()), "key", ())
    assert server.posts == ()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(error(1), Unreachable), (error(32), Throttled), (error(190), Unauthorized), (error(324), Refused),
     (Reply(502), Unreachable), (Reply.of(200, {}), Unreachable), (Reply(200, b"<html>"), Unreachable)],
)  # fmt: skip
def test_a_failed_upload_leaves_no_doubt(
    page: Facebook,
    idea: Ideas,
    answering: Callable[..., None],
    picture: Picture,
    *,
    reply: Reply,
    kind: type[Exception],
) -> None:
    """Before the post itself nothing is public, so it may be sent again."""
    answering(reply, "/photos")
    with pytest.raises(kind) as caught:
        page.publish(rendered(page, idea, picture), "key", ())
    assert type(caught.value) is kind


def test_a_wait_is_kept(page: Facebook, idea: Ideas, server: PracticeServer, answering: Callable[..., None]) -> None:
    """The minutes that Facebook names count; without them it is a quarter of an hour."""
    server.misbehave(Mishap.THROTTLE)
    with pytest.raises(Throttled) as caught:
        page.publish(rendered(page, idea), "key", ())
    assert caught.value.until == NOW + dt.timedelta(minutes=2)
    answering(error(4))
    with pytest.raises(Throttled) as caught:
        page.publish(rendered(page, idea), "key", ())
    assert caught.value.until == NOW + dt.timedelta(minutes=15)


def test_a_dead_host_is_unreachable(page: Facebook, place: Place, idea: Ideas, picture: Picture) -> None:
    """Where nobody listens nothing was sent, and no secret is in the words."""
    move(place, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unreachable) as caught:
        page.publish(page.render(idea(), (picture,)), "key", ())
    with pytest.raises(Unreachable) as looked:
        page.find(page.render(idea(), ()), "key", (), NOW)
    assert not any(secret in f"{caught.value}{looked.value}" for secret in (TOKEN, SECRET, PROOF))


@pytest.mark.parametrize("said", ["x" * 63_207, "🍰" * 31_604], ids=["letters", "cakes"])
def test_too_long_is_refused(page: Facebook, idea: Ideas, server: PracticeServer, said: str) -> None:
    """Nobody cuts a text: the page refuses what the length warned of."""
    rendering = rendered(page, idea, text=said)
    assert rendering.parts[0].length > 63_206
    with pytest.raises(Refused, match="Invalid parameter"):
        page.publish(rendering, "key", ())
    assert server.posts == ()
