"""WordPress: what is shown, what is sent, what goes wrong, and what is found again."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from communique.connectors.connector import Connector
from communique.connectors.errors import InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.practice.server import Mishap, PracticeServer, Reply, Request, Service
from communique.connectors.practice.wordpress import KEYS
from communique.connectors.wordpress import WordPress
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from places import LINK, NOW, OUTCOMES, Ideas, Open, Place, opened
from ports import free_port
from stranger import move

POSTS, MEDIA = "/wp-json/wp/v2/posts", "/wp-json/wp/v2/media"


@dataclass(frozen=True)
class Desk:
    """A blog, its practice server, and short ways to both."""

    connector: Connector
    server: PracticeServer

    def publish(self, idea: Idea, *pictures: Picture, key: str = "key") -> Receipt:
        """Publish a post."""
        return self.connector.publish(self.connector.render(idea, pictures), key, ())

    def find(self, idea: Idea) -> Receipt | None:
        """Look for it."""
        return self.connector.find(self.connector.render(idea, ()), "key", (), NOW)

    @property
    def asked(self) -> list[str]:
        """Give what the server was asked for, in order."""
        return [f"{request.method} {request.path}" for request in self.server.requests]

    def sent(self, path: str = POSTS) -> dict[str, object]:
        """Give the last message that was sent there."""
        bodies = [each.body for each in self.server.requests if (each.method, each.path) == ("POST", path)]
        told: dict[str, object] = json.loads(bodies[-1])
        return told


@dataclass
class Answering:
    """A service that answers some requests in its own way."""

    service: Service
    replies: dict[tuple[str, str], Reply]

    def __post_init__(self) -> None:
        """Keep the shelf."""
        self.shelf = self.service.shelf
        self.publishes, self.trouble = self.service.publishes, self.service.trouble

    def answer(self, request: Request) -> Reply:
        """Answer."""
        return self.replies.get((request.method, request.path)) or self.service.answer(request)


place = opened("wordpress", name="ISO/TC 400 & cakes", bio="Official blog of ISO/TC 400")


@pytest.fixture
def desk(place: Place) -> Desk:
    """Give a blog and its practice server."""
    return Desk(place.connector, place.server)


def answer(desk: Desk, method: str, path: str, reply: Reply) -> None:
    """Let the server answer some requests in another way."""
    desk.server.service = Answering(desk.server.service, {(method, path): reply})


def test_the_link_stands_below(desk: Desk, idea: Ideas) -> None:
    """The link is a line of its own below the text, unless the text has it; a thread is one post."""
    (part,) = desk.connector.render(idea(text="Cakes.", link=LINK), ()).parts
    assert (part.text, part.length, part.limit) == (f"Cakes.\n\n{LINK}", 8 + len(LINK), 0)
    assert desk.connector.render(idea(text=f"See {LINK}", link=LINK), ()).parts[0].text == f"See {LINK}"
    (whole,) = desk.connector.render(idea(thread=("One.", "Two."), link=LINK), ()).parts
    assert whole.text == f"One.\n\nTwo.\n\n{LINK}"


def test_the_title(desk: Desk, idea: Ideas) -> None:
    """The title is the author's, or the first sentence; the Secretary reads which site it goes to."""
    assert desk.connector.render(idea(title="  Cakes\nfor all "), ()).title == "Cakes for all"
    rendering = desk.connector.render(idea(text="ISO 22222 is published. Read on."), ())
    assert (rendering.title, rendering.account) == (
        "ISO 22222 is published", "ISO/TC 400 & cakes https://cakes.example.org",
    )  # fmt: skip


def test_what_is_sent(desk: Desk, idea: Ideas) -> None:
    """A text goes as escaped paragraphs with its addresses as links, under a slug of its own, once."""
    receipt = desk.publish(idea(text="<b>\nCakes & more\n\nTwo", title="A <b>", link=LINK))
    slug = "sponge-cakes-2c70e12b7a06"
    assert desk.asked == [f"GET {POSTS}", f"POST {POSTS}"]
    assert desk.sent() == {
        "title": "A &lt;b&gt;",
        "content": '<p lang="en">&lt;b&gt;<br />\nCakes &amp; more</p>\n<p lang="en">Two</p>\n'
        f'<p lang="en"><a href="{LINK}">{LINK}</a></p>',
        "slug": slug,
        "status": "publish",
    }
    assert receipt == Receipt(remote_id="4", url=f"https://cakes.example.org/{slug}/")
    asked = desk.server.requests[0]
    assert asked.query == {"slug": f"{slug},{slug}-2", "status": "any", "_fields": "id,slug,status,link"}
    both = base64.b64encode(f"practice:{KEYS.application_password.get_secret_value()}".encode()).decode()
    assert asked.headers["authorization"] == f"Basic {both}"


def test_what_stands_is_not_sent_again(desk: Desk, idea: Ideas, picture: Picture) -> None:
    """The same key again gives the same receipt, and neither a picture nor a post leaves."""
    receipt = desk.publish(idea(), picture)
    already = len(desk.asked)
    assert desk.publish(idea(), picture) == receipt
    assert desk.asked[already:] == [f"GET {POSTS}"]


def test_pictures(desk: Desk, idea: Ideas, draw: Callable[..., Picture]) -> None:
    """The first picture is featured, the others stand below, each with its words; bytes go as they are."""
    first, second = draw(), draw(size=(64, 40)).model_copy(update={"alt": "A [pie] & 5%ab <b>"})
    desk.publish(idea(), first, second)
    (post,) = desk.server.posts
    assert [(each.digest, each.alt) for each in post.pictures] == [(each.digest, each.alt) for each in (first, second)]
    upload = desk.server.requests[2]
    name = f"sponge-cakes-2c70e12b7a06-{first.digest[:12]}"
    assert upload.headers["content-disposition"] == f'attachment; filename="{name}.png"'
    assert upload.headers["content-type"] == "image/png"
    assert desk.sent(f"{MEDIA}/4") == {"alt_text": first.alt, "caption": "Photo: B. Baker · CC-BY-4.0"}
    assert desk.sent()["featured_media"] == 4


def test_the_category(open_place: Open, idea: Ideas) -> None:
    """A post goes into the committee's category, if it has one."""
    place = open_place("wordpress", category=7)
    desk = Desk(place.connector, place.server)
    desk.publish(idea())
    assert desk.sent()["categories"] == [7]


def test_a_picture_is_not_uploaded_twice(desk: Desk, idea: Ideas, picture: Picture) -> None:
    """After a try that broke off, the picture that is there already is taken."""
    desk.server.misbehave(Mishap.BREAK_BEFORE)
    with pytest.raises(InDoubt):
        desk.publish(idea(), picture)
    desk.publish(idea(), picture)
    assert desk.asked.count(f"POST {MEDIA}") == 1
    assert len(desk.server.posts[0].pictures) == 1


@pytest.mark.parametrize(("mishap", "error", "posted"), OUTCOMES)
def test_mishaps(desk: Desk, idea: Ideas, mishap: Mishap, *, error: type[Exception], posted: bool) -> None:
    """Each mishap gives its one error, looking tells what happened, and sending again makes one post of it."""
    desk.server.misbehave(mishap)
    with pytest.raises(error) as caught:
        desk.publish(idea())
    assert type(caught.value) is error
    assert (desk.find(idea()) is not None) is posted
    assert desk.publish(idea()) == desk.find(idea())
    assert len(desk.server.posts) == 1


def test_an_earlier_try_that_shows_late(desk: Desk, idea: Ideas) -> None:
    """If an earlier try turns out to stand after we sent again, the second post is taken back at once."""
    desk.server.misbehave(Mishap.LAG)
    with pytest.raises(InDoubt):
        desk.publish(idea())
    assert desk.find(idea()) is None
    receipt = desk.publish(idea())
    assert desk.asked[-3:] == [f"POST {POSTS}", f"GET {POSTS}", f"DELETE {POSTS}/5"]
    assert [post.id for post in desk.server.posts] == ["4"] == [receipt.remote_id]


def test_a_second_post_whose_first_is_hidden_is_a_doubt(desk: Desk, idea: Ideas) -> None:
    """If WordPress gives a double's slug but does not show the first post, a person must look."""
    desk.server.misbehave(Mishap.LAG)
    with pytest.raises(InDoubt):
        desk.publish(idea())
    desk.server.service.shelf.lagging = dict.fromkeys(desk.server.service.shelf.posts, 9)
    with pytest.raises(InDoubt, match=r"twice, but shows only the one at https://cakes.example.org/sponge-cakes-.*-2/"):
        desk.publish(idea())


def test_two_that_can_not_be_settled_are_a_doubt(desk: Desk, idea: Ideas) -> None:
    """If the second post can't be taken back, both stand and a person is told where."""
    desk.server.misbehave(Mishap.LAG)
    with pytest.raises(InDoubt):
        desk.publish(idea())
    desk.find(idea())
    answer(desk, "DELETE", f"{POSTS}/5", Reply.of(403, {"code": "rest_cannot_delete", "message": "Sorry"}))
    with pytest.raises(InDoubt, match=r"may hold this post twice, one of them at https://cakes.example.org/.*-2/"):
        desk.publish(idea())
    with pytest.raises(InDoubt, match="more than once"):
        desk.find(idea())


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "rest_invalid_param", Refused), (401, "incorrect_password", Unauthorized),
        (401, "rest_cannot_create", Unauthorized), (403, "rest_cannot_publish", Unauthorized),
        (404, "rest_no_route", Refused), (413, "too_large", Refused), (409, "any", InDoubt), (301, "any", InDoubt),
        (500, "internal_server_error", InDoubt), (500, "db_insert_error", InDoubt), (503, "maintenance", InDoubt),
    ],
)  # fmt: skip
def test_every_no(desk: Desk, idea: Ideas, status: int, *, code: str, error: type[Exception]) -> None:
    """What WordPress says to the post itself is the one error that it means; secrets stay out of the words."""
    password = KEYS.application_password.get_secret_value()
    secrets = (password, base64.b64encode(f"practice:{password}".encode()).decode())
    said = Reply.of(status, {"code": code, "message": f"No: {secrets}", "data": {"status": status}})
    answer(desk, "POST", POSTS, said)
    with pytest.raises(error) as caught:
        desk.publish(idea())
    assert type(caught.value) is error
    assert not any(secret in str(caught.value) for secret in secrets)
    assert desk.server.posts == ()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "did not say where"), ({"id": "none", "slug": "", "status": "", "link": ""}, "did not say where"),
        ([], "can't be read"), ({"id": 9, "slug": "x", "status": "pending", "link": "L"}, "its status is “pending”"),
    ],
)  # fmt: skip
def test_a_yes_without_a_post_is_a_doubt(desk: Desk, idea: Ideas, told: object, words: str) -> None:
    """A yes that names no public post is no receipt."""
    answer(desk, "POST", POSTS, Reply.of(201, told))
    with pytest.raises(InDoubt, match=words):
        desk.publish(idea())


def test_a_slug_of_the_sites_own(desk: Desk, idea: Ideas) -> None:
    """If a plugin changes the slug and no earlier try stands, the post is published."""
    told = {"id": 9, "slug": "cakes", "status": "publish", "link": "https://cakes.example.org/cakes/"}
    answer(desk, "POST", POSTS, Reply.of(201, told))
    assert desk.publish(idea()) == Receipt(remote_id="9", url="https://cakes.example.org/cakes/")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(500, b"<h1>Error</h1>"), Unreachable), (Reply(200, b"<html>"), Unreachable), (Reply(404), Unreachable),
        (Reply(301, headers={"Location": "https://elsewhere.example/"}), Unreachable), (Reply.of(200, {}), Unreachable),
        (Reply(429, headers={"Retry-After": "60"}), Throttled), (Reply.of(401, {}), Unauthorized),
    ],
)  # fmt: skip
def test_before_the_post_nothing_is_a_doubt(desk: Desk, idea: Ideas, reply: Reply, error: type[Exception]) -> None:
    """If WordPress can't be asked for the post, nothing is sent and nothing is public."""
    answer(desk, "GET", POSTS, reply)
    with pytest.raises(error) as caught:
        desk.publish(idea())
    assert type(caught.value) is error
    assert desk.asked == [f"GET {POSTS}"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(500, b"<h1>Error</h1>"), Unreachable), (Reply(201, b"{}"), Unreachable), (Reply(413), Refused),
        (Reply.of(500, {"code": "rest_upload_sideload_error", "message": "No such type."}), Refused),
        (Reply.of(403, {"code": "rest_cannot_create"}), Unauthorized), (Reply(429), Throttled),
    ],
)  # fmt: skip
def test_a_failed_upload_is_no_doubt(
    desk: Desk, idea: Ideas, picture: Picture, *, reply: Reply, error: type[Exception]
) -> None:
    """Whatever happens to a picture, nothing of the post is public, and so nobody needs to look."""
    answer(desk, "POST", MEDIA, reply)
    with pytest.raises(error) as caught:
        desk.publish(idea(), picture)
    assert type(caught.value) is error
    assert f"POST {POSTS}" not in desk.asked


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(404, b"<h1>Not found</h1>"), InDoubt), (Reply.of(404, {"code": "rest_no_route"}), InDoubt),
        (Reply(200, b"<html>"), InDoubt), (Reply.of(200, {}), InDoubt), (Reply.of(200, [{}]), InDoubt),
        (Reply.of(400, {"code": "rest_invalid_param"}), InDoubt), (Reply(503), Unreachable), (Reply(429), Unreachable),
    ],
)  # fmt: skip
def test_only_wordpress_can_say_that_nothing_is_there(
    desk: Desk, idea: Ideas, reply: Reply, error: type[Exception]
) -> None:
    """Nothing but an empty list means that the post is surely not there."""
    answer(desk, "GET", POSTS, reply)
    with pytest.raises(error) as caught:
        desk.find(idea())
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply.of(501, {"code": "rest_trash_not_supported", "message": "Set force=true"}), Refused),
        (Reply.of(200, {"status": "publish"}), InDoubt), (Reply(200, b"<html>"), InDoubt), (Reply(404), Refused),
        (Reply.of(401, {"code": "rest_cannot_delete"}), Unauthorized), (Reply(502), InDoubt),
    ],
)  # fmt: skip
def test_what_is_not_surely_gone_is_told(desk: Desk, idea: Ideas, reply: Reply, error: type[Exception]) -> None:
    """Only WordPress' own words mean that a post is gone; a "not found" from anybody else does not."""
    receipt = desk.publish(idea())
    answer(desk, "DELETE", f"{POSTS}/{receipt.remote_id}", reply)
    with pytest.raises(error) as caught:
        desk.connector.retract(receipt)
    assert type(caught.value) is error


def test_what_never_was_is_gone(desk: Desk) -> None:
    """Taking back a post that was removed for good changes nothing."""
    desk.connector.retract(Receipt(remote_id="99", url=LINK))
    assert desk.asked == [f"DELETE {POSTS}/99"]


def test_a_stranger(desk: Desk, idea: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a wrong password WordPress calls the question wrong; the words say how to renew."""
    monkeypatch.setattr(desk.connector, "_keys", lambda: KEYS.model_copy(update={"user": "other"}))
    with pytest.raises(Unauthorized, match=r"new application password.*run `communique accounts connect wordpress`"):
        desk.publish(idea())


def test_a_dead_host(open_place: Open, idea: Ideas) -> None:
    """Where nobody listens nothing was sent."""
    place = open_place("wordpress")
    assert isinstance(place.connector, WordPress)
    move(place, f"http://127.0.0.1:{free_port()}")
    desk = Desk(place.connector, place.server)
    with pytest.raises(Unreachable):
        desk.publish(idea())
    with pytest.raises(Unreachable):
        desk.find(idea())


def test_identity(desk: Desk) -> None:
    """The site tells its title and tagline, and what the user may do."""
    assert isinstance(desk.connector, WordPress)
    told = desk.connector.identity()
    assert (told.handle, told.number) == ("practice", "https://cakes.example.org")
    assert (told.name, told.bio) == ("ISO/TC 400 & cakes", "Official blog of ISO/TC 400")
    assert (told.missing, told.expires) == ((), None)
    assert "publish_posts" in (told.scopes or ())
