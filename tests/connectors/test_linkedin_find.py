"""Looking for a post on LinkedIn: by its words, link and pictures, as there are no keys; honest where it can't tell."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from communique.connectors.errors import InDoubt, Unreachable
from communique.connectors.practice.server import Mishap, Reply
from communique.post.picture import Picture
from linkedin_place import SINCE, URN, answers
from places import Ideas, opened

page = opened("linkedin")


def test_lost_in_reading_back(page: Any, idea: Ideas) -> None:
    """What LinkedIn does not show yet stays a doubt, and is found when it does."""
    page.server.misbehave(Mishap.LAG)
    rendering = page.connector.render(idea(), ())
    for call in (page.connector.publish, page.connector.find, page.connector.find):
        with pytest.raises(InDoubt):
            call(rendering, "k", (), *([SINCE] if call == page.connector.find else []))
    assert page.connector.find(rendering, "k", (), SINCE).remote_id == URN


def test_several_pages(page: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """All pages are looked at, back to the first try and no further."""
    rendering = page.connector.render(idea(text="The one"), ())
    page.connector.publish(page.connector.render(idea(text="Older"), ()), "k", ())
    moments.append(moments[-1] + dt.timedelta(hours=1))
    wanted = page.connector.publish(rendering, "k", ())
    for number in range(150):
        page.connector.publish(page.connector.render(idea(text=f"Cake {number}"), ()), "k", ())
    assert page.connector.find(rendering, "k", (), moments[-1]) == wanted
    asked = [
        each.query["start"] for each in page.server.requests if each.path == "/rest/posts" and each.method == "GET"
    ]
    assert asked == ["0", "100", "200"]


@pytest.mark.parametrize("change", [{"text": "Others"}, {"link": "https://www.iso.org/2"}, {"link": None}])
def test_another_post_is_not_taken_for_ours(page: Any, idea: Ideas, change: dict[str, Any]) -> None:
    """Words, link and number of pictures must be the same."""
    given: dict[str, Any] = {"text": "Cake", "link": "https://www.iso.org/1"}
    page.connector.publish(page.connector.render(idea(**given | change), ()), "k", ())
    with pytest.raises(InDoubt, match="not among the page's 1 posts"):
        page.connector.find(page.connector.render(idea(**given), ()), "k", (), SINCE)


def test_pictures_are_counted_in_looking(page: Any, idea: Ideas, draw: Callable[..., Picture]) -> None:
    """The same words with another number of pictures are another post."""
    one, two = draw("1.png"), draw("2.png", size=(50, 50))
    receipt = page.connector.publish(page.connector.render(idea(), (one, two)), "k", ())
    assert page.connector.find(page.connector.render(idea(), (one, two)), "k", (), SINCE) == receipt
    for others in ((), (one,)):
        with pytest.raises(InDoubt, match="not among"):
            page.connector.find(page.connector.render(idea(), others), "k", (), SINCE)


def test_the_first_of_equal_posts(page: Any, idea: Ideas, moments: list[dt.datetime]) -> None:
    """Of several equal posts the first since the first try counts; a clock that is a little slow does no harm."""
    rendering, service, since = page.connector.render(idea(), ()), page.server.service, moments[-1]
    for minutes in (-60, -3, 10, 20):
        moments.append(since + dt.timedelta(minutes=minutes))
        service._said.clear()
        page.connector.publish(rendering, "k", ())
    found = [page.connector.find(rendering, "k", (), since + dt.timedelta(minutes=late)).remote_id for late in (0, 22)]
    assert [int(urn[-1]) for urn in found] == [3, 4]
    service.shelf.retracted |= {post.id for post in page.server.posts[2:]}
    assert page.connector.find(rendering, "k", (), since).remote_id.endswith("2")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(500), Unreachable), (Reply.of(429, {}), Unreachable), (Reply(200, b"<"), Unreachable),
        (Reply.of(200, {}), InDoubt), (Reply.of(200, {"elements": [{}]}), InDoubt), (Reply.of(401, {}), InDoubt),
        (Reply.of(200, {"elements": [{"id": "1", "createdAt": 10**30}]}), InDoubt),
        (Reply.of(200, {"elements": ["x"]}), InDoubt), (Reply.of(400, {}), InDoubt),
        (Reply.of(404, {"status": 404}), InDoubt),
    ],
)  # fmt: skip
def test_looking(page: Any, idea: Ideas, reply: Reply, error: type[Exception]) -> None:
    """What may pass is asked again; what can't be read, or a person must cure, is a doubt."""
    answers(page, "GET", "/rest/posts", reply)
    with pytest.raises(error) as caught:
        page.connector.find(page.connector.render(idea(), ()), "k", (), SINCE)
    assert type(caught.value) is error


def test_looking_without_the_scope(page: Any, idea: Ideas) -> None:
    """Without r_organization_social nothing can be settled, and the words say what is missing."""
    page.server.service.scopes.remove("r_organization_social")
    with pytest.raises(InDoubt, match=r"403.*the scopes w_organization_social and r_organization_social"):
        page.connector.find(page.connector.render(idea(), ()), "k", (), SINCE)


def test_an_endless_list_ends(page: Any, idea: Ideas) -> None:
    """A list that never ends is a doubt, not a search without end."""
    post = {"id": "1", "createdAt": 1_800_000_000_000, "commentary": "x"}
    answers(page, "GET", "/rest/posts", Reply.of(200, {"elements": [post]}))
    with pytest.raises(InDoubt, match="more than 5000 posts"):
        page.connector.find(page.connector.render(idea(), ()), "k", (), SINCE)
