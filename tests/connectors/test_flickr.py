"""Flickr: what is shown, what is sent, what goes wrong, and what is found again."""

import html
import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized
from communique.connectors.flickr import NO_ALT, Flickr, measure, tag
from communique.connectors.practice.flickr import KEYS
from communique.connectors.practice.server import PracticeServer, Reply, Request
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering
from flickr_place import ACCOUNT, REST, UPLOAD, meant, rendered
from places import LINK, Ideas, answers, connected, opened

place = opened("flickr", **ACCOUNT)
flickr, rendering, answering = connected, rendered, answers(meant)


def failed(code: int) -> Reply:
    """Give an error of an upload."""
    return Reply(200, f'<?xml version="1.0"?>\n<rsp stat="fail"><err code="{code}" msg="So it is" /></rsp>'.encode())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_counting(said: str) -> None:
    """The bytes count as they go over the wire, signs of HTML written out."""
    more = 3 * sum(map(said.count, "<>")) + 4 * said.count("&")
    assert measure(said) == sum(1 + (ord(c) > 0x7F) + (ord(c) > 0x7FF) + (ord(c) > 0xFFFF) for c in said) + more


def test_one_picture_with_title_and_link(flickr: Flickr, idea: Ideas, picture: Picture) -> None:
    """Parts become paragraphs, the link stands below, the title is the idea's or the first sentence."""
    made = flickr.render(idea(thread=("A cake is baked.", "Two."), link=LINK), (picture,))
    assert (made.title, made.parts[0].text) == ("A cake is baked", f"A cake is baked.\n\nTwo.\n\n{LINK}")
    assert (made.parts[0].length, made.account) == (len(made.parts[0].text), "flickr.com/photos/40040040@N04")
    assert made.remarks == (NO_ALT,)
    assert flickr.render(idea(text=f"See {LINK}", link=LINK), (picture,)).parts[0].text == f"See {LINK}"


@pytest.mark.parametrize("count", [0, 2])
def test_exactly_one_picture(
    flickr: Flickr, idea: Ideas, picture: Picture, server: PracticeServer, *, count: int
) -> None:
    """Without a picture, or with several, the Secretary reads early that nothing will be sent, and nothing is."""
    made = flickr.render(idea(), (picture,) * count)
    assert f"this one has {count}" in made.remarks[0]
    with pytest.raises(Refused, match="a post on Flickr is one picture"):
        flickr.publish(made, "key", ())
    assert server.requests == []


def test_a_title_that_is_too_long(flickr: Flickr, idea: Ideas, picture: Picture) -> None:
    """Nobody cuts a title: the remark names the count, and nothing is sent."""
    made = flickr.render(idea(title="x" * 256), (picture,))
    assert "at most 255 characters, this one 256" in made.remarks[0]
    with pytest.raises(Refused, match="at most 255"):
        flickr.publish(made, "key", ())


def test_what_is_sent(flickr: Flickr, rendering: Rendering, server: PracticeServer, bodies: dict[str, bytes]) -> None:
    """After a look, one upload: public, signs of HTML written out, tags, the approved bytes; nothing in the address."""
    receipt = flickr.publish(rendering, "key", ())
    assert [(request.path, request.query) for request in server.requests] == [(REST, {}), (UPLOAD, {})]
    sent = pieces(server.requests[1])
    assert sent.pop("photo") == bodies[rendering.pictures[0].digest]
    assert {name: body.decode() for name, body in sent.items()} == {
        "title": "Sponge & <cakes>", "description": html.escape(rendering.parts[0].text), "tags": f"{tag('key')} cakes",
        "is_public": "1", "is_friend": "0", "is_family": "0", "safety_level": "1", "hidden": "1",
    }  # fmt: skip
    number = server.posts[0].id
    assert receipt == Receipt(remote_id=number, url=f"https://www.flickr.com/photos/40040040@N04/{number}/")


def pieces(request: Request) -> dict[str, bytes]:
    """Read an upload as the server got it."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    whole = message_from_bytes(head + request.body, policy=policy.HTTP)
    return {
        str(piece.get_param("name", header="content-disposition")): piece.get_payload(decode=True)
        for piece in whole.iter_parts()
    }


def test_the_signature_covers_what_is_said(
    flickr: Flickr, rendering: Rendering, server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload whose words were signed otherwise is refused, as on the real Flickr."""
    signature = flickr._signature
    monkeypatch.setattr(flickr, "_signature", lambda form: signature({**form, "title": "Another"}))
    with pytest.raises(Unauthorized, match="Invalid signature"):
        flickr.publish(rendering, "key", ())
    assert server.posts == ()


def test_a_tag_tells_posts_apart() -> None:
    """A machine tag is short, of lower-case letters and digits, and no two keys share one."""
    tags = {tag(str(number)) for number in range(1000)}
    assert len(tags) == 1000
    assert all(re.fullmatch(r"communique:post=[0-9a-f]{40}", each) for each in tags)


CODES = {
    **dict.fromkeys((95, 96, 97, 98, 99, 100), Unauthorized),
    **dict.fromkeys((3, 9, 105, 106), InDoubt),
    **dict.fromkeys((0, 1, 2, 4, 5, 6, 8, 112, 116), Refused),
    14: Throttled,
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_error(
    flickr: Flickr, rendering: Rendering, answering: Callable[..., None], code: int
) -> None:
    """Flickr's errors come with the status 200 and in XML; each has its one error."""
    answering(failed(code))
    with pytest.raises(CODES[code]) as caught:
        flickr.publish(rendering, "key", ())
    assert type(caught.value) is CODES[code]
    assert not any(secret in str(caught.value) for secret in KEYS.secrets())


DOCTYPE = b'<!DOCTYPE rsp [<!ENTITY a "1">]><rsp stat="ok"><photoid>&a;</photoid></rsp>'


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(200, b""), InDoubt), (Reply(200, b"<html>"), InDoubt), (Reply(200, DOCTYPE), InDoubt),
        (Reply(200, DOCTYPE.decode().encode("utf-16")), InDoubt), (Reply(200, b'<rsp stat="ok"></rsp>'), InDoubt),
        (Reply(200, b'<rsp stat="ok"><photoid>x</photoid></rsp>'), InDoubt),
        (Reply(200, b"<rsp><photoid>1</photoid></rsp>"), InDoubt), (Reply(502), InDoubt), (Reply(302), InDoubt),
        (Reply(401), Unauthorized), (Reply(403), Unauthorized), (Reply(429), Throttled), (Reply(413), Refused),
    ],
)  # fmt: skip
def test_other_answers(
    flickr: Flickr, rendering: Rendering, answering: Callable[..., None], *, reply: Reply, kind: type[Exception]
) -> None:
    """A yes without a number is a doubt, and one with a doctype is not even looked at."""
    answering(reply)
    with pytest.raises(kind) as caught:
        flickr.publish(rendering, "key", ())
    assert type(caught.value) is kind
