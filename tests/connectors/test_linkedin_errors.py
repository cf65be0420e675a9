"""LinkedIn with everything that can go wrong: one error each, never a second post, and no token in any words."""

import datetime as dt
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.practice.linkedin import KEYS
from communique.connectors.practice.server import Mishap, Reply
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from linkedin_place import SINCE, URN, answers
from places import OUTCOMES, Ideas, opened
from ports import free_port
from stranger import move

TOKEN = KEYS.access_token.get_secret_value()
page = opened("linkedin")


@pytest.mark.parametrize(("mishap", "error", "posted"), OUTCOMES)
def test_mishaps(page: Any, idea: Ideas, *, mishap: Mishap, error: type[Exception], posted: bool) -> None:
    """Each mishap gives its one error, and looking finds what was posted; what is not found stays a doubt."""
    page.server.misbehave(mishap)
    rendering = page.connector.render(idea(text="Cake (2026) #ISO_TC", link="https://www.iso.org/"), ())
    with pytest.raises(error) as caught:
        page.connector.publish(rendering, "k", ())
    assert type(caught.value) is error
    assert len(page.server.posts) == posted
    if posted:
        assert page.connector.find(rendering, "k", (), SINCE).remote_id == page.server.posts[0].id
    else:
        with pytest.raises(
            InDoubt, match=r"not among the page's 0 posts since 2026-12-01 08:00 UTC.*/company/40000400/"
        ):
            page.connector.find(rendering, "k", (), SINCE)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, InDoubt), (400, Refused), (401, Unauthorized), (403, Unauthorized), (404, Refused), (408, InDoubt),
        (409, InDoubt), (422, Refused), (426, Refused), (429, Throttled), (500, InDoubt), (503, InDoubt),
    ],
)  # fmt: skip
def test_every_status(page: Any, idea: Ideas, status: int, error: type[Exception]) -> None:
    """The client raises for no status, so we do; nothing is followed, and the token is in no words."""
    answers(page, "POST", "/rest/posts", Reply.of(status, {"message": f"no, {TOKEN}"}, Location="http://127.0.0.1:9/"))
    with pytest.raises(error) as caught:
        page.connector.publish(page.connector.render(idea(), ()), "k", ())
    assert type(caught.value) is error
    assert TOKEN not in str(caught.value)
    assert len(page.server.requests) == 1


@pytest.mark.parametrize("name", [None, "", "urn:li:person:1", "(a:1", "12"])
def test_a_yes_without_a_name_is_a_doubt(page: Any, idea: Ideas, name: str | None) -> None:
    """A 201 that does not name the post may mean anything."""
    answers(page, "POST", "/rest/posts", Reply(201, headers={} if name is None else {"x-restli-id": name}))
    with pytest.raises(InDoubt):
        page.connector.publish(page.connector.render(idea(), ()), "k", ())


def test_a_name_may_be_encoded(page: Any, idea: Ideas) -> None:
    """The name of a post is the same, percent-encoded or not, share or ugcPost."""
    answers(page, "POST", "/rest/posts", Reply(201, headers={"x-restli-id": "urn%3Ali%3AugcPost%3A7"}))
    assert page.connector.publish(page.connector.render(idea(), ()), "k", ()).remote_id == "urn:li:ugcPost:7"


def test_what_a_person_must_do(page: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """Too many calls: until midnight UTC. Sunset: the version and where to set it. Credentials: how to renew them."""
    rendering = page.connector.render(idea(), ())
    page.server.misbehave(Mishap.THROTTLE, Mishap.REFUSE_CREDENTIALS)
    with pytest.raises(Throttled) as caught:
        page.connector.publish(rendering, "k", ())
    assert caught.value.until == dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
    with pytest.raises(Unauthorized, match="communique accounts connect linkedin"):
        page.connector.publish(rendering, "k", ())
    moments.append(dt.datetime(2027, 12, 1, tzinfo=dt.UTC))
    with pytest.raises(Refused, match=r"no longer takes version 202610.*set a newer version under `accounts: linkedin"):
        page.connector.publish(rendering, "k", ())


def test_a_duplicate_names_the_live_post(page: Any, idea: Ideas) -> None:
    """LinkedIn's refusal of a duplicate may be our own earlier try: a doubt that says where to look."""
    rendering = page.connector.render(idea(), ())
    page.connector.publish(rendering, "k", ())
    with pytest.raises(InDoubt, match=f"already, as {URN}: look at https://www.linkedin.com/feed/update/{URN}/"):
        page.connector.publish(rendering, "k", ())
    assert page.connector.find(rendering, "k", (), SINCE).remote_id == URN


def test_a_ghost(page: Any, idea: Ideas) -> None:
    """LinkedIn may name a post that was taken back; then looking leaves the doubt to the Secretary."""
    rendering = page.connector.render(idea(), ())
    page.connector.retract(page.connector.publish(rendering, "k", ()))
    with pytest.raises(InDoubt, match="or a post that was taken back"):
        page.connector.publish(rendering, "k", ())
    with pytest.raises(InDoubt, match="not among"):
        page.connector.find(rendering, "k", (), SINCE)


STEPS = [
    ("POST", "/rest/images"),
    ("PUT", "/dms-uploads/C4E10AQ000000/0"),
    ("GET", "/rest/images/urn%3Ali%3Aimage%3AC4E10AQ000000"),
]
"""What is asked of LinkedIn before a post with a picture."""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("status", "error"), [(500, Unreachable), (302, Unreachable), (429, Throttled), (400, Refused), (403, Unauthorized)]
)
def test_before_the_post_nothing_is_in_doubt(
    page: Any, idea: Ideas, picture: Picture, *, step: tuple[str, str], status: int, error: type[Exception]
) -> None:
    """What goes wrong with a picture comes before anything is public: it may be sent again, or is refused."""
    answers(page, *step, Reply.of(status, {}))
    with pytest.raises(error) as caught:
        page.connector.publish(page.connector.render(idea(), (picture,)), "k", ())
    assert type(caught.value) is error
    assert not any(map(page.server.service.publishes, page.server.requests))


@pytest.mark.parametrize("reply", [Reply(200, b"<html>"), Reply.of(200, {}), Reply.of(200, {"value": {"image": "x"}})])
def test_an_unreadable_place_for_a_picture(page: Any, idea: Ideas, picture: Picture, reply: Reply) -> None:
    """Without an address for the bytes nothing was sent."""
    answers(page, "POST", "/rest/images", reply)
    with pytest.raises(Unreachable):
        page.connector.publish(page.connector.render(idea(), (picture,)), "k", ())


def test_a_dead_host(page: Any, idea: Ideas, picture: Picture) -> None:
    """Where nobody listens nothing was sent, whatever was to be done."""
    move(page, f"http://127.0.0.1:{free_port()}")
    rendering = page.connector.render(idea(), (picture,))
    for call in (
        lambda: page.connector.publish(rendering, "k", ()),
        lambda: page.connector.publish(page.connector.render(idea(), ()), "k", ()),
        lambda: page.connector.find(rendering, "k", (), SINCE),
        lambda: page.connector.retract(Receipt(remote_id=URN, url="")),
        page.connector.identity,
    ):
        with pytest.raises(Unreachable):
            call()


@pytest.mark.parametrize(
    ("reply", "error"), [(Reply(404, b"<html>"), Refused), (Reply(500), InDoubt), (Reply.of(401, {}), Unauthorized)]
)
def test_taking_back(page: Any, reply: Reply, error: type[Exception]) -> None:
    """What LinkedIn itself says is not there is gone; a stranger's "not found" proves nothing."""
    page.connector.retract(Receipt(remote_id=URN, url=""))
    answers(page, "DELETE", "/rest/posts/urn%3Ali%3Ashare%3A7400000000000000001", reply)
    with pytest.raises(error):
        page.connector.retract(Receipt(remote_id=URN, url=""))


@pytest.mark.parametrize(
    ("installed", "cure"),
    [
        (("linkedin_api", "linkedin_api_client"), "pip uninstall linkedin-api linkedin-api-client"),
        (("Linkedin.API", "linkedin_api_client"), "unofficial package `linkedin-api`"),
        (("tweepy",), r"not installed: run `pip install 'communique\[linkedin\]'`"),
    ],
)
def test_which_client(
    page: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, installed: tuple[str, ...], cure: str
) -> None:
    """Without LinkedIn's own client, or beside the unofficial one, nothing is sent, and the cure is told."""
    for name in installed:
        (tmp_path / f"{name}-1.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(Refused, match=cure):
        page.connector.publish(page.connector.render(idea(), ()), "k", ())
    assert page.server.requests == []


def test_a_damaged_client(page: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the unofficial package took files of LinkedIn's own client away, the cure is told."""
    monkeypatch.setitem(sys.modules, "linkedin_api.clients.restli.client", None)
    with pytest.raises(Refused, match="is damaged: run `pip install --force-reinstall"):
        page.connector.publish(page.connector.render(idea(), ()), "k", ())


def test_credentials_of_another_network(page: Any, idea: Ideas) -> None:
    """What is no token for LinkedIn is sent nowhere."""
    page.connector._keys = SimpleNamespace
    with pytest.raises(Unauthorized, match="communique accounts connect linkedin"):
        page.connector.publish(page.connector.render(idea(), ()), "k", ())
