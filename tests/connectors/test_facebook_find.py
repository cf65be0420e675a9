"""Facebook: what is found again, taken back, and told of the account."""

import datetime as dt
from collections.abc import Callable
from typing import cast

import pytest

from communique.connectors.errors import InDoubt, Refused, Unauthorized, Unreachable
from communique.connectors.facebook import Facebook
from communique.connectors.identity import Identity
from communique.connectors.practice.facebook import FacebookService
from communique.connectors.practice.server import Mishap, PracticeServer, Reply
from facebook_place import ACCOUNT, TOKEN, error, meant, rendered
from places import AFTER, LINK, NOW, Ideas, answers, connected, opened

place = opened("facebook", **ACCOUNT)
page, answering = connected, answers(meant)


@pytest.mark.parametrize("mishap", AFTER)
def test_a_lost_answer_is_found(page: Facebook, idea: Ideas, server: PracticeServer, mishap: Mishap) -> None:
    """What was posted without our hearing of it is found by text and link, and stays one post."""
    server.misbehave(mishap)
    rendering = rendered(page, idea, text="Crème\n\n\nbrûlée  & <cake>", link=LINK)
    with pytest.raises(InDoubt):
        page.publish(rendering, "key", ())
    found = page.find(rendering, "key", (), NOW)
    assert found
    assert found.remote_id == server.posts[0].id
    with pytest.raises(InDoubt, match="earlier try"):
        page.publish(rendering, "key", ())
    assert len(server.posts) == 1


def test_not_there_is_a_doubt(page: Facebook, idea: Ideas, server: PracticeServer) -> None:
    """What lags is not there at first; that is told as a doubt, and later it is found."""
    server.misbehave(Mishap.LAG)
    rendering = rendered(page, idea)
    with pytest.raises(InDoubt):
        page.publish(rendering, "key", ())
    with pytest.raises(InDoubt, match=r"not among the page's 0 posts .* does not promise .*facebook.com/400400400400"):
        page.find(rendering, "key", (), NOW)
    with pytest.raises(InDoubt):
        page.find(rendering, "key", (), NOW)
    assert page.find(rendering, "key", (), NOW)


def test_text_and_link_must_agree(page: Facebook, idea: Ideas) -> None:
    """Another text, or the same with another card, is another post."""
    page.publish(rendered(page, idea, text="Cake.", link=LINK), "key", ())
    for other in ({"text": "Pie.", "link": LINK}, {"text": "Cake.", "link": "https://www.iso.org/"}):
        with pytest.raises(InDoubt, match="not among the page's 1 posts"):
            page.find(rendered(page, idea, **other), "key", (), NOW)


def test_all_pages_are_read(page: Facebook, idea: Ideas, server: PracticeServer) -> None:
    """A post on the third page is found; the token is in none of the addresses that we ask."""
    service = cast("FacebookService", server.service)
    rendering = rendered(page, idea, text="Cake.")
    receipt = page.publish(rendering, "key", ())
    for number in range(250):
        service._keep(f"Pie {number}.", None, [])
    assert page.find(rendering, "key", (), NOW) == receipt
    asked = [request for request in server.requests if request.method == "GET"]
    assert [request.query.get("after") for request in asked] == [None, "100", "200"]
    assert not any(TOKEN in request.url for request in asked)
    assert asked[0].query["since"] == str(int((NOW - dt.timedelta(minutes=5)).timestamp()))


def test_endless_pages_end(page: Facebook, idea: Ideas, server: PracticeServer, answering: Callable[..., None]) -> None:
    """A list without an end is a doubt, not a wait."""
    answering(Reply.of(200, {"data": [], "paging": {"next": "https://x.example/?after=1"}}), "/published_posts")
    with pytest.raises(InDoubt, match="more than 0 posts"):
        page.find(rendered(page, idea), "key", (), NOW)
    assert len(server.requests) == 50


def test_of_equal_posts_the_first_counts(
    page: Facebook, idea: Ideas, server: PracticeServer, moments: list[dt.datetime]
) -> None:
    """Of equal posts the first since that moment is ours, however they are listed."""
    service = cast("FacebookService", server.service)
    for minutes in (-4, 1, 30):
        moments.append(NOW + dt.timedelta(minutes=minutes))
        service._keep("Cake.", None, [])
    found = page.find(rendered(page, idea, text="Cake."), "key", (), NOW)
    assert found
    assert found.remote_id == "400400400400_900001"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(error(190), InDoubt), (error(100), InDoubt), (error(32), Unreachable), (error(2, status=500), Unreachable),
     (Reply.of(200, {"data": [{}]}), InDoubt), (Reply.of(200, {}), InDoubt), (Reply.of(200, {"data": [7]}), InDoubt)],
)  # fmt: skip
def test_who_does_not_tell(
    page: Facebook, idea: Ideas, answering: Callable[..., None], *, reply: Reply, kind: type[Exception]
) -> None:
    """What may pass is asked again later; what can't be read or a person must cure is a doubt."""
    answering(reply, "/published_posts")
    with pytest.raises(kind) as caught:
        page.find(rendered(page, idea), "key", (), NOW)
    assert type(caught.value) is kind


def test_retract(page: Facebook, idea: Ideas, server: PracticeServer, answering: Callable[..., None]) -> None:
    """A post is deleted by its number; only Graph's own "not there" is taken for gone, and no other no."""
    receipt = page.publish(rendered(page, idea), "key", ())
    page.retract(receipt)
    page.retract(receipt)
    assert [request.path for request in server.requests[1:]] == [f"/v26.0/{receipt.remote_id}"] * 2
    for reply, kind in ((error(100), Refused), (error(200), Unauthorized), (Reply.of(200, {}), InDoubt)):
        answering(reply, receipt.remote_id)
        with pytest.raises(kind):
            page.retract(receipt)


def test_identity(page: Facebook, server: PracticeServer) -> None:
    """The page says who it is, what its token may do and until when; the token is in no address."""
    assert page.identity() == Identity(
        handle="isotc400", number="400400400400", name="ISO/TC 400 Cakes", bio="Official account of ISO/TC 400",
        scopes=("pages_show_list", "pages_read_engagement", "pages_manage_posts", "public_profile"), missing=(),
        expires=NOW + dt.timedelta(days=90),
    )  # fmt: skip
    assert not any(TOKEN in request.url for request in server.requests)


def test_what_is_missing_is_named(page: Facebook, answering: Callable[..., None]) -> None:
    """A token that may not read back is found out."""
    answering(Reply.of(200, {"data": {"scopes": ["pages_manage_posts"], "expires_at": 0}}), "/debug_token")
    told = page.identity()
    assert (told.missing, told.expires) == (("pages_read_engagement", "pages_show_list"), None)
    answering(error(190), "/me")
    with pytest.raises(Unauthorized):
        page.identity()
