"""Flickr: what is found again, taken back, and told of the account."""

from collections.abc import Callable
from typing import cast

import pytest

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.flickr import Flickr
from communique.connectors.identity import Identity
from communique.connectors.practice.flickr import KEYS, FlickrService
from communique.connectors.practice.server import Mishap, PracticeServer, Reply
from communique.post.picture import Picture
from communique.post.rendering import Rendering
from flickr_place import ACCOUNT, REST, meant, rendered
from places import AFTER, NOW, Ideas, Place, answers, connected, opened
from ports import free_port
from stranger import move

place = opened("flickr", **ACCOUNT)
flickr, rendering, answering = connected, rendered, answers(meant)


def no(code: int) -> Reply:
    """Give an error of a call."""
    return Reply.of(200, {"stat": "fail", "code": code, "message": "So it is"})


@pytest.mark.parametrize("mishap", AFTER)
def test_a_lost_answer_is_found(flickr: Flickr, rendering: Rendering, server: PracticeServer, mishap: Mishap) -> None:
    """What was posted without our hearing of it is found by its tag, and is not uploaded again."""
    server.misbehave(mishap)
    with pytest.raises(InDoubt):
        flickr.publish(rendering, "key", ())
    found = flickr.find(rendering, "key", (), NOW)
    assert found
    with pytest.raises(InDoubt, match=f"stands already, from an earlier try: {found.url}"):
        flickr.publish(rendering, "key", ())
    assert len(server.posts) == 1


@pytest.mark.parametrize(
    ("mishap", "kind"),
    [(Mishap.THROTTLE, Throttled), (Mishap.REFUSE_CREDENTIALS, Unauthorized), (Mishap.DROP_BEFORE, InDoubt),
     (Mishap.BREAK_BEFORE, InDoubt)],
)  # fmt: skip
def test_mishaps_before(
    flickr: Flickr, rendering: Rendering, server: PracticeServer, *, mishap: Mishap, kind: type[Exception]
) -> None:
    """What goes wrong before the photo stands leaves nothing, and another try makes one of it."""
    server.misbehave(mishap)
    with pytest.raises(kind) as caught:
        flickr.publish(rendering, "key", ())
    assert type(caught.value) is kind
    flickr.publish(rendering, "key", ())
    assert len(server.posts) == 1


def test_not_there_is_a_doubt(flickr: Flickr, rendering: Rendering, server: PracticeServer) -> None:
    """What lags is not there at first; that is told as a doubt, and later it is found."""
    server.misbehave(Mishap.LAG)
    with pytest.raises(InDoubt):
        flickr.publish(rendering, "key", ())
    for _ in range(2):
        with pytest.raises(InDoubt, match=r"since 2026-12-01 09:00 UTC.*promise.*photos/40040040@N04"):
            flickr.find(rendering, "key", (), NOW)
    assert flickr.find(rendering, "key", (), NOW)


def test_another_key_is_another_photo(flickr: Flickr, rendering: Rendering, server: PracticeServer) -> None:
    """The same picture with the same words may be posted again, by another key."""
    first, second = flickr.publish(rendering, "one", ()), flickr.publish(rendering, "two", ())
    assert flickr.find(rendering, "one", (), NOW) == first
    assert flickr.find(rendering, "two", (), NOW) == second


def test_a_search_that_finds_everything(
    flickr: Flickr, rendering: Rendering, server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Flickr looks past the tag and gives every photo, none of them is taken for ours."""
    flickr.publish(rendering, "key", ())
    service = cast("FlickrService", server.service)
    found = service._found
    monkeypatch.setattr(service, "_found", lambda asked: found({**asked, "machine_tags": "?"}))
    with pytest.raises(InDoubt, match="no photo with the post's tag"):
        flickr.find(rendering, "another key", (), NOW)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(no(98), Unauthorized), (no(105), Unreachable), (no(112), Refused), (Reply(502), Unreachable),
     (Reply(429), Throttled), (Reply(200, b"<html>"), Unreachable), (Reply.of(200, {"stat": "ok"}), Unreachable),
     (Reply.of(200, {"photos": {"photo": []}}), Unreachable)],
)  # fmt: skip
def test_who_can_not_look_does_not_send(
    flickr: Flickr, rendering: Rendering, answering: Callable[..., None], *, reply: Reply, kind: type[Exception]
) -> None:
    """The look before the upload leaves no doubt: nothing was sent."""
    answering(reply, REST)
    with pytest.raises(kind) as caught:
        flickr.publish(rendering, "key", ())
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(no(98), InDoubt), (no(105), Unreachable), (Reply(502), Unreachable), (Reply(429), Unreachable),
     (Reply(404), InDoubt), (Reply.of(200, {"stat": "ok", "photos": {"photo": [7]}}), Unreachable)],
)  # fmt: skip
def test_who_does_not_tell(
    flickr: Flickr, rendering: Rendering, answering: Callable[..., None], *, reply: Reply, kind: type[Exception]
) -> None:
    """What may pass is asked again later; what a person must cure is a doubt."""
    answering(reply, REST)
    with pytest.raises(kind) as caught:
        flickr.find(rendering, "key", (), NOW)
    assert type(caught.value) is kind


def test_retract(flickr: Flickr, rendering: Rendering, server: PracticeServer, answering: Callable[..., None]) -> None:
    """A photo is deleted once; only "not found" is taken for gone, and a token that may only write is found out."""
    receipt = flickr.publish(rendering, "key", ())
    flickr.retract(receipt)
    flickr.retract(receipt)
    assert server.posts == ()
    for reply, kind in ((no(99), Unauthorized), (no(106), InDoubt), (no(112), Refused), (Reply.of(200, {}), InDoubt)):
        answering(reply, REST)
        with pytest.raises(kind):
            flickr.retract(receipt)


def test_identity(flickr: Flickr) -> None:
    """The member says who it is and what its token may do."""
    assert flickr.identity() == Identity(
        handle="isotc400", number="40040040@N04", name="ISO/TC 400 Cakes",
        bio="Official account of ISO/TC 400 & friends", scopes=("read", "write", "delete"),
    )  # fmt: skip


@pytest.mark.parametrize(("may", "missing"), [("write", ("delete",)), ("", ("read", "write", "delete"))])
def test_what_is_missing_is_named(
    flickr: Flickr, answering: Callable[..., None], may: str, missing: tuple[str, ...]
) -> None:
    """A token that may not delete is found out before anybody needs it."""
    told = {"user": {"nsid": "40040040@N04"}, "perms": {"_content": may}}
    answering(Reply.of(200, {"stat": "ok", "oauth": told}), REST, "checkToken")
    assert flickr.identity().missing == missing
    answering(no(98), REST)
    with pytest.raises(Unauthorized, match="communique accounts connect flickr"):
        flickr.identity()


def test_a_dead_host_is_unreachable(flickr: Flickr, place: Place, idea: Ideas, picture: Picture) -> None:
    """Where nobody listens nothing was sent, and no secret is in the words."""
    move(place, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unreachable) as caught:
        flickr.publish(flickr.render(idea(), (picture,)), "key", ())
    with pytest.raises(Unreachable) as looked:
        flickr.find(flickr.render(idea(), ()), "key", (), NOW)
    assert not any(secret in f"{caught.value}{looked.value}" for secret in KEYS.secrets())
